#include "geo/locate.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <new>
#include <type_traits>

#include "geo/edge_index.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/parallel.hpp"
#include "geo/pieces.hpp"
#include "geo/point_to_edge.hpp"
#include "geo/start_nodes.hpp"

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
        starts_(pieces_.index(), routes_, margin()) {}

  void locate(std::span<const LonLat> positions, std::span<Location> found) const;
  [[nodiscard]] Location locate(LonLat p) const;

 private:
  static constexpr std::size_t kBlock = PointBlock::kCapacity;

  static constexpr auto kAsGiven = [](std::size_t i) { return i; };

  [[nodiscard]] std::size_t part_to_sort(std::size_t positions) const;
  template <typename Number>
  void locate_block(std::span<const LonLat> positions, std::span<Location> found, const Number& number,
                    std::size_t first) const;

  /// What the index found for one point, in order of the pieces, and the nearest place of each.
  struct Found {
    Vec3 centred;  // the point
    std::span<const EdgeIndex::Hit> hits;
    std::span<PieceFoot> feet;
    [[nodiscard]] std::uint32_t piece(std::size_t h) const { return hits[h].edge; }
    [[nodiscard]] double offset_m(std::size_t h) const { return feet[h].offset_m; }
  };

  void choose(LonLat p, const Found& found, Location& place) const;
  void refine(LonLat p, std::uint32_t piece, PieceFoot& foot) const;
  [[nodiscard]] double along_m(const Found& found, std::size_t h) const;
  [[nodiscard]] Side side_of(const Found& found, std::size_t h) const;
  [[nodiscard]] std::optional<RunnerUp> runner_up(const Found& found, std::size_t best) const;
  [[nodiscard]] bool is_local_minimum(const Found& found, std::size_t h) const;
  [[nodiscard]] std::optional<PieceFoot> across_vertex(const Found& found, std::size_t h) const;

  [[nodiscard]] double margin() const { return options_.runner_up ? options_.alt_margin.m : 0; }

  std::vector<Route> routes_;
  LocateOptions options_;
  Pieces pieces_;
  StartNodes starts_;
};

/// Finds a place beyond kLocateRange again with Karney's geodesics.
void Locator::Impl::refine(LonLat p, std::uint32_t piece, PieceFoot& foot) const {
  const double from = pieces_.from_m(piece), to = pieces_.to_m(piece);
  const Route& route = routes_[pieces_.route_of(piece)];
  const std::size_t edge = route.edge_at({(from + to) / 2});
  const double start = route.chainage_m()[edge];
  const GeodesicEdge geodesic(route.vertices()[edge], route.vertices()[edge + 1]);
  const EdgePlace exact = geodesic.nearest(p, from + foot.t * (to - from) - start);
  foot.t = (std::min(start + exact.along_m, route.chainage_m()[edge + 1]) - from) / (to - from);
  foot.offset_m = exact.offset_m;
}

double Locator::Impl::along_m(const Found& found, std::size_t h) const {
  const double from = pieces_.from_m(found.piece(h)), to = pieces_.to_m(found.piece(h));
  return from + found.feet[h].t * (to - from);
}

/// The nearest place of the piece on the other side of the vertex that a hit's nearest place is, if it is one within
/// the route.
std::optional<PieceFoot> Locator::Impl::across_vertex(const Found& found, std::size_t h) const {
  const double t = found.feet[h].t;
  const std::uint32_t piece = found.piece(h);
  if (t >= 1) {
    if (h + 1 < found.hits.size() && found.piece(h + 1) == piece + 1) return found.feet[h + 1];
    if (!pieces_.ends_route(piece)) return foot_on_piece(pieces_.index().edge(piece + 1), found.centred);
  } else if (t <= 0) {
    if (h > 0 && found.piece(h - 1) + 1 == piece) return found.feet[h - 1];
    if (!pieces_.begins_route(piece)) return foot_on_piece(pieces_.index().edge(piece - 1), found.centred);
  }
  return std::nullopt;
}

Side Locator::Impl::side_of(const Found& found, std::size_t h) const {
  const auto side = [](double turn) { return turn >= 0 ? Side::left : Side::right; };
  if (found.offset_m(h) < kOnLine) return Side::on;
  const Side here = side(found.feet[h].turn);
  const std::optional<PieceFoot> other = across_vertex(found, h);
  if (!other || side(other->turn) == here) return here;
  const std::uint32_t first = found.feet[h].t >= 1 ? found.piece(h) : found.piece(h) - 1;
  const EdgeIndex::Edge in = pieces_.index().edge(first), out = pieces_.index().edge(first + 1);
  const double bend = dot(wgs84_form::half_gradient(in.to), cross(in.to - in.from, out.to - out.from));
  return bend > 0 ? Side::right : Side::left;  // outside a bend to the left is right of the line
}

bool Locator::Impl::is_local_minimum(const Found& found, std::size_t h) const {
  const std::optional<PieceFoot> other = across_vertex(found, h);
  return !other || (found.feet[h].t <= 0 ? other->t >= 1 : other->t <= 0);
}

