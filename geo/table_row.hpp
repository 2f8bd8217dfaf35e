#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "geo/table.hpp"

namespace thalweg {

/// The values of one row by the names of their columns, which must be there and of that type.
class TableRow {
 public:
  TableRow(const Table& table, std::size_t row) : table_(table), row_(row) {}

  [[nodiscard]] std::optional<double> real(std::string_view column) const { return of<Reals>(column); }
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view column) const { return of<Integers>(column); }
  /// Empty where the value is null.
  [[nodiscard]] std::string text(std::string_view column) const { return of<Texts>(column).value_or(""); }
  /// A number of events.
  [[nodiscard]] std::uint64_t count(std::string_view column) const {
    return static_cast<std::uint64_t>(*of<Integers>(column));
  }

 private:
  template <typename Values>
  [[nodiscard]] const typename Values::value_type& of(std::string_view column) const {
    return std::get<Values>(table_.find(column)->values)[row_];
  }
  const Table& table_;
  std::size_t row_;
};

}  // namespace thalweg
