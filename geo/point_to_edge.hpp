#pragma once

#include "geo/units.hpp"

namespace thalweg {

/// The place on a geodesic edge nearest to a point.
struct EdgePlace {
  double along_m = 0;   ///< from the edge's start, within [0, its length]
  double offset_m = 0;  ///< geodesic distance from the point
};

/// A geodesic edge with its length and first azimuth worked out once.
class GeodesicEdge {
 public:
  GeodesicEdge(LonLat a, LonLat b);
  [[nodiscard]] double length_m() const { return length_; }
  /// The place nearest to `p`, found by the right angle between the edge and the way to `p` (Newton's steps on the
  /// sphere's triangle, with Karney's azimuths), started `guess_m` along; exact to a micrometre up to a quarter of the
  /// Earth's circumference, beyond that the nearest local solution. At an end where no right angle lies on the edge.
  [[nodiscard]] EdgePlace nearest(LonLat p, double guess_m) const;

 private:
  LonLat a_;
  double length_ = 0;
  double azimuth_ = 0;
};

}  // namespace thalweg
