#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "geo/table.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// Stands for "this event has no category".
inline constexpr std::uint32_t kNoCategory = std::numeric_limits<std::uint32_t>::max();

/// A row that gave no event, and why.
struct Reject {
  std::string source;              ///< file or layer it came from
  std::uint64_t row = 0;           ///< as in EventBatch::row
  std::string reason;              ///< a fixed word such as `latitude_out_of_range`; the vocabulary is in read.hpp
  std::string value;               ///< the offending text
  std::optional<LonLat> position;  ///< the numbers as given, where both were numbers (may be out of range)
};

/// Rows by category, gathered where categories are kept by name. A name that is asked for and does not occur has 0
/// rows.
using CategoryRows = std::map<std::string, std::uint64_t, std::less<>>;
/// Adds up; names beyond the first kMaxCategoryRows are left out, so that memory is bounded.
void add_rows(CategoryRows& total, const CategoryRows& part);
inline constexpr std::size_t kMaxCategoryRows = 10'000;

/// Events read together from one source, in its order; the arrays have equal length.
struct EventBatch {
  std::string source;
  std::size_t source_index = 0;  ///< of ReadOptions::sources
  /// Row in the source. CSV: the header is row 1, as a spreadsheet counts; other formats: the first feature is row 1.
  std::vector<std::uint64_t> row;
  std::vector<LonLat> position;              ///< WGS84, finite and in range
  std::vector<std::optional<Instant>> time;  ///< start of the stated moment, UTC
  std::vector<std::uint32_t> category;       ///< index into EventReader::categories(), or kNoCategory
  std::vector<double> weight;                ///< finite, >= 0; 1 where there is no weight column
  std::vector<std::optional<double>> precision_m;
  Table own;                    ///< the source's own columns, filled if ReadOptions::keep_columns
  std::vector<Reject> rejects;  ///< rows of this batch that gave no event
  std::uint64_t read = 0;       ///< rows taken from the source for this batch: events + rejects
  std::uint64_t filtered = 0;   ///< rows left out by --since/--until/--keep-category, not counted in `read`
  CategoryRows by_category;     ///< only with ReadOptions::keep_categories: rows with a position, kept or not
  std::uint64_t rows = 0;       ///< rows of the source that the batch covers, empty lines of CSV included
  /// How much of all sources has been taken up to the end of this batch, in [0, 1]; nullopt where that is not known.
  std::optional<double> share_taken;

  /// Until EventReader::settle, rows are numbered from 1 within the batch, and these are the names of the batch's own
  /// category numbers, in order of first appearance.
  std::vector<std::string> own_categories;

  [[nodiscard]] std::size_t size() const { return position.size(); }
  /// Makes the batch empty; the memory of the arrays stays for the next rows.
  void clear();
};

}  // namespace thalweg
