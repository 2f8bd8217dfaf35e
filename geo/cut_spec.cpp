#include "geo/cut_spec.hpp"

#include <algorithm>

#include "geo/error.hpp"
#include "geo/regions.hpp"
#include "geo/segments.hpp"
#include "geo/shapes.hpp"

namespace thalweg {
namespace {

constexpr double kMayBeFar = 30e3;  // metres; a point farther from every route cuts none

std::vector<Segment> cut_at_points(const RouteSet& set, const std::vector<LonLat>& points) {
  std::vector<Break> breaks;
  for (const LonLat& p : points) {
    const Location at = set.locator.locate(p);
    if (at.offset.m <= kMayBeFar) breaks.push_back({at.route, at.chainage});
  }
  if (breaks.empty())
    bad_input("--at: none of {} points is within {:g} km of the route", points.size(), kMayBeFar / 1000);
  return cut_at(set.routes, std::move(breaks));
}

std::vector<LonLat> read_points(const std::string& path) {
  const std::vector<Shape> shapes = read_shapes(path);
  std::vector<LonLat> points;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (!shapes[i].point) bad_input("--at: {} feature {} is no point and has no lon and lat columns", path, i + 1);
    points.push_back(*shapes[i].point);
  }
  return points;
}

/// Cuts where something known along the routes changes; `label` names the pieces.
template <typename Changes, typename Label>
std::vector<Segment> cut_at_changes(const RouteSet& set, const std::string& what, Changes changes, Label label) {
  std::vector<Break> breaks;
  for (std::uint32_t r = 0; r < set.routes.size(); ++r) {
    for (const Chainage c : changes(r)) breaks.push_back({r, c});
  }
  if (breaks.empty()) bad_input("{}: nothing is known along this route; it is no line of the default border", what);
  std::vector<Segment> segments = cut_at(set.routes, std::move(breaks));
  for (Segment& s : segments) s.label = label(s);
  return segments;
}

std::vector<Segment> cut_at_places(const RouteSet& set) {
  return cut_at_changes(
      set, "--at places", [&](auto r) { return set.context.town_feet(r); }, [](const Segment&) { return ""; });
}

std::vector<Segment> cut_by_rivers(const RouteSet& set) {
  return cut_at_changes(
      set, "--by rivers", [&](auto r) { return set.context.river_changes(r); },
      [&](const Segment& s) { return set.context.river(s.route, s.stretch).value_or(""); });
}

std::vector<Segment> cut_by_provinces(const RouteSet& set) {
  const auto name = [&](const Segment& s, Side side) {
    return set.context.province(s.route, side, s.stretch).value_or("");
  };
  return cut_at_changes(
      set, "--by provinces", [&](auto r) { return set.context.province_changes(r); },
      [&](const Segment& s) { return name(s, Side::left) + " | " + name(s, Side::right); });
}

std::vector<Segment> cut_by_file(const RouteSet& set, const std::string& path) {
  const std::vector<Shape> shapes = read_shapes(path);
  if (!shapes.front().from_km || !shapes.front().to_km) return cut_by_regions(set.routes, set.locator, shapes);
  std::vector<NamedStretch> stretches;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Shape& s = shapes[i];
    if (!s.from_km || !s.to_km || !(*s.from_km < *s.to_km)) {
      bad_input("--by: {} row {}: from_km and to_km must be numbers, from_km the smaller", path, i + 1);
    }
    stretches.push_back({0, {{*s.from_km * 1000}, {*s.to_km * 1000}}, s.name});
  }
  if (set.routes.size() > 1)
    bad_input("--by: a table of stretches goes with one route; this one has {}", set.routes.size());
  return cut_by_stretches(set.routes, std::move(stretches));
}

}  // namespace

std::vector<Segment> make_cut(const CutSpec& spec, const RouteSet& set) {
  const int given =
      spec.length.has_value() + spec.count.has_value() + !spec.at.empty() + !spec.by.empty() + !spec.breaks.empty();
  if (given > 1) bad_input("give only one of --length, --count, --at, --by and --breaks");
  if (spec.count) return cut_by_count(set.routes, *spec.count);
  if (spec.at == "places") return cut_at_places(set);
  if (!spec.at.empty()) return cut_at_points(set, read_points(spec.at));
  if (spec.by == "rivers") return cut_by_rivers(set);
  if (spec.by == "provinces") return cut_by_provinces(set);
  if (!spec.by.empty()) return cut_by_file(set, spec.by);
  if (!spec.breaks.empty()) {
    if (set.routes.size() > 1) bad_input("--breaks goes with one route; this one has {}", set.routes.size());
    std::vector<Break> breaks;
    for (const Span& b : spec.breaks) breaks.push_back({0, {b.m}});
    return cut_at(set.routes, std::move(breaks));
  }
  return cut_by_length(set.routes, spec.length.value_or(kDefaultSegment));
}

std::vector<SegmentContext> describe_segments(const std::vector<Segment>& segments, const Context& context) {
  std::vector<SegmentContext> out;
  for (const Segment& s : segments) {
    out.push_back({context.name_of(s.route, s.stretch), context.river(s.route, s.stretch),
                   context.province(s.route, Side::left, s.stretch),
                   context.province(s.route, Side::right, s.stretch)});
  }
  return out;
}

}  // namespace thalweg
