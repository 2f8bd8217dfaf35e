#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/profile.hpp"

namespace thalweg {

/// Adds events to a profile. Events wait in a buffer, which is sorted and joined with the sorted cells when it is full:
/// some 30 ns an event. Memory: at most kBuilderCellBytes per cell at its peak, and a buffer of a few megabytes.
class ProfileBuilder {
 public:
  explicit ProfileBuilder(ProfileGrid grid) : profile_(std::move(grid)) {}

  /// Adds the events of a batch that are within the limit. `categories` are the names that its category numbers stand
  /// for (EventReader::categories()). @throws Error{bad_input} for a time outside the years that calendar.hpp takes,
  /// too many categories for the grid, or weights that add up to more than WeightSum holds.
  void add(const LocatedBatch& batch, std::span<const std::string> categories);
  /// Adds a cell, with the name of its category (empty: none); ProfileCell::category is not looked at. The bin is one
  /// of the route's. @throws the same.
  void add(const ProfileCell& cell, std::string_view category);

  /// The profile of all that was added, in finished form; the builder is empty afterwards.
  [[nodiscard]] Profile finish(Coverage coverage);

 private:
  using Cell = Profile::Cell;

  std::uint64_t category_code(std::string_view name);
  void put(Cell cell);
  void flush();
  void insert(std::span<Cell> fresh);
  void sort_categories();

  Profile profile_;
  std::vector<Cell> pending_;
  std::unordered_map<std::string, std::uint64_t> code_;  // 1 + the number by first appearance
};

/// The most memory that a builder takes per cell: the cells, the same again in growing them, and the buffer.
inline constexpr std::size_t kBuilderCellBytes = 3 * Profile::kCellBytes;

}  // namespace thalweg
