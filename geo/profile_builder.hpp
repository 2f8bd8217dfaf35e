#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "geo/cell_table.hpp"
#include "geo/profile.hpp"

namespace thalweg {

/// Adds events to a profile, in whatever order they come. Memory: kCellTableBytes per cell at its peak.
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
  [[nodiscard]] std::uint64_t category_code(std::uint32_t category) const;
  void put(const PackedCell& cell);
  void flush();
  void name_categories(std::span<const std::string> names);

  Profile profile_;  // its cells wait in the table
  CellTable table_;
  std::vector<PackedCell> pending_;
};

}  // namespace thalweg
