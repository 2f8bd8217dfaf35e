#pragma once

#include <cmath>
#include <numbers>

#include "geo/units.hpp"

namespace thalweg {

/// A vector or position in earth-centred coordinates (EPSG:4978), metres.
struct Vec3 {
  double x = 0, y = 0, z = 0;
};

constexpr Vec3 operator+(Vec3 a, Vec3 b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
constexpr Vec3 operator-(Vec3 a, Vec3 b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
constexpr Vec3 operator*(double k, Vec3 a) {
  return {k * a.x, k * a.y, k * a.z};
}
constexpr double dot(Vec3 a, Vec3 b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
constexpr Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double norm(Vec3 a) {
  return std::sqrt(dot(a, a));
}

/// WGS84 as the surface Q(p) = 1 of the quadratic form Q(v) = (v.x^2 + v.y^2) / a^2 + v.z^2 / b^2.
/// Everything the locator needs of the ellipsoid's shape follows from Q: see docs/methods.md.
namespace wgs84_form {

inline constexpr double kA = 6378137.0;
inline constexpr double kFlattening = 1 / 298.257223563;
inline constexpr double kB = kA * (1 - kFlattening);
inline constexpr double kInvA2 = 1 / (kA * kA);
inline constexpr double kInvB2 = 1 / (kB * kB);

constexpr double q(Vec3 v) {
  return (v.x * v.x + v.y * v.y) * kInvA2 + v.z * v.z * kInvB2;
}
/// The bilinear form that goes with Q: q(v, v) = q(v).
constexpr double q(Vec3 v, Vec3 w) {
  return (v.x * w.x + v.y * w.y) * kInvA2 + v.z * w.z * kInvB2;
}
/// Half the gradient of Q at p: the outward normal, of length about 1 / radius of curvature.
constexpr Vec3 half_gradient(Vec3 p) {
  return {p.x * kInvA2, p.y * kInvA2, p.z * kInvB2};
}

}  // namespace wgs84_form

/// The point of the ellipsoid's surface at a position.
inline Vec3 to_earth_centred(LonLat p) {
  constexpr double radians = std::numbers::pi / 180;
  constexpr double e2 = wgs84_form::kFlattening * (2 - wgs84_form::kFlattening);
  const double lat = p.lat * radians, lon = p.lon * radians;
  const double sin_lat = std::sin(lat), cos_lat = std::cos(lat);
  const double n = wgs84_form::kA / std::sqrt(1 - e2 * sin_lat * sin_lat);
  return {n * cos_lat * std::cos(lon), n * cos_lat * std::sin(lon), n * (1 - e2) * sin_lat};
}

}  // namespace thalweg
