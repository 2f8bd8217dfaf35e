#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "geo/ogr_layout.hpp"
#include "geo/sqlite_file.hpp"
#include "geo/sqlite_pages.hpp"

namespace thalweg {

/// A wanted column of such a table, and in what form a row must have its value to be read without GDAL.
struct GpkgColumn {
  enum class Form : std::uint8_t { integer32, integer64, real, text };
  std::size_t field;  ///< of the layer
  std::size_t place;  ///< in a record
  Form form;
  bool has_default;  ///< it is what rows hold that are older than the column
};

/// A layer of a GeoPackage, read from the pages of the file's table instead of through GDAL and SQLite. What is stored
/// otherwise than such a layer should have it, GDAL is asked for, row by row.
class GpkgTable {
 public:
  /// nullptr if the layer cannot be read so. All must outlive the table.
  static std::unique_ptr<GpkgTable> open(GDALDatasetH dataset, OGRLayerH layer, const OgrLayout& layout,
                                         const std::vector<std::size_t>& fields);

  /// The next pages, with at least that many rows; fewer before the end or a page that is damaged.
  std::vector<TableLeaf> next(std::size_t rows);
  [[nodiscard]] bool damaged() const { return leaves_.damaged(); }
  /// A condition in SQL that holds for the rows after those of next().
  [[nodiscard]] std::string rest() const;
  /// Gives the memory of pages that have been read back to the system.
  void release(const std::vector<TableLeaf>& leaves) const;

  [[nodiscard]] const std::vector<GpkgColumn>& columns() const { return columns_; }
  /// Place of the geometry in a record; nullopt if it is not wanted.
  [[nodiscard]] std::optional<std::size_t> geometry() const { return geometry_; }

  /// Lets GDAL read a row. @throws Error{io} with its message if it cannot. May be called on any thread.
  [[nodiscard]] Feature feature(std::int64_t id) const;
  /// How many rows GDAL has read.
  [[nodiscard]] std::uint64_t features() const { return features_; }
  /// GDAL serves one caller at a time; whoever calls it otherwise holds this meanwhile.
  [[nodiscard]] std::unique_lock<std::mutex> turn() const { return std::unique_lock(turn_); }

 private:
  struct Shape;
  GpkgTable(OGRLayerH layer, std::unique_ptr<SqliteFile> file, const SqlitePages& pages, Shape shape);

  OGRLayerH layer_;
  std::unique_ptr<SqliteFile> file_;
  TableLeaves leaves_;
  std::vector<GpkgColumn> columns_;
  std::optional<std::size_t> geometry_;
  std::optional<std::int64_t> last_;  // no row of next() has a greater id
  mutable std::mutex turn_;
  mutable std::atomic<std::uint64_t> features_ = 0;
};

}  // namespace thalweg
