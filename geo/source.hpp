#pragma once

#include <memory>
#include <string>

#include "geo/event_builder.hpp"
#include "geo/read.hpp"

namespace thalweg {

/// One opened source of events. Fills batches in row order; the batch's own columns have the types of own_columns().
class Source {
 public:
  virtual ~Source() = default;
  /// The source's own columns without rows; empty unless ReadOptions::keep_columns.
  [[nodiscard]] virtual const Table& own_columns() const = 0;
  /// Takes up to options.batch_rows rows into an empty batch. False if there were none left.
  virtual bool next(EventBatch& batch) = 0;
  [[nodiscard]] virtual bool has_time() const = 0;
  /// A line that tells how the source was understood.
  [[nodiscard]] virtual std::string note() const = 0;
};

/// CSV or TSV text in a file, or on standard input (`-`), by our own reader.
std::unique_ptr<Source> open_csv(const std::string& path, const ReadOptions& options, Categories& categories);
/// Anything that GDAL opens.
std::unique_ptr<Source> open_ogr(const std::string& path, const ReadOptions& options, Categories& categories);

/// `events.csv: lon=x lat=y time=date, schema acled`: the columns in use.
std::string describe_columns(const std::string& source, const std::vector<std::string>& names, const Columns& columns);

}  // namespace thalweg
