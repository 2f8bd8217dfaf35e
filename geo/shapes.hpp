#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/table.hpp"

namespace thalweg {

/// One feature of somebody's layer: its name and what shape it has, in WGS84.
struct Shape {
  std::string name;  ///< column `name` (or `label`, `route`), else empty
  std::optional<LonLat> point;
  MultiPolygon polygons;
  std::optional<double> from_km, to_km;  ///< columns of those names; with both, the geometry is not looked at
  std::optional<double> amount;          ///< the column asked for; null where it holds no finite number
};

/// Reads points, polygons or a table of stretches from a layer of any format. Points may come as lon and lat columns.
/// @throws Error{bad_input} for a missing or unreadable file, several layers, or no column `amount` where one is named.
std::vector<Shape> read_shapes(const std::string& path, const std::string& amount = {});

}  // namespace thalweg
