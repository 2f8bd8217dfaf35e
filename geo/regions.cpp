#include "geo/regions.hpp"

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <boost/geometry/geometries/segment.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <cmath>
#include <numbers>

#include "geo/error.hpp"

namespace thalweg {
namespace {

namespace bg = boost::geometry;
using Point = bg::model::d2::point_xy<double>;
using Edge = bg::model::segment<Point>;
using Area = bg::model::polygon<Point>;
using Box = bg::model::box<Point>;

constexpr double kNearRoute = 50e3;    // metres; what is farther off does not tell the bank
constexpr double kClearOfRoute = 2e3;  // metres; what is nearer may be the boundary's own inaccuracy
constexpr int kGrid = 50;
constexpr double kSampling = 250;   // metres between looks along a route
constexpr double kDegree = 111195;  // metres of a degree on the mean sphere

/// Regions of one bank, in degrees of latitude (longitude scaled by the cosine at the shapes' middle).
class Bank {
 public:
  explicit Bank(double scale) : scale_(scale) {}

  void add(const Shape& shape) {
    const std::size_t id = names_.size();
    names_.push_back(shape.name);
    for (const Polygon& rings : shape.polygons) {
      Area area;
      area.inners().resize(rings.empty() ? 0 : rings.size() - 1);
      for (std::size_t r = 0; r < rings.size(); ++r) {
        auto& ring = r == 0 ? area.outer() : area.inners()[r - 1];
        for (const LonLat& p : rings[r]) ring.push_back(planar(p));
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) edges_.insert({Edge(ring[i], ring[i + 1]), id});
      }
      bg::correct(area);
      boxes_.insert({bg::return_envelope<Box>(area), areas_.size()});
      areas_.push_back({std::move(area), id});
    }
  }

  /// The region that holds p, else the nearest within reach, else nothing.
  [[nodiscard]] std::optional<std::string> at(LonLat position) const {
    const Point p = planar(position);
    std::vector<std::pair<Box, std::size_t>> around;
    boxes_.query(bg::index::intersects(p), std::back_inserter(around));
    std::ranges::sort(around, {}, [](const auto& found) { return found.second; });
    for (const auto& [box, i] : around) {
      if (bg::covered_by(p, areas_[i].first)) return names_[areas_[i].second];
    }
    std::vector<std::pair<Edge, std::size_t>> nearest;
    edges_.query(bg::index::nearest(p, 1), std::back_inserter(nearest));
    if (nearest.empty() || bg::distance(p, nearest[0].first) * kDegree > kRegionReach.m) return std::nullopt;
    return names_[nearest[0].second];
  }

 private:
  [[nodiscard]] Point planar(LonLat p) const { return {p.lon * scale_, p.lat}; }

