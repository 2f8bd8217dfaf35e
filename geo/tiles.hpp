#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "geo/features.hpp"

namespace thalweg {

/// Vector tiles: GDAL's MVT driver cuts the rows into tiles of these zooms when its dataset, an MBTiles file, is
/// closed.
inline constexpr int kMinZoom = 0, kMaxZoom = 12;

/// How a tileset is made. No tile is too large or has too many rows: the driver would leave some out and say nothing.
[[nodiscard]] std::vector<const char*> tileset_options();

/// Lets a dataset that is given up be closed at once: the driver would else make its tiles first.
void abandon_tiles(GDALDatasetH tileset);

/// Throws Error{bad_input} for areas where GDAL is older than 3.7.1: it writes some rings of them backwards, and who
/// draws the tiles takes those for holes (https://github.com/OSGeo/gdal/pull/7945).
void check_tiles_keep(GeometryKind kind);
/// Throws Error{bad_input} for a column whose name GDAL gives to the numbers of features.
void check_tile_columns(const Table& schema);

/// Finishes the tileset `made` (.mbtiles), whose dataset is closed, as `out` (.mbtiles or .pmtiles), which may be the
/// same file: its metadata get title, abstract and attribution of the layers. Returns what tiles do not keep as it is,
/// and how many rows are in no tile of the largest zoom; GDAL reports failures.
/// @throws Error{bad_input} if no row is in a tile, for such a file cannot be opened.
std::vector<std::string> finish_tiles(const std::filesystem::path& made, const std::filesystem::path& out,
                                      std::span<const FeatureWriter> layers);

}  // namespace thalweg
