#include "geo/pieces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/lanes.hpp"
#include "geo/vectorise.hpp"

namespace thalweg {
namespace {

/// Into how many pieces an edge is cut.
std::size_t cuts(const Route& route, std::size_t edge) {
  const double length = route.chainage_m()[edge + 1] - route.chainage_m()[edge];
  return static_cast<std::size_t>(std::ceil(length / kPieceLength));
}

std::size_t numbers_needed(std::span<const Route> routes) {
  std::size_t count = 0;
  for (const Route& route : routes) {
    for (std::size_t edge = 0; edge < route.edge_count(); ++edge) count += cuts(route, edge);
    count = (count / EdgeIndex::kRun + 1) * EdgeIndex::kRun;
  }
  return count;
}

}  // namespace

Pieces::Pieces(std::span<const Route> routes) {
  const std::size_t count = numbers_needed(routes);
  if (count > std::numeric_limits<std::uint32_t>::max()) bad_input("routes of {} pieces of 500 m are too long", count);
  index_.reserve(count);
  chainage_m_.reserve(count);
  for (const Route& route : routes) {
    const std::size_t first = index_.next_number();
    for (std::size_t edge = 0; edge < route.edge_count(); ++edge) add_edge(route, edge);
    ends_.push_back({first, index_.next_number() - 1});
    add_vertex(route.vertices().back(), route.length().m);
    index_.end_polyline();
    chainage_m_.resize(index_.next_number(), route.length().m);
  }
  index_.build();
}

void Pieces::add_vertex(LonLat p, double chainage_m) {
  index_.add(to_earth_centred(p));
  chainage_m_.push_back(chainage_m);
}

void Pieces::add_edge(const Route& route, std::size_t edge) {
  const LonLat a = route.vertices()[edge];
  const double from = route.chainage_m()[edge], length = route.chainage_m()[edge + 1] - from;
  add_vertex(a, from);
  const std::size_t count = cuts(route, edge);
  if (count == 1) return;
  const double azimuth = geodesic_between(a, route.vertices()[edge + 1]).azimuth_start;
  for (std::size_t i = 1; i < count; ++i) {
    const double along = length * (static_cast<double>(i) / static_cast<double>(count));
    add_vertex(geodesic_step(a, azimuth, along).at, from + along);
  }
}

std::uint32_t Pieces::route_of(std::size_t piece) const {
  if (ends_.size() == 1) return 0;
  const auto after = std::ranges::upper_bound(ends_, piece, {}, &Ends::first);
  return static_cast<std::uint32_t>(after - ends_.begin() - 1);
}

namespace {

double clamped(double t) {
  return std::clamp(t, 0.0, 1.0);
}
lanes::Doubles clamped(lanes::Doubles t) {
  return t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
}

template <typename T>
struct FootOf {
  T t, offset_m, turn;
};

template <typename T>
FootOf<T> foot(const Vec3Of<T>& a, const Vec3Of<T>& b, const Vec3Of<T>& p) {
  using namespace wgs84_form;
  using lanes::sqrt, std::sqrt;
  constexpr double mean_radius2 = kA * kB;
  const Vec3Of<T> d = b - a, w = p - a;
  const T d2 = dot(d, d), chord_t = dot(w, d) / d2;
  const Vec3Of<T> across = w - chord_t * d;
  const T across2 = dot(across, across);
  // Away from the line the perpendiculars to the piece converge: widen again what the chord's plane narrowed. And a
  // geodesic leaves its normal plane by its torsion: shift the foot to where it meets the piece at a right angle.
  const Vec3Of<T> up_midway = half_gradient(p - 0.5 * across);
  const T torsion = q(across) * q(across, d) / (6 * dot(up_midway, up_midway) * d2);
  const T widened = 0.5 + (chord_t - 0.5) * (1 + across2 * (0.5 / mean_radius2));
  const T t = clamped(widened + torsion);
  const Vec3Of<T> on_chord = a + t * d;
  const Vec3Of<T> up = half_gradient(on_chord);
  const Vec3Of<T> at = on_chord + (t * (1 - t) * q(d) / (2 * dot(up, up))) * up;
  const Vec3Of<T> v = p - at;
  const T chord2 = dot(v, v);
  const Vec3Of<T> up_between = half_gradient(0.5 * (p + at));
  // Squared angle that the chord spans: (curvature in its direction * chord)^2 = (Q(v) / |v|^2 / |up| * |v|)^2.
  constexpr double least = 1e-280;  // lets a point on the line divide 0 by something
  const T angle2 = q(v) * q(v) / ((chord2 + least) * dot(up_between, up_between));
  return {t, sqrt(chord2) * (1 + angle2 * (1.0 / 24 + angle2 * (3.0 / 640))), dot(half_gradient(at), cross(d, v))};
}

/// Pieces and points side by side, by axis: filled first and worked on then, eight at a time, since the processor waits
/// where it reads at once as a vector what it has just written number by number.
struct PieceBlock {
  static constexpr std::size_t kCapacity = 64, kTogether = 8;
  using Axes = std::array<std::array<double, kCapacity>, 3>;
  Axes from{}, to{}, point{};

  void set(std::size_t k, const EdgeIndex::Edge& piece, Vec3 p) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      from[axis][k] = piece.from.along(axis);
      to[axis][k] = piece.to.along(axis);
      point[axis][k] = p.along(axis);
    }
  }
  /// Of the pieces from k on.
  [[nodiscard]] FootOf<lanes::Doubles> feet(std::size_t k) const {
    const auto eight = [k](const Axes& axes) {
      return Vec3Of<lanes::Doubles>{lanes::load<lanes::Doubles>(&axes[0][k]), lanes::load<lanes::Doubles>(&axes[1][k]),
                                    lanes::load<lanes::Doubles>(&axes[2][k])};
    };
    return foot(eight(from), eight(to), eight(point));
  }
};

}  // namespace

PieceFoot foot_on_piece(const EdgeIndex::Edge& piece, Vec3 p) {
  const FootOf<double> found = foot(piece.from, piece.to, p);
  return {found.t, found.offset_m, found.turn};
}

THALWEG_VECTORISED
void feet_on_pieces(const EdgeIndex& index, const PointBlock& points, std::span<const EdgeIndex::Hit> hits,
                    std::span<PieceFoot> feet) {
  PieceBlock block;
  for (std::size_t first = 0; first < hits.size(); first += PieceBlock::kCapacity) {
    const std::size_t count = std::min(PieceBlock::kCapacity, hits.size() - first);
    for (std::size_t k = 0; k < count; ++k) {
      block.set(k, index.edge(hits[first + k].edge), points.at(hits[first + k].point));
    }
    for (std::size_t k = 0; k < count; k += PieceBlock::kTogether) {
      const FootOf<lanes::Doubles> found = block.feet(k);
      for (std::size_t i = 0; i < std::min(PieceBlock::kTogether, count - k); ++i) {
        feet[first + k + i] = {found.t[i], found.offset_m[i], found.turn[i]};
      }
    }
  }
}

}  // namespace thalweg
