#include "geo/route_quality.hpp"

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <cmath>
#include <limits>
#include <optional>

#include "geo/geodesic.hpp"
#include "geo/point_to_edge.hpp"

namespace thalweg {
namespace {

namespace bg = boost::geometry;
using Point = bg::model::d2::point_xy<double>;
using Box = bg::model::box<Point>;

struct Plane {
  double x, y;
  friend bool operator==(Plane, Plane) = default;
};
Plane operator-(Plane a, Plane b) {
  return {a.x - b.x, a.y - b.y};
}
double cross(Plane a, Plane b) {
  return a.x * b.y - a.y * b.x;
}
double dot(Plane a, Plane b) {
  return a.x * b.x + a.y * b.y;
}

/// Vertices with longitudes that do not jump at the antimeridian.
std::vector<Plane> unwrapped(const Route& route) {
  std::vector<Plane> out;
  for (const LonLat& v : route.vertices()) {
    double lon = v.lon;
    if (!out.empty()) lon -= 360 * std::round((lon - out.back().x) / 360);
    out.push_back({lon, v.lat});
  }
  return out;
}

/// Where edges a-b and c-d meet, as shares of both: their crossing, or an end of one on the other.
std::optional<std::pair<double, double>> meeting(Plane a, Plane b, Plane c, Plane d) {
  const Plane ab = b - a, cd = d - c, ac = c - a;
  const double across = cross(ab, cd);
  if (across != 0) {
    const double t = cross(ac, cd) / across, u = cross(ac, ab) / across;
    if (t < 0 || t > 1 || u < 0 || u > 1) return std::nullopt;
    return std::pair(t, u);
  }
  if (cross(ac, ab) != 0) return std::nullopt;  // parallel, apart
  const double length2 = dot(ab, ab);
  const double from = dot(ac, ab) / length2, to = dot(d - a, ab) / length2;
  const double t = std::max(0.0, std::min(from, to));
  if (t > std::min(1.0, std::max(from, to))) return std::nullopt;
  return std::pair(t, to == from ? 0 : (t - from) / (to - from));
}

class CrossingFinder {
 public:
  explicit CrossingFinder(const Route& route) : route_(route), v_(unwrapped(route)) {
    closed_ = v_.front() == v_.back() ||
              (v_.front().y == v_.back().y && std::remainder(v_.front().x - v_.back().x, 360) == 0);
  }

  std::vector<SelfCrossing> find() {
    std::vector<std::pair<Box, std::size_t>> boxes;
    for (std::size_t i = 0; i + 1 < v_.size(); ++i) boxes.emplace_back(box_of(i), i);
    const bg::index::rtree<std::pair<Box, std::size_t>, bg::index::quadratic<16>> tree(boxes);
    for (std::size_t i = 0; i + 1 < v_.size(); ++i) {
      std::vector<std::size_t> later;
      for (auto it = tree.qbegin(bg::index::intersects(boxes[i].first)); it != tree.qend(); ++it) {
        if (it->second > i) later.push_back(it->second);
      }
      std::ranges::sort(later);
      for (const std::size_t j : later) compare(i, j);
    }
    std::ranges::stable_sort(found_, {}, [](const SelfCrossing& c) { return std::pair(c.first.m, c.second.m); });
    return drop_doubles();
  }

 private:
  [[nodiscard]] Box box_of(std::size_t i) const {
    const auto [x0, x1] = std::minmax(v_[i].x, v_[i + 1].x);
    const auto [y0, y1] = std::minmax(v_[i].y, v_[i + 1].y);
    return {{x0, y0}, {x1, y1}};
  }

  void compare(std::size_t i, std::size_t j) {
    if (j == i + 1) {  // neighbours meet at their vertex; they cross only by turning back
      const Plane in = v_[i + 1] - v_[i], out = v_[j + 1] - v_[j];
      if (cross(in, out) == 0 && dot(in, out) < 0) add(i, 1, j, 0);
      return;
    }
    if (closed_ && i == 0 && j + 2 == v_.size()) return;
    if (const auto at = meeting(v_[i], v_[i + 1], v_[j], v_[j + 1])) add(i, at->first, j, at->second);
  }

