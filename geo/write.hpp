#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/layer_metadata.hpp"
#include "geo/style.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// Throws Error{bad_input} unless `out` can be written: it is a PostGIS database (`PG:...`) that can be reached and has
/// no table called as one of `layers`, unless `overwrite` is set; or its ending is that of a format this GDAL writes
/// (.gpkg .geojson .json .geojsonl .geojsons .fgb .shp .parquet .wkt.csv .csv .mbtiles .pmtiles), its folder exists, it
/// is no folder itself, neither it nor a file that goes beside it exists unless `overwrite` is set, and no other
/// program is in the middle of changing it (SQLite's `-wal`). Throws Error{io} if its folder cannot be written to. To
/// be called before long work.
void check_output(const std::filesystem::path& out, bool overwrite, const std::vector<std::string>& layers = {});
/// The same for a table without geometry, which FlatGeobuf, Shapefile and tiles do not keep.
void check_table_output(const std::filesystem::path& out, bool overwrite, const std::vector<std::string>& layers = {});

/// Writes one dataset of one or more layers, in the format that its name ends with, and its styles.
///
/// Nothing is seen under the final name before commit(): the files are written into a hidden folder beside it
/// (`.NAME.partial-XXXXXX`) and renamed. Destruction without commit() removes them. GPKG and tiles take any number of
/// layers; the other formats take one. Same calls, same bytes. In a database the layers are tables, made in one
/// transaction.
class DatasetWriter {
 public:
  /// @throws as check_output; Error{io} if the folder or file cannot be made.
  DatasetWriter(const std::filesystem::path& out, bool overwrite);
  ~DatasetWriter();
  DatasetWriter(DatasetWriter&&) noexcept;
  DatasetWriter& operator=(DatasetWriter&&) noexcept;

  /// Adds a layer with the name, columns and geometry kind of `schema` (its rows are not written). Returns its number.
  /// CSV has no geometry: points become columns `lon` and `lat` unless there are such, lines are left out;
  /// `.wkt.csv` has a column `wkt` instead. Shapefiles have short names (losses()).
  /// @throws Error{bad_input} for a second layer where the format holds one, a layer without geometry where the format
  /// does not keep it, two columns of one name (whatever their case), or a table that the database has already, unless
  /// `overwrite`.
  std::size_t add_layer(const Table& schema);
  /// Appends rows; `rows` has the schema's columns in the same order. @throws Error{io}, for a full disk too.
  void append(std::size_t layer, const Table& rows);
  /// Sets the ways to draw a layer, the default first. GPKG and PostGIS hold all of them, a `.qml` beside the default
  /// one, other formats (CSV) none.
  void set_styles(std::size_t layer, std::vector<Style> styles);
  /// Says what a layer is; only GPKG, tiles and (the abstract, as a comment) PostGIS keep that.
  void set_metadata(std::size_t layer, LayerMetadata metadata);
  /// Finishes, checks that everything reached the disk, and puts the files under their names. @throws Error{io};
  /// Error{bad_input} for tiles of no row.
  void commit();
  /// What the format does not keep of the layers as it is (short names, say), a sentence each; after commit().
  [[nodiscard]] std::vector<std::string> losses() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Writes a whole table with its styles, the default first, as the one layer of `out`. Returns what the format does not
/// keep (losses()).
std::vector<std::string> write_table(const std::filesystem::path& out, bool overwrite, const Table& table,
                                     std::vector<Style> styles = {},
                                     const std::optional<LayerMetadata>& metadata = std::nullopt);

}  // namespace thalweg
