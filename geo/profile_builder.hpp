#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "geo/profile.hpp"

namespace thalweg {

/// Adds events to a profile. Events wait in a buffer, which is sorted and joined with the sorted cells when it is full:
/// some 30 ns an event. Memory: at most kBuilderCellBytes per cell at its peak, and a buffer of a few megabytes.
class ProfileBuilder {
 public:
  explicit ProfileBuilder(ProfileGrid grid) : profile_(std::move(grid)) {}

  /// Adds the events of a batch that are within the limit. @throws Error{bad_input} for a time outside the years that
  /// calendar.hpp takes, more categories than the grid leaves room for, or weights that add up to more than WeightSum
  /// holds.
  void add(const LocatedBatch& batch);
  /// Adds a cell; its route and bin are in the grid. @throws the same.
  void add(const ProfileCell& cell);

  /// The profile of all that was added, in finished form; the builder is empty afterwards. `categories` are the names
  /// that the numbers of categories stand for, all different and not empty (EventReader::categories()).
  [[nodiscard]] Profile finish(std::span<const std::string> categories, Coverage coverage);

 private:
  using Cell = Profile::Cell;

  [[nodiscard]] std::uint64_t category_code(std::uint32_t category) const;
  void put(Cell cell);
  void flush();
  void insert(std::span<Cell> fresh);
  void name_categories(std::span<const std::string> names);

  Profile profile_;
  std::vector<Cell> pending_;
};

/// The most memory that a builder takes per cell: the cells, the same again in growing them, and the buffer.
inline constexpr std::size_t kBuilderCellBytes = 3 * Profile::kCellBytes;

}  // namespace thalweg
