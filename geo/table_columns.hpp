#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "geo/table.hpp"

namespace thalweg {

/// Builds a table of `rows` rows a column at a time.
class TableColumns {
 public:
  TableColumns(std::string name, std::size_t rows) : rows_(rows) { table.name = std::move(name); }

  /// `value(i)` gives the value of row i; `decimals` and `comment` as in Column.
  template <typename Values, typename Value>
  void add(std::string name, int decimals, std::string comment, Value value) {
    Values values;
    values.reserve(rows_);
    for (std::size_t i = 0; i < rows_; ++i) values.push_back(value(i));
    table.columns.push_back({std::move(name), std::move(values), decimals, std::move(comment)});
  }

  [[nodiscard]] std::size_t rows() const { return rows_; }

  Table table;

 private:
  std::size_t rows_;
};

}  // namespace thalweg
