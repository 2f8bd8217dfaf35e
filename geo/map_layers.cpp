#include "geo/map_layers.hpp"

#include <algorithm>

#include "geo/cut_spec.hpp"
#include "geo/datasets.hpp"
#include "geo/error.hpp"

namespace thalweg {
namespace {

using Changes = std::vector<Chainage> (Context::*)(std::uint32_t) const;

bool known_along(const RouteSet& set, Changes changes) {
  for (std::uint32_t r = 0; r < set.routes.size(); ++r) {
    if (!(set.context.*changes)(r).empty()) return true;
  }
  return false;
}

std::vector<Segment> cut_into_regions(const RouteSet& set) {
  CutSpec spec;
  if (known_along(set, &Context::province_changes)) {
    spec.by = "provinces";
  } else if (known_along(set, &Context::river_changes)) {
    spec.by = "rivers";
  } else {
    spec.count = set.routes.size() > 1 ? 1 : kRegionParts;
  }
  return make_cut(spec, set);
}

/// What a cut by provinces or rivers calls it; else the route, and which part of it.
std::string region_name(const RouteSet& set, const std::vector<Segment>& all, std::size_t i) {
  const std::string& label = all[i].label;
  if (!label.empty() && label != " | ") return label;
  const auto same = [&](const Segment& s) { return s.route == all[i].route; };
  const auto parts = std::ranges::count_if(all, same);
  const std::string& route = set.routes[all[i].route].name();
  if (parts == 1) return route;
  return fmt::format("{}, part {} of {}", route,
                     std::count_if(all.begin(), all.begin() + static_cast<long>(i), same) + 1, parts);
}

}  // namespace

Style provinces_style() {
  return {"Provinces", "country",
          std::vector<ValueClass>{{"CHN", "China", {"#faf8f1", 0.25, "#c3beb0", ""}},
                                  {"PRK", "DPRK", {"#f3f5f0", 0.25, "#c3beb0", ""}}},
          "name"};
}

Table regions_table(const RouteSet& set) {
  const std::vector<Segment> segments = cut_into_regions(set);
  const std::vector<SegmentContext> context = describe_segments(segments, set.context);
  Integers id;
  Texts route, name, places, river, left, right;
  Reals from, to, length;
  Lines lines;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto& [number, stretch, label] = segments[i];
    const SegmentContext& along = context[i];
    id.push_back(static_cast<std::int64_t>(i) + 1);
    route.push_back(set.routes[number].name());
    name.push_back(region_name(set, segments, i));
    from.push_back(stretch.from.m / 1000);
    to.push_back(stretch.to.m / 1000);
    length.push_back(stretch.length().m / 1000);
    places.push_back(along.name.empty() ? std::nullopt : std::optional(along.name));
    river.push_back(along.river);
    left.push_back(along.province_left);
    right.push_back(along.province_right);
    lines.push_back(set.routes[number].between(stretch));
  }
  return {"regions",
          {{"region_id", id, -1, "number along the routes"},
           {"route", route, -1, "name of the route"},
           {"name", name, -1, "provinces, river, or part of the route"},
           {"from_km", from, 3, "start, km from the start of the route"},
           {"to_km", to, 3, "end, km from the start of the route"},
           {"length_km", length, 3, "length, km"},
           {"places", places, -1, "nearest places"},
           {"river", river, -1, "rivers or land stretches along it"},
           {"province_left", left, -1, "province on the left side"},
           {"province_right", right, -1, "province on the right side"}},
          std::move(lines)};
}

Style regions_style() {
  return {"Regions", "", Symbol{"#ffe9a8", 2.4}, ""};
}

}  // namespace thalweg
