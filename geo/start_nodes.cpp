#include "geo/start_nodes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace thalweg {
namespace {

struct Box {
  double west, south, width, height;  // degrees
};

/// All vertices and `reach` metres around; the longitudes of a route go on over the antimeridian.
Box surroundings(std::span<const Route> routes, double reach) {
  double west = 360, east = -360, south = 90, north = -90;
  for (const Route& route : routes) {
    double lon = route.vertices()[0].lon;
    for (const LonLat v : route.vertices()) {
      lon += std::remainder(v.lon - lon, 360);
      west = std::min(west, lon);
      east = std::max(east, lon);
      south = std::min(south, v.lat);
      north = std::max(north, v.lat);
    }
  }
  constexpr double degree = 110e3;  // metres, of latitude; no degree is shorter
  const double up = reach / degree;
  south = std::max(-90.0, south - up);
  north = std::min(90.0, north + up);
  const double narrowest = std::cos(std::max(std::abs(south), std::abs(north)) * std::numbers::pi / 180);
  const double aside = std::min(180.0, up / std::max(narrowest, 1e-6));
  const double width = std::min(360.0, east - west + 2 * aside);
  return {std::remainder(west - aside, 360), south, width, north - south};
}

}  // namespace

StartNodes::StartNodes(const EdgeIndex& index, std::span<const Route> routes, double margin) {
  place(routes, index.next_number());
  fill(index, margin);
}

void StartNodes::place(std::span<const Route> routes, std::size_t pieces) {
  const Box box = surroundings(routes, kReach);
  west_ = box.west;
  south_ = box.south;
  const double middle = std::max(0.01, std::cos((box.south + box.height / 2) * std::numbers::pi / 180));
  const double side = std::sqrt(box.height * box.width * middle / static_cast<double>(std::max(kMinCells, pieces / 8)));
  rows_ = static_cast<std::size_t>(std::ceil(box.height / side));
  columns_ = static_cast<std::size_t>(std::ceil(box.width * middle / side));
  rows_per_degree_ = static_cast<double>(rows_) / box.height;
  columns_per_degree_ = static_cast<double>(columns_) / box.width;
  cell_.resize(rows_ * columns_);
  lists_ = {0};
}

LonLat StartNodes::corner(double row, double column) const {
  return {west_ + column / columns_per_degree_, south_ + row / rows_per_degree_};
}

void StartNodes::fill(const EdgeIndex& index, double margin) {
  // For the cells of rows [row, row_end) and columns [column, column_end) together.
  const auto find_nodes = [&](std::size_t row, std::size_t row_end, std::size_t column, std::size_t column_end,
                              EdgeIndex::Starts among, std::vector<std::uint32_t>& nodes) {
    const auto south = static_cast<double>(row), north = static_cast<double>(row_end);
    const auto west = static_cast<double>(column), east = static_cast<double>(column_end);
    const Vec3 middle = to_earth_centred(corner((south + north) / 2, (west + east) / 2));
    double radius2 = 0;
    for (const LonLat at : {corner(south, west), corner(north, west)}) {  // the eastern corners are as far
      const Vec3 d = to_earth_centred(at) - middle;
      radius2 = std::max(radius2, dot(d, d));
    }
    index.lowest_nodes(middle, std::sqrt(radius2), margin, kReach, among, nodes);
  };
  constexpr std::size_t block = 8;  // cells, whose nodes are among those of all of them, and which may all be far away
  std::vector<std::uint32_t> of_block, of_cell;
  for (std::size_t first_row = 0; first_row < rows_; first_row += block) {
    for (std::size_t first_column = 0; first_column < columns_; first_column += block) {
      const std::size_t row_end = std::min(first_row + block, rows_);
      const std::size_t column_end = std::min(first_column + block, columns_);
      find_nodes(first_row, row_end, first_column, column_end, {}, of_block);
      if (of_block.empty()) continue;
      for (std::size_t row = first_row; row < row_end; ++row) {
        for (std::size_t column = first_column; column < column_end; ++column) {
          find_nodes(row, row + 1, column, column + 1, of_block, of_cell);
          cell_[row * columns_ + column] = list_of(of_cell);
        }
      }
    }
  }
  lists_.shrink_to_fit();
}

std::uint32_t StartNodes::list_of(std::span<const std::uint32_t> nodes) {
  if (nodes.empty() || nodes.size() > kMost) return 0;
  const std::span<const std::uint32_t> before(&lists_[last_ + 1], lists_[last_]);
  if (std::ranges::equal(nodes, before)) return last_;  // neighbours often have the same
  last_ = static_cast<std::uint32_t>(lists_.size());
  lists_.push_back(static_cast<std::uint32_t>(nodes.size()));
  lists_.insert(lists_.end(), nodes.begin(), nodes.end());
  return last_;
}

}  // namespace thalweg
