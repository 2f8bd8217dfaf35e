#include "geo/flat_table.hpp"

#include <algorithm>
#include <utility>

#include "geo/error.hpp"
#include "geo/ogr_geometry.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

/// A table without geometry, and with a column `wkt` of it.
Table with_wkt(Table table) {
  if (table.find("wkt")) bad_input("layer {}: has a column 'wkt' of its own; rename it, or write a .csv", table.name);
  Texts wkt;
  const std::size_t rows = table.rows();
  for (std::size_t row = 0; row < rows; ++row) wkt.push_back(wkt_of(table, row));
  if (!std::holds_alternative<std::monostate>(table.geometry)) {
    table.columns.push_back({"wkt", std::move(wkt), -1, "geometry, WGS84, as text"});
  }
  table.geometry = std::monostate{};
  return table;
}

/// A table with lon and lat as its last columns, for formats without geometry. Columns of its own of those names, in
/// capitals or not, stay as they are and none are added.
Table with_coordinates(Table table) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(table.columns, [&](const Column& c) { return lower_case(c.name) == name; });
  };
  const auto* points = std::get_if<Points>(&table.geometry);
  if (points && !has("lon") && !has("lat")) {
    Reals lon, lat;
    for (const LonLat& p : *points) {
      lon.push_back(p.lon);
      lat.push_back(p.lat);
    }
    table.columns.push_back({"lon", std::move(lon), 7, "longitude, degrees"});
    table.columns.push_back({"lat", std::move(lat), 7, "latitude, degrees"});
  }
  table.geometry = std::monostate{};
  return table;
}

}  // namespace

Table flat_table(const Table& table, const Format& format) {
  return format.wkt ? with_wkt(table) : with_coordinates(table);
}

}  // namespace thalweg
