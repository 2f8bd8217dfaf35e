#include "geo/gcj02.hpp"

#include <cmath>
#include <numbers>

namespace thalweg {
namespace {

using std::numbers::pi;

// The shift is a polynomial and waves about (105 E, 35 N), in metres on the Krasovsky 1940 ellipsoid.
constexpr double kA = 6378245.0, kE2 = 0.00669342162296594323;

double waves(double v) {
  return (20 * std::sin(6 * v * pi) + 20 * std::sin(2 * v * pi)) * 2 / 3;
}

double north_metres(double x, double y) {
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x)) + waves(x) +
         (20 * std::sin(y * pi) + 40 * std::sin(y / 3 * pi)) * 2 / 3 +
         (160 * std::sin(y / 12 * pi) + 320 * std::sin(y * pi / 30)) * 2 / 3;
}

double east_metres(double x, double y) {
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x)) + waves(x) +
         (20 * std::sin(x * pi) + 40 * std::sin(x / 3 * pi)) * 2 / 3 +
         (150 * std::sin(x / 12 * pi) + 300 * std::sin(x / 30 * pi)) * 2 / 3;
}

/// The point that `forward` maps to `target`, for a forward map close to the identity.
template <typename Forward>
LonLat inverse(LonLat target, Forward forward) {
  LonLat p = target;
  for (int i = 0; i < 100; ++i) {
    const LonLat there = forward(p);
    const double dx = target.lon - there.lon, dy = target.lat - there.lat;
    p = {p.lon + dx, p.lat + dy};
    if (std::abs(dx) < 1e-10 && std::abs(dy) < 1e-10) break;
  }
  return p;
}

}  // namespace

LonLat wgs84_to_gcj02(LonLat p) {
  const double x = p.lon - 105, y = p.lat - 35, lat = p.lat / 180 * pi;
  const double w2 = 1 - kE2 * std::sin(lat) * std::sin(lat), w = std::sqrt(w2);
  return {p.lon + east_metres(x, y) * 180 / (kA / w * std::cos(lat) * pi),
          p.lat + north_metres(x, y) * 180 / (kA * (1 - kE2) / (w2 * w) * pi)};
}

LonLat gcj02_to_wgs84(LonLat p) {
  return inverse(p, [](LonLat q) { return wgs84_to_gcj02(q); });
}

LonLat gcj02_to_bd09(LonLat p) {
  constexpr double k = pi * 3000 / 180;
  const double z = std::hypot(p.lon, p.lat) + 0.00002 * std::sin(p.lat * k);
  const double theta = std::atan2(p.lat, p.lon) + 0.000003 * std::cos(p.lon * k);
  return {z * std::cos(theta) + 0.0065, z * std::sin(theta) + 0.006};
}

LonLat bd09_to_gcj02(LonLat p) {
  return inverse(p, [](LonLat q) { return gcj02_to_bd09(q); });
}

}  // namespace thalweg
