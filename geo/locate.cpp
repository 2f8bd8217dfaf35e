#include "geo/locate.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/edge_index.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/pieces.hpp"
#include "geo/point_to_edge.hpp"

// The derivation of the bounds and corrections is in docs/methods.md, "Locating".
namespace thalweg {
namespace {

constexpr double kOnLine = 1e-6;  // metres; nearer is Side::on

}  // namespace

class Locator::Impl {
 public:
  Impl(std::span<const Route> routes, LocateOptions options)
      : routes_(routes.begin(), routes.end()),
        options_(options),
        pieces_(routes_),
        index_(std::move(pieces_.vertices)) {}

  /// At most PointBlock::kCapacity positions.
  void locate(std::span<const LonLat> positions, std::span<Location> found) const;

 private:
  struct Place {
    std::uint32_t piece = 0;
    PieceFoot foot;
    double along_m = 0;  // chainage on the piece's route
    double offset_m = std::numeric_limits<double>::infinity();
  };

  [[nodiscard]] Place place_on(std::uint32_t piece, const PieceFoot& foot, LonLat p) const;
  [[nodiscard]] Location locate(Vec3 centred, std::span<const Place> places) const;
  [[nodiscard]] Side side_of(const Place& place, Vec3 p) const;
  [[nodiscard]] std::optional<RunnerUp> runner_up(const Place& best, Vec3 centred, std::span<const Place> places) const;
  [[nodiscard]] bool is_local_minimum(const Place& place, Vec3 p) const;

  std::vector<Route> routes_;
  LocateOptions options_;
  Pieces pieces_;
  EdgeIndex index_;
};

Locator::Impl::Place Locator::Impl::place_on(std::uint32_t piece, const PieceFoot& foot, LonLat p) const {
  const double from = pieces_.chainage_m[piece], to = pieces_.chainage_m[piece + 1];
  Place place{piece, foot, from + foot.t * (to - from), foot.offset_m};
  if (place.offset_m <= kLocateRange) return place;  // beyond, refine with Karney's geodesics
  const Route& route = routes_[pieces_.route_of(piece)];
  const std::size_t edge = route.edge_at({(from + to) / 2});
  const double start = route.chainage_m()[edge];
  const GeodesicEdge geodesic(route.vertices()[edge], route.vertices()[edge + 1]);
  const EdgePlace exact = geodesic.nearest(p, place.along_m - start);
  place.along_m = std::min(start + exact.along_m, route.chainage_m()[edge + 1]);
  place.offset_m = exact.offset_m;
  return place;
}

Side Locator::Impl::side_of(const Place& place, Vec3 p) const {
  const auto side = [](double turn) { return turn >= 0 ? Side::left : Side::right; };
  if (place.offset_m < kOnLine) return Side::on;
  const std::uint32_t i = place.piece;
  const bool at_start = place.foot.t <= 0, at_end = place.foot.t >= 1;
  if ((!at_start && !at_end) || (at_start && pieces_.begins_route(i)) || (at_end && pieces_.ends_route(i))) {
    return side(place.foot.turn);
  }
  const std::uint32_t before = at_start ? i - 1 : i;
  const Vec3 vertex = index_.vertex(before + 1), up = wgs84_form::half_gradient(vertex);
  const Vec3 in = vertex - index_.vertex(before), out = index_.vertex(before + 2) - vertex;
  const double first = dot(up, cross(in, p - vertex)), second = dot(up, cross(out, p - vertex));
  if (side(first) == side(second)) return side(first);
  return dot(up, cross(in, out)) > 0 ? Side::right : Side::left;  // outside a bend to the left is right of the line
}

bool Locator::Impl::is_local_minimum(const Place& place, Vec3 p) const {
  const auto t = [&](std::size_t i) { return foot_on_piece(index_.vertex(i), index_.vertex(i + 1), p).t; };
  const std::uint32_t piece = place.piece;
  if (place.foot.t <= 0) return pieces_.begins_route(piece) || t(piece - 1) >= 1;
  if (place.foot.t >= 1) return pieces_.ends_route(piece) || t(piece + 1) <= 0;
  return true;
}

std::optional<RunnerUp> Locator::Impl::runner_up(const Place& best, Vec3 centred, std::span<const Place> places) const {
  const std::uint32_t best_route = pieces_.route_of(best.piece);
  const Place* second = nullptr;
  for (const Place& place : places) {
    if (place.offset_m - best.offset_m > options_.alt_margin.m) continue;
    if (second && place.offset_m >= second->offset_m) continue;
    const double middle = (pieces_.chainage_m[place.piece] + pieces_.chainage_m[place.piece + 1]) / 2;
    const bool same_route = pieces_.route_of(place.piece) == best_route;
    if (same_route && std::abs(middle - best.along_m) < options_.alt_gap.m) continue;
    if (is_local_minimum(place, centred)) second = &place;
  }
  if (!second) return std::nullopt;
  return RunnerUp{
      pieces_.route_of(second->piece), {second->along_m}, {std::max(0.0, second->offset_m - best.offset_m)}};
}

Location Locator::Impl::locate(Vec3 centred, std::span<const Place> places) const {
  const Place& best = *std::ranges::min_element(places, {}, &Place::offset_m);  // the first of equals
  Location found{pieces_.route_of(best.piece), side_of(best, centred), {best.along_m}, {best.offset_m}, std::nullopt};
  if (options_.runner_up) found.alt = runner_up(best, centred, places);
  return found;
}

void Locator::Impl::locate(std::span<const LonLat> positions, std::span<Location> found) const {
  for (const LonLat p : positions) {
    if (!is_position(p)) bad_input("({}, {}) is no position: longitude [-180, 180], latitude [-90, 90]", p.lon, p.lat);
  }
  PointBlock points;
  to_earth_centred(positions, points);
  std::vector<EdgeIndex::Hit> hits;
  index_.find(points, options_.runner_up ? options_.alt_margin.m : 0, hits);
  std::vector<PieceFoot> feet(hits.size());
  feet_on_pieces(index_, points, hits, feet);
  std::vector<Place> places;
  for (std::size_t h = 0; h < hits.size();) {
    const std::uint32_t point = hits[h].point;
    places.clear();
    for (; h < hits.size() && hits[h].point == point; ++h) {
      places.push_back(place_on(hits[h].edge, feet[h], positions[point]));
    }
    found[point] = locate(points.at(point), places);
  }
}

Locator::Locator(std::span<const Route> routes, LocateOptions options) {
  if (routes.empty()) bad_input("there is no route to locate on");
  impl_ = std::make_unique<Impl>(routes, options);
}
Locator::~Locator() = default;
Locator::Locator(Locator&&) noexcept = default;
Locator& Locator::operator=(Locator&&) noexcept = default;

Location Locator::locate(LonLat p) const {
  Location found;
  impl_->locate(std::span(&p, 1), std::span(&found, 1));
  return found;
}

std::vector<Location> Locator::locate(std::span<const LonLat> positions) const {
  constexpr std::size_t block = PointBlock::kCapacity;
  std::vector<Location> found(positions.size());
  tbb::parallel_for(std::size_t{0}, (positions.size() + block - 1) / block, [&](std::size_t b) {
    const std::size_t first = b * block, count = std::min(block, positions.size() - first);
    impl_->locate(positions.subspan(first, count), std::span(found).subspan(first, count));
  });
  return found;
}

}  // namespace thalweg