  double scale_;
  std::vector<std::string> names_;
  std::vector<std::pair<Area, std::size_t>> areas_;
  bg::index::rtree<std::pair<Box, std::size_t>, bg::index::rstar<16>> boxes_;
  bg::index::rtree<std::pair<Edge, std::size_t>, bg::index::rstar<16>> edges_;
};

struct Sides {
  bool left = true, right = true;
};

/// On which banks a shape lies, by a grid of points inside it that are near the route but clear of it: drawn boundaries
/// themselves often run to and fro over a river.
Sides sides_of(const Shape& shape, const Locator& locator) {
  std::size_t left = 0, right = 0;
  for (const Polygon& rings : shape.polygons) {
    Area area;
    for (const LonLat& p : rings.front()) area.outer().push_back({p.lon, p.lat});
    bg::correct(area);
    const auto box = bg::return_envelope<Box>(area);
    for (int i = 0; i < kGrid * kGrid; ++i) {
      const auto between = [](double low, double high, int k) { return low + (high - low) * (k + 0.5) / kGrid; };
      const LonLat p{between(box.min_corner().x(), box.max_corner().x(), i % kGrid),
                     between(box.min_corner().y(), box.max_corner().y(), i / kGrid)};
      if (!bg::covered_by(Point(p.lon, p.lat), area)) continue;
      const Location at = locator.locate(p);
      if (at.offset.m > kNearRoute || at.offset.m < kClearOfRoute) continue;
      ++(at.side == Side::left ? left : right);
    }
  }
  const double all = static_cast<double>(left + right);
  return {static_cast<double>(right) < 0.9 * all || all == 0, static_cast<double>(left) < 0.9 * all || all == 0};
}

double middle_scale(std::span<const Route> routes) {
  double low = 90, high = -90;
  for (const Route& route : routes) {
    for (const LonLat& p : route.vertices()) {
      low = std::min(low, p.lat);
      high = std::max(high, p.lat);
    }
  }
  return std::cos((low + high) / 2 * std::numbers::pi / 180);
}

class Regions {
 public:
  Regions(std::span<const Route> routes, const Locator& locator, std::span<const Shape> shapes)
      : left_(middle_scale(routes)), right_(left_) {
    for (const Shape& shape : shapes) {
      if (shape.polygons.empty()) continue;
      const Sides sides = sides_of(shape, locator);
      if (sides.left) left_.add(shape);
      if (sides.right) right_.add(shape);
    }
  }

  [[nodiscard]] std::string label(LonLat p) const {
    const auto left = left_.at(p), right = right_.at(p);
    if (!left || !right || *left == *right) return left ? *left : right.value_or("");
    return *left + " | " + *right;
  }

 private:
  Bank left_, right_;
};

/// Where between two chainages the label stops being that of `from`.
double change_between(const Route& route, const Regions& regions, double from, double to, const std::string& label) {
  while (to - from > kRegionPrecision.m) {
    const double middle = (from + to) / 2;
    (regions.label(route.at({middle})) == label ? from : to) = middle;
  }
  return (from + to) / 2;
}

std::vector<NamedStretch> stretches_of(const Route& route, std::uint32_t number, const Regions& regions) {
  const double end = route.length().m;
  std::vector<NamedStretch> out{{number, {{0}, {end}}, regions.label(route.at({0}))}};
  const double steps = std::ceil(end / kSampling);
  for (double k = 1; k <= steps; ++k) {
    const double here = end * (k / steps), before = end * ((k - 1) / steps);
    std::string label = regions.label(route.at({here}));
    if (label == out.back().name) continue;
    const double change = change_between(route, regions, before, here, out.back().name);
    out.back().stretch.to = {change};
    out.push_back({number, {{change}, {end}}, std::move(label)});
  }
  std::vector<NamedStretch> long_enough;
  for (NamedStretch& s : out) {
    const bool sliver = s.stretch.length() < kRegionSliver;
    if (!long_enough.empty() && (sliver || s.name == long_enough.back().name)) {
      long_enough.back().stretch.to = s.stretch.to;
    } else {
      long_enough.push_back(std::move(s));
    }
  }
  return long_enough;
}

}  // namespace

std::vector<Segment> cut_by_regions(std::span<const Route> routes, const Locator& locator,
                                    std::span<const Shape> shapes) {
  if (std::ranges::all_of(shapes, [](const Shape& s) { return s.polygons.empty(); })) {
    bad_input("--by: the file holds no polygons and no from_km, to_km columns");
  }
  const Regions regions(routes, locator, shapes);
  std::vector<NamedStretch> all;
  for (std::uint32_t r = 0; r < routes.size(); ++r) {
    std::ranges::move(stretches_of(routes[r], r, regions), std::back_inserter(all));
  }
  if (std::ranges::all_of(all, [](const NamedStretch& s) { return s.name.empty(); })) {
    bad_input("--by: no region comes within {:g} km of the route, or none has a name", kRegionReach.m / 1000);
  }
  return cut_by_stretches(routes, std::move(all));
}

}  // namespace thalweg
