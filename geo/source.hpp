#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/read.hpp"
#include "geo/schema.hpp"

namespace thalweg {

/// One opened source of events, which gives its rows chunk by chunk.
class Source {
 public:
  virtual ~Source() = default;
  /// The source's own columns without rows, of the types that the chunks' batches have; empty unless
  /// ReadOptions::keep_columns.
  [[nodiscard]] virtual const Table& own_columns() const = 0;
  /// The next chunk, in the order of the rows; null at the end. One caller at a time. Chunks may outlive the next call,
  /// but not the source.
  virtual std::unique_ptr<Chunk> next() = 0;
  /// Rows before the first chunk's: 1 where there is a header.
  [[nodiscard]] virtual std::uint64_t rows_before() const { return 0; }
  /// Size in bytes, as far as it is known; it weighs the source among others.
  [[nodiscard]] virtual std::optional<std::uint64_t> bytes() const = 0;
  /// How much of the source has been taken, in [0, 1]; nullopt where that is not known.
  [[nodiscard]] virtual std::optional<double> share_taken() const = 0;
  [[nodiscard]] virtual bool has_time() const = 0;
  /// A line that tells how the source was understood.
  [[nodiscard]] virtual std::string note() const = 0;
};

/// CSV or TSV text in a file, or on standard input (`-`), by our own reader.
std::unique_ptr<Source> open_csv(const std::string& path, const ReadOptions& options);
/// Anything that GDAL opens.
std::unique_ptr<Source> open_ogr(const std::string& path, const ReadOptions& options);

/// `events.csv: lon=x lat=y time=date, schema acled`: the columns in use.
std::string describe_columns(const std::string& source, const std::vector<std::string>& names, const Columns& columns);

}  // namespace thalweg
