#include "geo/site_cells.hpp"

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/polygon/voronoi.hpp>
#include <cmath>
#include <numbers>

#include "geo/ellipsoid.hpp"

namespace thalweg {
namespace {

namespace bg = boost::geometry;

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kScale = 6e8;   // of the plane: a unit is 1.1 cm at the equator, and all fits into 32 bits
constexpr double kSpare = 1.05;  // of the reach
constexpr double kPieces = 8;    // of a border, per reach: straight in the plane and in degrees are then alike

using Plane = bg::model::point<double, 2, bg::cs::cartesian>;
using Grid = boost::polygon::point_data<std::int32_t>;

double eccentricity() {
  return std::sqrt(wgs84_form::kFlattening * (2 - wgs84_form::kFlattening));
}

Plane projected(LonLat p) {
  const double s = std::sin(p.lat * kDegree), e = eccentricity();
  return {p.lon * kDegree * kScale, (std::atanh(s) - e * std::atanh(e * s)) * kScale};
}

/// The inverse; its iteration gains more than two digits a step.
LonLat unprojected(Plane p) {
  const double psi = p.get<1>() / kScale, e = eccentricity();
  double s = std::tanh(psi);
  for (int i = 0; i < 8; ++i) s = std::tanh(psi + e * std::atanh(e * s));
  return {p.get<0>() / kScale / kDegree, std::asin(s) / kDegree};
}

/// A length in units of the plane at a latitude, rounded up.
double units(Span length, double lat) {
  return kScale * length.m / (wgs84_form::kB * std::cos(lat * kDegree));
}

Grid on_grid(Plane p) {
  const auto unit = [](double v) { return static_cast<std::int32_t>(std::lround(std::clamp(v, -2.1e9, 2.1e9))); };
  return {unit(p.get<0>()), unit(p.get<1>())};
}

/// Of the sites at one place of the grid the first alone.
std::vector<Site> without_doubles(std::span<const Site> sites) {
  std::vector<std::pair<Grid, std::size_t>> order;
  for (std::size_t i = 0; i < sites.size(); ++i) order.emplace_back(on_grid(projected(sites[i].at)), i);
  std::ranges::sort(order);
  const auto doubles = std::ranges::unique(order, {}, [](const auto& entry) { return entry.first; });
  order.erase(doubles.begin(), doubles.end());
  std::vector<Site> out;
  for (const auto& [place, i] : order) out.push_back(sites[i]);
  return out;
}

}  // namespace

class SiteCells::Impl {
 public:
  Impl(std::span<const Site> sites, Span reach) : sites_(without_doubles(sites)) {
    std::vector<std::pair<Plane, std::uint32_t>> entries;
    for (const Site& s : sites_) {
      plane_.push_back(projected(s.at));
      reach_.push_back(kSpare * units(reach, s.at.lat));
      entries.emplace_back(plane_.back(), s.owner);
    }
    tree_ = Tree(entries);
  }

  [[nodiscard]] std::uint32_t owner_at(LonLat p) const {
    return tree_.qbegin(bg::index::nearest(projected(p), 1))->second;
  }

  [[nodiscard]] std::vector<std::pair<LonLat, LonLat>> borders() const {
    const std::vector<Grid> points = with_guards();
    boost::polygon::voronoi_diagram<double> diagram;
    boost::polygon::construct_voronoi(points.begin(), points.end(), &diagram);
    std::vector<std::pair<LonLat, LonLat>> out;
    for (const auto& edge : diagram.edges()) {
      const std::size_t a = edge.cell()->source_index(), b = edge.twin()->cell()->source_index();
      if (a > b || b >= sites_.size() || sites_[a].owner == sites_[b].owner || !edge.is_finite()) continue;
      add_within_reach(out, a, b, {edge.vertex0()->x(), edge.vertex0()->y()},
                       {edge.vertex1()->x(), edge.vertex1()->y()});
    }
    return out;
  }

 private:
  using Tree = bg::index::rtree<std::pair<Plane, std::uint32_t>, bg::index::quadratic<16>>;

  /// The sites, and after them four points around, which make the cells of the sites finite and are too far off to take
  /// ground within reach.
  [[nodiscard]] std::vector<Grid> with_guards() const {
    std::vector<Grid> out;
    for (const Plane& p : plane_) out.push_back(on_grid(p));
    const auto box = bg::return_buffer<bg::model::box<Plane>>(tree_.bounds(), 3 * std::ranges::max(reach_));
    for (const double x : {box.min_corner().get<0>(), box.max_corner().get<0>()}) {
      for (const double y : {box.min_corner().get<1>(), box.max_corner().get<1>()}) out.push_back(on_grid({x, y}));
    }
    return out;
  }

  /// Adds the part of an edge from `v` to `w`, every point of which is as far from site a as from b, that is within
  /// reach of them: no farther than `most` from the middle between the two.
  void add_within_reach(std::vector<std::pair<LonLat, LonLat>>& out, std::size_t a, std::size_t b, Plane v,
                        Plane w) const {
    const double half_apart = bg::distance(plane_[a], plane_[b]) / 2, reach = reach_[a];
    const double length = bg::distance(v, w);
    if (half_apart >= reach || length == 0) return;
    const double most = std::sqrt(reach * reach - half_apart * half_apart);
    const double ux = (w.get<0>() - v.get<0>()) / length, uy = (w.get<1>() - v.get<1>()) / length;
    const double middle = ((plane_[a].get<0>() + plane_[b].get<0>()) / 2 - v.get<0>()) * ux +
                          ((plane_[a].get<1>() + plane_[b].get<1>()) / 2 - v.get<1>()) * uy;
    const double from = std::max(0.0, middle - most), to = std::min(length, middle + most);
    if (from >= to) return;
    const double pieces = std::ceil((to - from) / reach * kPieces);
    const auto at = [&](double k) {
      const double along = from + (to - from) * k / pieces;
      if (along == length) return unprojected(w);
      return unprojected({v.get<0>() + ux * along, v.get<1>() + uy * along});
    };
    for (double k = 0; k < pieces; ++k) out.emplace_back(at(k), at(k + 1));
  }

  std::vector<Site> sites_;
  std::vector<Plane> plane_;
  std::vector<double> reach_;  // in units of the plane, at each site
  Tree tree_;
};

SiteCells::SiteCells(std::span<const Site> sites, Span reach) : impl_(std::make_unique<Impl>(sites, reach)) {}
SiteCells::~SiteCells() = default;

std::vector<std::pair<LonLat, LonLat>> SiteCells::borders() const {
  return impl_->borders();
}
std::uint32_t SiteCells::owner_at(LonLat p) const {
  return impl_->owner_at(p);
}

}  // namespace thalweg
