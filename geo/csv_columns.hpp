#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "geo/csv.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// What all values of a CSV column could be so far: a type that only most of them have would lose the others.
class ColumnKind {
 public:
  void see(std::string_view value);
  /// The kind of the values that either has seen.
  void merge(const ColumnKind& other);
  /// The column without rows. Numbers only if every value is one as it would be written again: `007` is text.
  [[nodiscard]] Column column(std::string name) const;

 private:
  bool integer_ = true, real_ = true, any_ = false;
};

/// The kinds of the columns in a chunk of text; records with another number of fields do not count.
std::vector<ColumnKind> column_kinds(std::string_view text, char delimiter, std::size_t columns);

/// Adds a value to a column of that kind; an empty one is null.
void append(Column& column, std::string_view text);

}  // namespace thalweg
