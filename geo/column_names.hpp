#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "geo/table.hpp"

namespace thalweg {

/// A category as a part of a column name: ASCII lower case, other letters as they are, the rest `_`.
std::string slug(const std::string& category);

/// Names for the columns of a table, none twice.
class ColumnNames {
 public:
  explicit ColumnNames(const Table& table);
  /// The name, or NAME_2, NAME_3, ... where it is taken.
  std::string unique(const std::string& name);

 private:
  std::unordered_set<std::string> used_;
};

/// The numbers of the categories, the most frequent first; equal ones by name.
std::vector<std::uint32_t> by_total(std::span<const std::uint64_t> totals, std::span<const std::string> categories);

}  // namespace thalweg