std::optional<RunnerUp> Locator::Impl::runner_up(const Found& found, std::size_t best) const {
  const std::uint32_t best_route = pieces_.route_of(found.piece(best));
  const double best_along = along_m(found, best);
  std::optional<std::size_t> second;
  for (std::size_t h = 0; h < found.hits.size(); ++h) {
    if (found.offset_m(h) - found.offset_m(best) > options_.alt_margin.m) continue;
    if (second && found.offset_m(h) >= found.offset_m(*second)) continue;
    const double middle = (pieces_.from_m(found.piece(h)) + pieces_.to_m(found.piece(h))) / 2;
    const bool same_route = pieces_.route_of(found.piece(h)) == best_route;
    if (same_route && std::abs(middle - best_along) < options_.alt_gap.m) continue;
    if (is_local_minimum(found, h)) second = h;
  }
  if (!second) return std::nullopt;
  const double extra = std::max(0.0, found.offset_m(*second) - found.offset_m(best));
  return RunnerUp{pieces_.route_of(found.piece(*second)), {along_m(found, *second)}, {extra}};
}

void Locator::Impl::choose(LonLat p, const Found& found, Location& place) const {
  std::size_t best = 0;
  for (std::size_t h = 0; h < found.hits.size(); ++h) {
    if (found.offset_m(h) > kLocateRange) refine(p, found.piece(h), found.feet[h]);
    if (found.offset_m(h) < found.offset_m(best)) best = h;  // the first of equals
  }
  // In its place: an assignment would copy what has just been written, for which the processor waits.
  static_assert(std::is_trivially_destructible_v<Location>);
  new (&place) Location{pieces_.route_of(found.piece(best)),
                        side_of(found, best),
                        {along_m(found, best)},
                        {found.offset_m(best)},
                        std::nullopt};
  if (options_.runner_up && found.hits.size() > 1) place.alt = runner_up(found, best);
}

/// How many positions at a time are located in order of the line: none if the index is small enough for the cache (1024
/// nodes go with 4 MB), or too few of them would share what they read there.
std::size_t Locator::Impl::part_to_sort(std::size_t positions) const {
  constexpr std::size_t nodes_in_cache = 1024, most = 1 << 16;
  const std::size_t nodes = pieces_.index().lowest_count();
  const std::size_t threads = threads_allowed();
  const std::size_t part = std::min(most, (positions + threads - 1) / threads);
  return nodes > nodes_in_cache && part > nodes ? part : 0;
}

Location Locator::Impl::locate(LonLat p) const {
  Location found;
  locate_block(std::span(&p, 1), std::span(&found, 1), kAsGiven, 0);
  return found;
}

void Locator::Impl::locate(std::span<const LonLat> positions, std::span<Location> found) const {
  const std::size_t part = part_to_sort(positions.size()), step = part > 0 ? part : kBlock;
  tbb::parallel_for(std::size_t{0}, (positions.size() + step - 1) / step, [&](std::size_t k) {
    const std::size_t from = k * step, count = std::min(step, positions.size() - from);
    const auto here = positions.subspan(from, count);
    const auto places = found.subspan(from, count);
    if (part == 0) return locate_block(here, places, kAsGiven, 0);
    const std::vector<std::uint32_t> order = starts_.order(here);
    const auto in_order = [&](std::size_t i) { return order[i]; };
    for (std::size_t first = 0; first < count; first += kBlock) {
      locate_block(here, places, in_order, first);
    }
  });
}

/// Locates up to kBlock positions: those with the numbers number(first), number(first + 1) and so on.
template <typename Number>
void Locator::Impl::locate_block(std::span<const LonLat> positions, std::span<Location> found, const Number& number,
                                 std::size_t first) const {
  const std::size_t size = std::min(kBlock, positions.size() - first);
  std::array<LonLat, kBlock> at;
  std::array<EdgeIndex::Starts, kBlock> starts;
  for (std::size_t i = 0; i < size; ++i) {
    const LonLat p = at[i] = positions[number(first + i)];
    if (!is_position(p)) bad_input("({}, {}) is no position: longitude [-180, 180], latitude [-90, 90]", p.lon, p.lat);
    starts[i] = starts_.at(p);
    __builtin_prefetch(&found[number(first + i)], 1);
  }
  PointBlock points;
  to_earth_centred(std::span(at).first(size), points);
  std::vector<EdgeIndex::Hit> hits;
  hits.reserve(3 * size);
  pieces_.index().find(points, std::span(starts).first(size), margin(), hits);
  for (const EdgeIndex::Hit hit : hits) pieces_.prefetch(hit.edge);
  std::vector<PieceFoot> feet(hits.size());
  feet_on_pieces(pieces_.index(), points, hits, feet);
  for (std::size_t from = 0, end = 0; from < hits.size(); from = end) {
    const std::uint32_t point = hits[from].point;
    while (end < hits.size() && hits[end].point == point) ++end;
    const Found here{points.at(point), std::span(hits).subspan(from, end - from),
                     std::span(feet).subspan(from, end - from)};
    choose(at[point], here, found[number(first + point)]);
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
  return impl_->locate(p);
}

void Locator::locate(std::span<const LonLat> positions, std::span<Location> found) const {
  if (positions.size() != found.size()) bad_input("{} positions give no {} places", positions.size(), found.size());
  impl_->locate(positions, found);
}

std::vector<Location> Locator::locate(std::span<const LonLat> positions) const {
  std::vector<Location> found(positions.size());
  locate(positions, found);
  return found;
}

}  // namespace thalweg
