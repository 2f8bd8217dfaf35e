#pragma once

#include <span>
#include <string>

#include "geo/units.hpp"

namespace thalweg {

/// A rectangle in the units of a reference system.
struct Extent {
  double x_min = 0, y_min = 0, x_max = 0, y_max = 0;
  [[nodiscard]] double width() const { return x_max - x_min; }
  [[nodiscard]] double height() const { return y_max - y_min; }
  /// The same middle, the sides longer by a share of them.
  [[nodiscard]] Extent grown(double share) const;
  /// The least rectangle around it, of the same middle, whose width is `ratio` times its height.
  [[nodiscard]] Extent with_ratio(double ratio) const;
};

/// A reference system to draw a map in, as QGIS wants it described.
struct MapCrs {
  std::string authid;  ///< such as `EPSG:32652`; empty for one of our own
  std::string name;
  std::string wkt;  ///< WKT2:2019
  bool geographic = false;
};

/// WGS84 in degrees, as every layer of ours has it.
MapCrs wgs84_crs();

/// A metric system that suits the positions: within 5 degrees of longitude of their middle the UTM zone of the middle;
/// up to 80 degrees of arc from it a Lambert azimuthal equal-area projection centred there; else Equal Earth. Lines
/// over the antimeridian or a pole stay in one piece in the first two. `positions` must not be empty.
MapCrs map_crs_for(std::span<const LonLat> positions);

/// The positions' bounds in `crs`. @throws Error{bad_input} if none of them can be transformed.
Extent extent_in(const MapCrs& crs, std::span<const LonLat> positions);

}  // namespace thalweg