  void add(std::size_t i, double t, std::size_t j, double u) {
    const auto chainage = [&](std::size_t edge, double share) {
      const auto c = route_.chainage_m();
      return Chainage{c[edge] + share * (c[edge + 1] - c[edge])};
    };
    const Plane d = v_[i + 1] - v_[i];
    const double lon = v_[i].x + t * d.x;
    found_.push_back({{std::remainder(lon, 360), v_[i].y + t * d.y}, chainage(i, t), chainage(j, u)});
  }

  /// A meeting at a vertex is found by both of its edges.
  std::vector<SelfCrossing> drop_doubles() {
    std::vector<SelfCrossing> out;
    for (const SelfCrossing& c : found_) {
      const auto same = [&](const SelfCrossing& o) {
        return std::abs(o.first.m - c.first.m) < 1e-3 && std::abs(o.second.m - c.second.m) < 1e-3;
      };
      if (std::none_of(out.end() - std::min<std::ptrdiff_t>(std::ssize(out), 4), out.end(), same)) out.push_back(c);
    }
    return out;
  }

  const Route& route_;
  std::vector<Plane> v_;
  bool closed_ = false;
  std::vector<SelfCrossing> found_;
};

/// The greatest tolerance at which each vertex is still kept: its own distance from the chord at which it is the
/// farthest, and never more than that of the vertex which made the chord.
std::vector<double> significances(const Route& route) {
  const auto v = route.vertices();
  const auto chainage = route.chainage_m();
  constexpr double always = std::numeric_limits<double>::infinity();
  std::vector<double> out(v.size(), 0);
  out.front() = out.back() = always;
  struct Range {
    std::size_t first, last;
    double cap;
  };
  std::vector<Range> open{{0, v.size() - 1, always}};
  while (!open.empty()) {
    const auto [first, last, cap] = open.back();
    open.pop_back();
    if (last - first < 2) continue;
    const GeodesicEdge chord(v[first], v[last]);
    const double scale = chord.length_m() / (chainage[last] - chainage[first]);
    std::size_t farthest = first + 1;
    double most = -1;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double d = chord.nearest(v[i], (chainage[i] - chainage[first]) * scale).offset_m;
      if (d > most) {
        most = d;
        farthest = i;
      }
    }
    out[farthest] = std::min(most, cap);
    open.push_back({first, farthest, out[farthest]});
    open.push_back({farthest, last, out[farthest]});
  }
  return out;
}

}  // namespace

std::vector<SelfCrossing> self_crossings(const Route& route) {
  return CrossingFinder(route).find();
}

Spacing vertex_spacing(const Route& route) {
  std::vector<double> edges;
  const auto c = route.chainage_m();
  for (std::size_t i = 0; i + 1 < c.size(); ++i) edges.push_back(c[i + 1] - c[i]);
  std::ranges::sort(edges);
  const std::size_t n = edges.size();
  return {{edges.front()},
          {(edges[(n - 1) / 2] + edges[n / 2]) / 2},
          {route.length().m / static_cast<double>(n)},
          {edges.back()}};
}

std::vector<GeneralisedLength> generalised_lengths(const Route& route, std::span<const Span> tolerances) {
  const std::vector<double> significance = significances(route);
  std::vector<GeneralisedLength> out;
  for (const Span tolerance : tolerances) {
    std::vector<LonLat> kept;
    for (std::size_t i = 0; i < significance.size(); ++i) {
      if (significance[i] > tolerance.m) kept.push_back(route.vertices()[i]);
    }
    double length = 0;
    for (std::size_t i = 1; i < kept.size(); ++i) length += geodesic_between(kept[i - 1], kept[i]).length_m;
    out.push_back({tolerance, kept.size(), {length}});
  }
  return out;
}

}  // namespace thalweg
