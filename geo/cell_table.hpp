#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "geo/profile_key.hpp"

namespace thalweg {

/// Adds up cells by key: open addressing with linear probing, at most 70 % full, growing by half. Keys are those of
/// ProfileKey. At its peak, while it grows, it takes kCellTableBytes per cell.
class CellTable {
 public:
  /// Adds cells, some at a time, so that the memory of one is on its way while another is worked on.
  void add(std::span<const PackedCell> cells);
  /// All cells, in no order; the table is empty afterwards.
  [[nodiscard]] std::vector<PackedCell> take();

 private:
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const;
  void put(const PackedCell& cell, std::size_t slot);
  void make_room(std::size_t more);

  std::vector<PackedCell> slots_;
  std::size_t used_ = 0;
};

/// Just before it grows the table is 70 % full, and then stands beside one of 1.5 times its size: 2.5 / 0.7 cells.
inline constexpr double kCellTableBytes = 2.5 / 0.7 * sizeof(PackedCell);

}  // namespace thalweg
