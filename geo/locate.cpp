#include "geo/locate.hpp"

#include <tbb/blocked_range.h>
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

/// How much the chord to the true nearest piece may exceed the least chord, in metres, at a distance: the pieces'
/// sagitta and the difference of curvature between directions.
double chord_slack(double distance) {
  return 0.006 + 2.2e-17 * distance * distance * distance;
}

double widened2(double distance2, double by) {
  const double d = std::sqrt(distance2) + by;
  return d * d;
}

}  // namespace

class Locator::Impl {
 public:
  Impl(std::span<const Route> routes, LocateOptions options)
      : routes_(routes.begin(), routes.end()), options_(options), pieces_(routes_), index_(pieces_.vertices) {}

  [[nodiscard]] Location locate(LonLat p) const;

 private:
  struct Candidate {
    std::size_t piece;
    double distance2;
  };
  struct Place {
    std::size_t piece = 0;
    PieceFoot foot;
    double along_m = 0;  // chainage on the piece's route
    double offset_m = std::numeric_limits<double>::infinity();
  };

  [[nodiscard]] std::span<const std::size_t> nearest_pieces(Vec3 p) const;
  [[nodiscard]] Place place_on(std::size_t piece, LonLat p, Vec3 centred) const;
  [[nodiscard]] Side side_of(const Place& place, Vec3 p) const;
  [[nodiscard]] std::optional<RunnerUp> runner_up(const Place& best, LonLat p, Vec3 centred) const;
  [[nodiscard]] bool is_local_minimum(std::size_t piece, Vec3 p) const;

  std::vector<Route> routes_;
  LocateOptions options_;
  Pieces pieces_;
  EdgeIndex index_;
};

std::span<const std::size_t> Locator::Impl::nearest_pieces(Vec3 p) const {
  thread_local std::vector<Candidate> seen;  // kept, so that locating allocates nothing
  thread_local std::vector<std::size_t> pieces;
  seen.clear();
  pieces.clear();
  double least2 = std::numeric_limits<double>::infinity(), bound2 = least2;
  index_.search(p, least2, [&](std::size_t piece, double d2) {
    seen.push_back({piece, d2});
    if (d2 < least2) {
      least2 = d2;
      bound2 = widened2(least2, chord_slack(std::sqrt(least2)));
    }
    return bound2;
  });
  for (const Candidate& c : seen) {
    if (c.distance2 <= bound2) pieces.push_back(c.piece);
  }
  std::ranges::sort(pieces);  // the order of the search must not matter
  return pieces;
}

Locator::Impl::Place Locator::Impl::place_on(std::size_t piece, LonLat p, Vec3 centred) const {
  Place place{piece, foot_on_piece(index_.vertex(piece), index_.vertex(piece + 1), centred), 0, 0};
  const double from = pieces_.chainage_m[piece], to = pieces_.chainage_m[piece + 1];
  place.along_m = from + place.foot.t * (to - from);
  place.offset_m = place.foot.offset_m;
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
  if (place.offset_m < kOnLine) return Side::on;
  const std::size_t i = place.piece;
  const Vec3 up = wgs84_form::half_gradient(place.foot.at);
  const auto turn_to_p = [&](std::size_t piece) {
    return dot(up, cross(index_.vertex(piece + 1) - index_.vertex(piece), p - place.foot.at));
  };
  const double here = turn_to_p(i);
  const bool at_start = place.foot.t <= 0, at_end = place.foot.t >= 1;
  if ((at_start && pieces_.begins_route(i)) || (at_end && pieces_.ends_route(i)) || (!at_start && !at_end)) {
    return here >= 0 ? Side::left : Side::right;
  }
  const std::size_t before = at_start ? i - 1 : i;
  const double first = turn_to_p(before), second = turn_to_p(before + 1);
  if ((first >= 0) == (second >= 0)) return first >= 0 ? Side::left : Side::right;
  const Vec3 vertex = index_.vertex(before + 1);
  const double bend = dot(up, cross(vertex - index_.vertex(before), index_.vertex(before + 2) - vertex));
  return bend > 0 ? Side::right : Side::left;  // outside a bend to the left is right of the line
}

bool Locator::Impl::is_local_minimum(std::size_t piece, Vec3 p) const {
  const auto t = [&](std::size_t i) { return foot_on_piece(index_.vertex(i), index_.vertex(i + 1), p).t; };
  const double here = t(piece);
  if (here <= 0) return pieces_.begins_route(piece) || t(piece - 1) >= 1;
  if (here >= 1) return pieces_.ends_route(piece) || t(piece + 1) <= 0;
  return true;
}

std::optional<RunnerUp> Locator::Impl::runner_up(const Place& best, LonLat p, Vec3 centred) const {
  const double reach = best.offset_m + options_.alt_margin.m;
  const double reach2 = widened2(reach * reach, chord_slack(reach));
  const std::uint32_t best_route = pieces_.route_of(best.piece);
  Place second;
  std::uint32_t second_route = 0;
  index_.search(centred, reach2, [&](std::size_t piece, double) {
    const std::uint32_t route = pieces_.route_of(piece);
    const double middle = (pieces_.chainage_m[piece] + pieces_.chainage_m[piece + 1]) / 2;
    if (route == best_route && std::abs(middle - best.along_m) < options_.alt_gap.m) return reach2;
    if (!is_local_minimum(piece, centred)) return reach2;
    const Place place = place_on(piece, p, centred);
    const bool nearer = place.offset_m < second.offset_m || (place.offset_m == second.offset_m && piece < second.piece);
    if (nearer && place.offset_m - best.offset_m <= options_.alt_margin.m) {
      second = place;
      second_route = route;
    }
    return reach2;
  });
  if (!std::isfinite(second.offset_m)) return std::nullopt;
  return RunnerUp{second_route, {second.along_m}, {std::max(0.0, second.offset_m - best.offset_m)}};
}

Location Locator::Impl::locate(LonLat p) const {
  if (!is_position(p)) bad_input("({}, {}) is no position: longitude [-180, 180], latitude [-90, 90]", p.lon, p.lat);
  const Vec3 centred = to_earth_centred(p);
  Place best;
  for (const std::size_t piece : nearest_pieces(centred)) {
    const Place place = place_on(piece, p, centred);
    if (place.offset_m < best.offset_m) best = place;
  }
  Location found{pieces_.route_of(best.piece), side_of(best, centred), {best.along_m}, {best.offset_m}, std::nullopt};
  if (options_.runner_up) found.alt = runner_up(best, p, centred);
  return found;
}

Locator::Locator(std::span<const Route> routes, LocateOptions options) {
  if (routes.empty()) bad_input("there is no route to locate on");
  impl_ = std::make_unique<Impl>(routes, options);
}
Locator::~Locator() = default;
Locator::Locator(Locator&&) noexcept = default;
Locator& Locator::operator=(Locator&&) noexcept = default;

Location Locator::locate(LonLat p) const {
  return impl_->locate(p);
}

std::vector<Location> Locator::locate(std::span<const LonLat> positions) const {
  std::vector<Location> found(positions.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, positions.size(), 1024), [&](const auto& range) {
    for (std::size_t i = range.begin(); i < range.end(); ++i) found[i] = impl_->locate(positions[i]);
  });
  return found;
}

}  // namespace thalweg
