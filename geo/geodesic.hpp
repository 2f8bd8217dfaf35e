#pragma once

#include <cmath>

#include "geo/units.hpp"

namespace thalweg {

/// A geodesic between two positions: length and azimuths (degrees clockwise from north) at its start and end.
struct Geodesic {
  double length_m = 0;
  double azimuth_start = 0;
  double azimuth_end = 0;
};

/// The inverse problem on WGS84 (Karney 2013, doi:10.1007/s00190-012-0578-z), accurate to about 15 nanometres.
Geodesic geodesic_between(LonLat a, LonLat b);

/// A position on a geodesic and the geodesic's azimuth there.
struct GeodesicPoint {
  LonLat at;
  double azimuth = 0;
};

/// The direct problem: `distance_m` metres from `a` at an azimuth; lon in [-180, 180].
GeodesicPoint geodesic_step(LonLat a, double azimuth_deg, double distance_m);

/// Whether both coordinates are finite, lon in [-180, 180] and lat in [-90, 90].
inline bool is_position(LonLat p) {
  return std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90;  // false for NaN
}

}  // namespace thalweg
