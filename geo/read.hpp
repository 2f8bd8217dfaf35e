#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/events.hpp"

namespace thalweg {

/// How rows of what is not CSV are handed over, the slowest way first. They are the same in every way.
enum class ReadWay {
  features,  ///< GDAL makes features
  batches,   ///< GDAL streams Arrow batches
  pages,     ///< from the pages of a GeoPackage, past GDAL
};

/// What to read and how to understand it. Empty names are found by the usual column names and known schemas.
struct ReadOptions {
  std::vector<std::string> sources;  ///< paths or OGR connection strings; `-` is CSV on standard input
  std::string layer;                 ///< layer of a multi-layer source; empty: the only one with points, else an error
  std::string lon, lat, time, category, weight, precision;
  std::string schema;       ///< `acled`, `ucdp`, `gdelt`, or empty: found by the column names
  std::string crs;          ///< of the coordinates; empty: the source's own, else WGS84
  std::string where;        ///< OGR SQL condition on the source's columns
  std::string time_format;  ///< empty: ISO 8601; `epoch`, `epoch_ms`; else strptime-like %Y %m %d %H %M %S %b %y %z
  std::optional<Instant> since, until;  ///< keep events with since <= time < until
  bool require_time = false;            ///< reject rows without time, as since and until do
  std::vector<std::string> keep_categories;
  bool keep_columns = false;          ///< fill EventBatch::own
  std::size_t chunk_bytes = 1 << 18;  ///< of CSV text that are understood at once; a record is never divided
  std::size_t chunk_rows = 8192;      ///< of any other source
  ReadWay way = ReadWay::pages;       ///< the fastest to be taken, where the source allows it; else a slower one
};

/// A stretch of rows taken from a source and still to be understood.
class Chunk {
 public:
  virtual ~Chunk() = default;
  /// Understands the rows into an empty batch. May be called on any thread, once.
  virtual void read(EventBatch& batch) = 0;
};

/// Streams events out of one or more sources in bounded memory, in order of the sources and their rows.
///
/// Reasons of rejected rows: `blank_coordinate`, `not_a_number`, `not_finite`, `longitude_out_of_range`,
/// `latitude_out_of_range`, `no_geometry`, `not_a_point`, `crs_transform_failed`, `bad_time`, `no_time` (only with
/// since/until/require_time), `bad_weight`, `bad_precision`, `ragged_row`, `invalid_utf8`, `unterminated_quote`.
class EventReader {
 public:
  /// Opens every source. @throws Error{bad_input} for a missing file, an unreadable format, an unknown column, CRS,
  /// layer or schema, or when no coordinate columns are found (the message lists the columns there are);
  /// Error{io} when reading fails.
  explicit EventReader(ReadOptions options);
  ~EventReader();
  EventReader(EventReader&&) noexcept;
  EventReader& operator=(EventReader&&) noexcept;

  /// Reads the next batch. False when there are no more; then `batch` is empty. A batch may have no events.
  bool next(EventBatch& batch);

  /// The same in three steps, the second of which may run for several chunks at a time:
  /// take() gives the next chunk, null at the end, one caller at a time;
  std::unique_ptr<Chunk> take();
  /// Chunk::read() understands it, on any thread;
  /// settle() gives the batch's rows and categories their final numbers: once per batch, in the order of take().
  void settle(EventBatch& batch);

  /// The union of the sources' own columns (no rows); known from the start if keep_columns.
  [[nodiscard]] const Table& own_columns() const;
  /// Categories in order of first appearance; settle() adds to them.
  [[nodiscard]] const std::vector<std::string>& categories() const;
  /// Whether a time column is in use in any source.
  [[nodiscard]] bool has_time() const;
  /// What each source was understood as, a line each: columns used, schema, CRS; for the summary.
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace thalweg
