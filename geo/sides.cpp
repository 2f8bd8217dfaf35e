#include "geo/sides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "geo/geodesic.hpp"
#include "geo/poisson.hpp"
#include "geo/smooth_line.hpp"

namespace thalweg {
namespace {

constexpr double kSmoothings = 100;  // standard deviations of the smoothing that a route is long
constexpr double kCourse = 4;        // standard deviations again: of the smoothing for the bars' directions
constexpr double kLongest = 45, kShortest = 300;  // longest bars that the longest route is long
constexpr double kFoot = 0.01;                    // of the longest bar
constexpr double kLeastProgress = 0.2;            // of a bar's far end, relative to the near one

/// What the bars of one side are drawn from.
struct SideRates {
  Side side;
  std::vector<std::int64_t> counts;
  std::vector<double> per_km;
};

SideRates rates_of(Side side, const Table& segments, const SegmentIndex& index) {
  const auto& counts = std::get<Integers>(segments.find(side == Side::left ? "count_left" : "count_right")->values);
  SideRates out{side, {}, {}};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    out.counts.push_back(*counts[i]);
    out.per_km.push_back(static_cast<double>(*counts[i]) / (index.segments()[i].stretch.length().m / 1000));
  }
  return out;
}

/// Draws the bars of one route with one smoothing.
class Bars {
 public:
  Bars(const Route& route, Span longest)
      : step_{route.length().m / kSmoothings / 4},
        base_(route, {route.length().m / kSmoothings}),
        course_(route, {route.length().m / kSmoothings * kCourse}),
        longest_(longest) {}

  /// The bar over a stretch, of a share of the longest. Empty if it would fold.
  [[nodiscard]] Polygon bar(Stretch s, Side side, double share, bool even_if_folded) const {
    const double turn = side == Side::left ? -90 : 90;
    const double near = kFoot * longest_.m, far = near + (kFoot + share) * longest_.m;
    std::vector<LonLat> base, top;
    const double pieces = std::max(2.0, std::ceil(s.length().m / step_.m));
    for (double k = 0; k <= pieces; ++k) {
      const Chainage c = s.from + Span{s.length().m * k / pieces};
      const LonLat at = base_.at(c);
      const double azimuth = course_.azimuth(c);
      base.push_back(geodesic_step(at, azimuth + turn, near).at);
      top.push_back(geodesic_step(at, azimuth + turn, far).at);
      if (!even_if_folded && k > 0 && !goes_on(base, top, azimuth)) return {};
    }
    std::vector<LonLat> ring = base;
    ring.insert(ring.end(), top.rbegin(), top.rend());
    ring.push_back(base.front());
    if (side == Side::left) return {std::move(ring)};
    std::ranges::reverse(ring);  // counter-clockwise, as shells are
    return {std::move(ring)};
  }

 private:
  /// Whether the far end moves on with the course and not against it.
  static bool goes_on(const std::vector<LonLat>& base, const std::vector<LonLat>& top, double azimuth) {
    const Geodesic far = geodesic_between(top[top.size() - 2], top.back());
    const double on = far.length_m * std::cos((far.azimuth_start - azimuth) * std::numbers::pi / 180);
    return on > kLeastProgress * geodesic_between(base[base.size() - 2], base.back()).length_m;
  }

  Span step_;
  SmoothLine base_, course_;
  Span longest_;
};

/// The bars of all segments, sides after sides within each; nothing if one would fold.
MultiPolygons draw(const RouteSet& set, const SegmentIndex& index, std::span<const SideRates> sides, Span longest,
                   double most_per_km, bool even_if_folded) {
  MultiPolygons out;
  for (std::size_t i = 0; i < index.segments().size(); ++i) {
    const Segment& segment = index.segments()[i];
    const Route& route = set.routes[segment.route];
    const Bars bars(route, longest);
    for (const SideRates& s : sides) {
      const double share = most_per_km > 0 ? s.per_km[i] / most_per_km : 0;
      Polygon bar = bars.bar(segment.stretch, s.side, share, even_if_folded);
      if (bar.empty()) return {};
      out.push_back({std::move(bar)});
    }
  }
  return out;
}

Table without_geometry(const RouteSet& set, const SegmentIndex& index, std::span<const SideRates> sides) {
  Integers id, count;
  Texts route, side;
  Reals from, to, rate, lower, upper;
  for (std::size_t i = 0; i < index.segments().size(); ++i) {
    const Segment& segment = index.segments()[i];
    const double km = segment.stretch.length().m / 1000;
    for (const SideRates& s : sides) {
      const Limits limits = poisson_limits(static_cast<std::uint64_t>(s.counts[i]), 0.95);
      id.push_back(static_cast<std::int64_t>(i) + 1);
      route.push_back(set.routes[segment.route].name());
      side.push_back(set.routes[segment.route].side_name(s.side));
      from.push_back(segment.stretch.from.m / 1000);
      to.push_back(segment.stretch.to.m / 1000);
      count.push_back(s.counts[i]);
      rate.push_back(s.per_km[i]);
      lower.push_back(limits.lower / km);
      upper.push_back(limits.upper / km);
    }
  }
  return {"sides",
          {{"segment_id", std::move(id), -1, "segment of the segments layer"},
           {"route", std::move(route), -1, "route of the segment"},
           {"side", std::move(side), -1, "bank, looking along the route"},
           {"from_km", std::move(from), 3, "start, km along the route"},
           {"to_km", std::move(to), 3, "end, km along the route"},
           {"count", std::move(count), -1, "events on this side"},
           {"rate_per_km", std::move(rate), 6, "events on this side per km"},
           {"rate_lo", std::move(lower), 6, "lower exact 95 % Poisson limit, events per km"},
           {"rate_hi", std::move(upper), 6, "upper exact 95 % Poisson limit, events per km"}},
          {}};
}

/// A colour per name of a side: blue for what is left somewhere, else vermilion (Okabe and Ito's, which the
/// colour-blind tell apart).
Style style_of(const RouteSet& set, Span longest, double most_per_km) {
  std::vector<ValueClass> classes;
  const std::string scale = fmt::format("longest bar ({:.3g} km): {:.3g} per km", longest.m / 1000, most_per_km);
  const auto add = [&](const std::string& name, const char* color) {
    if (std::ranges::find(classes, name, &ValueClass::value) != classes.end()) return;
    const std::string label = "Events on side " + name + (classes.empty() && most_per_km > 0 ? "; " + scale : "");
    classes.push_back({name, label, {color, 0.1}});
  };
  for (const Route& route : set.routes) {
    add(route.sides().left, "#0072b2");
    add(route.sides().right, "#d55e00");
  }
  return {"Events per km by side", "side", std::move(classes), ""};
}

}  // namespace

Sides sides_layer(const RouteSet& set, const SegmentIndex& index, const Table& segments) {
  const std::vector<SideRates> sides{rates_of(Side::left, segments, index), rates_of(Side::right, segments, index)};
  double most_per_km = 0;
  for (const SideRates& s : sides) most_per_km = std::max(most_per_km, std::ranges::max(s.per_km));
  Span longest_route;
  for (const Route& route : set.routes) longest_route = std::max(longest_route, route.length());
  for (double bars = kLongest;; bars *= 1.2) {
    const Span longest{longest_route.m / std::min(bars, kShortest)};
    MultiPolygons drawn = draw(set, index, sides, longest, most_per_km, bars >= kShortest);
    if (drawn.empty()) continue;
    Sides out{without_geometry(set, index, sides), style_of(set, longest, most_per_km)};
    out.table.geometry = std::move(drawn);
    return out;
  }
}

}  // namespace thalweg
