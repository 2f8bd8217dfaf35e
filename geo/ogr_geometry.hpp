#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "geo/gdal.hpp"
#include "geo/style.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// Geometry of our tables as GDAL has it.

GeometryKind kind_of(const Table& table);
/// `measures`: lines have M.
OGRwkbGeometryType type_of(GeometryKind kind, bool measures);
/// The geometry of a row; null if there is none. Lines without M are split at the antimeridian, as RFC 7946 wants it.
Geometry geometry_of(const Table& table, std::size_t row, bool measures);
/// The same as well-known text, without M.
std::optional<std::string> wkt_of(const Table& table, std::size_t row);

}  // namespace thalweg
