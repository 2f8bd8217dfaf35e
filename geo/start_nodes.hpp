#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/edge_index.hpp"
#include "geo/route.hpp"

namespace thalweg {

/// A grid over the surroundings of routes that says, for each of its cells, which of the index's lowest nodes hold all
/// that a search for a point of the cell may find; so that a search near the routes need not come down the tree,
/// however high it is. Some 10 bytes a cell; a cell for every 8 pieces, and at least kMinCells.
class StartNodes {
 public:
  static constexpr std::size_t kMinCells = 1 << 16;
  static constexpr double kReach = 50e3;   ///< metres from the routes that the grid covers
  static constexpr std::size_t kMost = 6;  ///< nodes; where more are needed, a search from the root is as good

  /// For searches of at most this margin. Cost: a search for each cell, on all cores.
  StartNodes(const EdgeIndex& index, std::span<const Route> routes, double margin);

  /// Numbers of nodes, the likeliest first; empty where a search has to start from the root.
  [[nodiscard]] std::span<const std::uint32_t> at(LonLat p) const {
    double east = p.lon - west_;
    if (east < 0) east += 360;
    const double column = east * columns_per_degree_, row = (p.lat - south_) * rows_per_degree_;
    if (!(column < static_cast<double>(columns_) && row >= 0 && row < static_cast<double>(rows_))) return {};
    const std::uint32_t list = cell_[static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(column)];
    return {&lists_[list + 1], lists_[list]};
  }

  /// The numbers of the positions, those of each node together, in the order of the nodes: searches in this order find
  /// in the cache what the ones before have read. O(positions + nodes).
  [[nodiscard]] std::vector<std::uint32_t> order(std::span<const LonLat> positions) const;

 private:
  /// Number of nodes, then the nodes, list after list; the first list is empty.
  using Lists = std::vector<std::uint32_t>;

  void place(std::span<const Route> routes, std::size_t pieces);
  void fill(const EdgeIndex& index, double margin);
  void fill_rows(const EdgeIndex& index, double margin, std::size_t first_row, std::size_t row_end, Lists& lists);
  void append(std::size_t first_row, std::size_t row_end, const Lists& lists);
  [[nodiscard]] LonLat corner(double row, double column) const;

  std::size_t nodes_;  // of the index
  double west_ = 0, south_ = 0, columns_per_degree_ = 0, rows_per_degree_ = 0;
  std::size_t rows_ = 0, columns_ = 0;
  std::vector<std::uint32_t> cell_;  // by row from the south, then column from the west: place in lists_
  Lists lists_;
};

}  // namespace thalweg
