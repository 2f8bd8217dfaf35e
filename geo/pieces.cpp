#include "geo/pieces.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/lanes.hpp"
#include "geo/vectorise.hpp"

namespace thalweg {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Into how many pieces an edge is cut.
std::size_t cuts(const Route& route, std::size_t edge) {
  const double length = route.chainage_m()[edge + 1] - route.chainage_m()[edge];
  return static_cast<std::size_t>(std::ceil(length / kPieceLength));
}

void add_edge(Pieces& out, const Route& route, std::size_t edge) {
  const LonLat a = route.vertices()[edge];
  const double from = route.chainage_m()[edge], length = route.chainage_m()[edge + 1] - from;
  out.vertices.push_back(to_earth_centred(a));
  out.chainage_m.push_back(from);
  const std::size_t count = cuts(route, edge);
  if (count == 1) return;
  const double azimuth = geodesic_between(a, route.vertices()[edge + 1]).azimuth_start;
  for (std::size_t i = 1; i < count; ++i) {
    const double along = length * (static_cast<double>(i) / static_cast<double>(count));
    out.vertices.push_back(to_earth_centred(geodesic_step(a, azimuth, along).at));
    out.chainage_m.push_back(from + along);
  }
}

std::size_t vertices_needed(std::span<const Route> routes) {
  std::size_t count = 0;
  for (const Route& route : routes) {
    for (std::size_t edge = 0; edge < route.edge_count(); ++edge) count += cuts(route, edge);
    count += 2;  // the last vertex, and the separator
  }
  return count;
}

}  // namespace

Pieces::Pieces(std::span<const Route> routes) {
  const std::size_t count = vertices_needed(routes);
  if (count > std::numeric_limits<std::uint32_t>::max()) bad_input("routes of {} pieces of 500 m are too long", count);
  vertices.reserve(EdgeIndex::padded(count));
  chainage_m.reserve(count);
  for (const Route& route : routes) {
    first_vertex.push_back(vertices.size());
    for (std::size_t edge = 0; edge < route.edge_count(); ++edge) add_edge(*this, route, edge);
    vertices.push_back(to_earth_centred(route.vertices().back()));
    chainage_m.push_back(route.length().m);
    vertices.push_back({kNan, kNan, kNan});
    chainage_m.push_back(kNan);
  }
  first_vertex.push_back(vertices.size());
}

std::uint32_t Pieces::route_of(std::size_t piece) const {
  if (first_vertex.size() == 2) return 0;
  const auto after = std::ranges::upper_bound(first_vertex, piece);
  return static_cast<std::uint32_t>(after - first_vertex.begin() - 1);
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

}  // namespace

PieceFoot foot_on_piece(Vec3 a, Vec3 b, Vec3 p) {
  const FootOf<double> found = foot(a, b, p);
  return {found.t, found.offset_m, found.turn};
}

THALWEG_VECTORISED
void feet_on_pieces(const EdgeIndex& index, const PointBlock& points, std::span<const EdgeIndex::Hit> hits,
                    std::span<PieceFoot> feet) {
  constexpr std::size_t together = 4;
  using Vec = Vec3Of<lanes::Doubles>;
  const auto put = [](Vec& lanes, std::size_t k, Vec3 v) {
    lanes.x[k] = v.x;
    lanes.y[k] = v.y;
    lanes.z[k] = v.z;
  };
  for (std::size_t first = 0; first < hits.size(); first += together) {
    Vec a{}, b{}, p{};
    for (std::size_t k = 0; k < together; ++k) {
      const auto [point, edge] = hits[std::min(first + k, hits.size() - 1)];
      put(a, k, index.vertex(edge));
      put(b, k, index.vertex(edge + 1));
      put(p, k, points.at(point));
    }
    const FootOf<lanes::Doubles> found = foot(a, b, p);
    for (std::size_t k = 0; k < together && first + k < hits.size(); ++k) {
      feet[first + k] = {found.t[k], found.offset_m[k], found.turn[k]};
    }
  }
}

}  // namespace thalweg
