#include "geo/geodesic.hpp"

#include <geodesic.h>

namespace thalweg {
namespace {

const geod_geodesic& wgs84_ellipsoid() {
  static const geod_geodesic g = [] {
    geod_geodesic made;
    geod_init(&made, 6378137.0, 1 / 298.257223563);
    return made;
  }();
  return g;
}

}  // namespace

Geodesic geodesic_between(LonLat a, LonLat b) {
  Geodesic g;
  geod_inverse(&wgs84_ellipsoid(), a.lat, a.lon, b.lat, b.lon, &g.length_m, &g.azimuth_start, &g.azimuth_end);
  return g;
}

GeodesicPoint geodesic_step(LonLat a, double azimuth_deg, double distance_m) {
  GeodesicPoint b;
  geod_direct(&wgs84_ellipsoid(), a.lat, a.lon, azimuth_deg, distance_m, &b.at.lat, &b.at.lon, &b.azimuth);
  return b;
}

}  // namespace thalweg
