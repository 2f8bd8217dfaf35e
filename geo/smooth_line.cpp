#include "geo/smooth_line.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/ellipsoid.hpp"
#include "geo/geodesic.hpp"

namespace thalweg {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr int kSamples = 24;  // to either side
constexpr double kReach = 3;  // standard deviations

/// The ellipsoid's normal at a position; means of normals are positions again, wherever on Earth.
Vec3 normal_at(LonLat p) {
  const double c = std::cos(p.lat * kDegree);
  return {c * std::cos(p.lon * kDegree), c * std::sin(p.lon * kDegree), std::sin(p.lat * kDegree)};
}

/// The normal at a chainage; beyond an end the route is turned about that end by half a circle.
Vec3 normal_on(const Route& route, double m) {
  const double length = route.length().m;
  if (m < 0) return 2.0 * normal_at(route.at({0})) - normal_at(route.at({-m}));
  if (m > length) return 2.0 * normal_at(route.at({length})) - normal_at(route.at({2 * length - m}));
  return normal_at(route.at({m}));
}

}  // namespace

LonLat SmoothLine::at(Chainage c) const {
  Vec3 sum{0, 0, 0};
  for (int k = -kSamples; k <= kSamples; ++k) {
    const double u = kReach * k / kSamples;
    sum = sum + std::exp(-u * u / 2) * normal_on(route_, c.m + u * sigma_.m);
  }
  return {std::atan2(sum.y, sum.x) / kDegree, std::atan2(sum.z, std::hypot(sum.x, sum.y)) / kDegree};
}

double SmoothLine::azimuth(Chainage c) const {
  const double step = std::min(sigma_.m / 4, route_.length().m / 4);
  const LonLat before = at({std::max(0.0, c.m - step)});
  return geodesic_between(before, at({std::min(route_.length().m, c.m + step)})).azimuth_start;
}

}  // namespace thalweg
