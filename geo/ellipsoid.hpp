#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <span>
#include <vector>

#include "geo/units.hpp"

namespace thalweg {

/// A vector or position in earth-centred coordinates (EPSG:4978), metres. T is double, or several side by side.
template <typename T>
struct Vec3Of {
  T x, y, z;
};
using Vec3 = Vec3Of<double>;

template <typename T>
constexpr Vec3Of<T> operator+(const Vec3Of<T>& a, const Vec3Of<T>& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
template <typename T>
constexpr Vec3Of<T> operator-(const Vec3Of<T>& a, const Vec3Of<T>& b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
template <typename K, typename T>
constexpr Vec3Of<T> operator*(const K& k, const Vec3Of<T>& a) {
  return {k * a.x, k * a.y, k * a.z};
}
template <typename T>
constexpr T dot(const Vec3Of<T>& a, const Vec3Of<T>& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
template <typename T>
constexpr Vec3Of<T> cross(const Vec3Of<T>& a, const Vec3Of<T>& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// WGS84 as the surface Q(p) = 1 of the quadratic form Q(v) = (v.x^2 + v.y^2) / a^2 + v.z^2 / b^2.
/// Everything the locator needs of the ellipsoid's shape follows from Q: see docs/methods.md.
namespace wgs84_form {

inline constexpr double kA = 6378137.0;
inline constexpr double kFlattening = 1 / 298.257223563;
inline constexpr double kB = kA * (1 - kFlattening);
inline constexpr double kInvA2 = 1 / (kA * kA);
inline constexpr double kInvB2 = 1 / (kB * kB);

/// The bilinear form that goes with Q: q(v, v) = q(v).
template <typename T>
constexpr T q(const Vec3Of<T>& v, const Vec3Of<T>& w) {
  return (v.x * w.x + v.y * w.y) * kInvA2 + v.z * w.z * kInvB2;
}
template <typename T>
constexpr T q(const Vec3Of<T>& v) {
  return q(v, v);
}
/// Half the gradient of Q at p: the outward normal, of length about 1 / radius of curvature.
template <typename T>
constexpr Vec3Of<T> half_gradient(const Vec3Of<T>& p) {
  return {p.x * kInvA2, p.y * kInvA2, p.z * kInvB2};
}

}  // namespace wgs84_form

struct SinCos {
  double sin = 0, cos = 0;
};

/// Of an angle in degrees, |angle| <= 1e6. Taylor's series on [-45, 45] degrees, where the first term left out is below
/// 3e-18; exact at whole quarter turns; arithmetic alone, so that it is the same on every machine and vectorises.
inline SinCos sin_cos_degrees(double degrees) {
  constexpr double round_to_integer = 0x1.8p52;  // adding it leaves the nearest integer in the lowest bits
  const double shifted = degrees * (1.0 / 90) + round_to_integer;
  const double x = (degrees - (shifted - round_to_integer) * 90) * (std::numbers::pi / 180), x2 = x * x;
  double s = 1, c = 1;
  for (int n = 16; n > 0; n -= 2) {
    s = 1 - s * x2 * (1.0 / (n * (n + 1)));
    c = 1 - c * x2 * (1.0 / (n * (n - 1)));
  }
  s *= x;
  const auto quarter = std::bit_cast<std::uint64_t>(shifted);
  const std::uint64_t swap = -(quarter & 1), bits_s = std::bit_cast<std::uint64_t>(s),
                      bits_c = std::bit_cast<std::uint64_t>(c);
  const std::uint64_t sin_sign = (quarter & 2) << 62, cos_sign = ((quarter + 1) & 2) << 62;
  return {std::bit_cast<double>(((bits_s & ~swap) | (bits_c & swap)) ^ sin_sign),
          std::bit_cast<double>(((bits_c & ~swap) | (bits_s & swap)) ^ cos_sign)};
}

/// The point of the ellipsoid's surface at a position.
inline Vec3 to_earth_centred(LonLat p) {
  constexpr double e2 = wgs84_form::kFlattening * (2 - wgs84_form::kFlattening);
  const SinCos lat = sin_cos_degrees(p.lat), lon = sin_cos_degrees(p.lon);
  const double n = wgs84_form::kA / std::sqrt(1 - e2 * lat.sin * lat.sin);
  return {n * lat.cos * lon.cos, n * lat.cos * lon.sin, n * (1 - e2) * lat.sin};
}

/// Vec3Array with their coordinates side by side, as loops over them like it.
struct Vec3Array {
  std::vector<double> x, y, z;
  [[nodiscard]] std::size_t size() const { return x.size(); }
  [[nodiscard]] Vec3 at(std::size_t i) const { return {x[i], y[i], z[i]}; }
  void reserve(std::size_t count) {
    for (auto* axis : {&x, &y, &z}) axis->reserve(count);
  }
  void push_back(Vec3 p) {
    x.push_back(p.x);
    y.push_back(p.y);
    z.push_back(p.z);
  }
};

/// A few of them, without allocation.
struct PointBlock {
  static constexpr std::size_t kCapacity = 1024;
  std::size_t size = 0;
  std::array<double, kCapacity> x, y, z;
  [[nodiscard]] Vec3 at(std::size_t i) const { return {x[i], y[i], z[i]}; }
};

/// The points of the surface at at most PointBlock::kCapacity positions.
void to_earth_centred(std::span<const LonLat> positions, PointBlock& out);

}  // namespace thalweg
