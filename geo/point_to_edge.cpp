#include "geo/point_to_edge.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/geodesic.hpp"

namespace thalweg {
namespace {

constexpr double kEarthRadius = 6371008.8;  // mean; only steers the steps, the fixed point does not depend on it
constexpr double kStepEnough = 1e-7;        // metres
constexpr int kMaxSteps = 40;

/// How far along the edge the foot lies from here, by the right-angled spherical triangle.
double step_to_foot(double distance_m, double angle_deg) {
  const double angle = angle_deg * std::numbers::pi / 180;
  const double d = distance_m / kEarthRadius;
  return kEarthRadius * std::atan2(std::sin(d) * std::cos(angle), std::cos(d));
}

}  // namespace

GeodesicEdge::GeodesicEdge(LonLat a, LonLat b) : a_(a) {
  const Geodesic edge = geodesic_between(a, b);
  length_ = edge.length_m;
  azimuth_ = edge.azimuth_start;
}

EdgePlace GeodesicEdge::nearest(LonLat p, double guess_m) const {
  double along = std::clamp(guess_m, 0.0, length_);
  EdgePlace best;
  for (int i = 0; i < kMaxSteps; ++i) {
    const GeodesicPoint here = geodesic_step(a_, azimuth_, along);
    const Geodesic to_p = geodesic_between(here.at, p);
    best = {along, to_p.length_m};
    const double next =
        std::clamp(along + step_to_foot(to_p.length_m, to_p.azimuth_start - here.azimuth), 0.0, length_);
    if (std::abs(next - along) < kStepEnough) break;
    along = next;
  }
  return best;
}

}  // namespace thalweg
