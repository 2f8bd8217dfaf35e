#include "geo/start_nodes.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

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

constexpr std::size_t kBlock = 8;  // cells a side, whose nodes are among those of all of them

/// The place of a list, which is added unless it is that at `last`: neighbours often have the same.
std::uint32_t list_of(std::span<const std::uint32_t> nodes, std::vector<std::uint32_t>& lists, std::size_t& last) {
  if (nodes.empty() || nodes.size() > StartNodes::kMost) return 0;
  if (!std::ranges::equal(nodes, std::span(&lists[last + 1], lists[last]))) {
    last = lists.size();
    lists.push_back(static_cast<std::uint32_t>(nodes.size()));
    lists.insert(lists.end(), nodes.begin(), nodes.end());
  }
  return static_cast<std::uint32_t>(last);
}

}  // namespace

StartNodes::StartNodes(const EdgeIndex& index, std::span<const Route> routes, double margin)
    : nodes_(index.lowest_count()) {
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
  constexpr std::size_t together = kBlock * 4;  // rows
  const std::size_t strips = (rows_ + together - 1) / together;
  std::vector<Lists> lists(strips, Lists{0});
  const auto row = [&](std::size_t strip) { return std::min(strip * together, rows_); };
  tbb::parallel_for(std::size_t{0}, strips,
                    [&](std::size_t s) { fill_rows(index, margin, row(s), row(s + 1), lists[s]); });
  for (std::size_t s = 0; s < strips; ++s) append(row(s), row(s + 1), std::exchange(lists[s], {}));
  lists_.shrink_to_fit();
}

/// Fills the cells of some rows with places in `lists`.
void StartNodes::fill_rows(const EdgeIndex& index, double margin, std::size_t first_row, std::size_t row_end,
                           Lists& lists) {
  // For the cells of rows [row, up) and columns [column, right) together.
  const auto find_nodes = [&](std::size_t row, std::size_t up, std::size_t column, std::size_t right,
                              EdgeIndex::Starts among, std::vector<std::uint32_t>& nodes) {
    const auto south = static_cast<double>(row), north = static_cast<double>(up);
    const auto west = static_cast<double>(column), east = static_cast<double>(right);
    const Vec3 middle = to_earth_centred(corner((south + north) / 2, (west + east) / 2));
    double radius2 = 0;
    for (const LonLat at : {corner(south, west), corner(north, west)}) {  // the eastern corners are as far
      const Vec3 d = to_earth_centred(at) - middle;
      radius2 = std::max(radius2, dot(d, d));
    }
    index.lowest_nodes(middle, std::sqrt(radius2), margin, kReach, among, nodes);
  };
  std::vector<std::uint32_t> of_block, of_cell;
  std::size_t last = 0;
  for (std::size_t block_row = first_row; block_row < row_end; block_row += kBlock) {
    for (std::size_t block_column = 0; block_column < columns_; block_column += kBlock) {
      const std::size_t up = std::min(block_row + kBlock, row_end), right = std::min(block_column + kBlock, columns_);
      find_nodes(block_row, up, block_column, right, {}, of_block);
      if (of_block.empty()) continue;
      for (std::size_t row = block_row; row < up; ++row) {
        for (std::size_t column = block_column; column < right; ++column) {
          find_nodes(row, row + 1, column, column + 1, of_block, of_cell);
          cell_[row * columns_ + column] = list_of(of_cell, lists, last);
        }
      }
    }
  }
}

/// Takes over the lists of some rows.
void StartNodes::append(std::size_t first_row, std::size_t row_end, const Lists& lists) {
  const auto before = static_cast<std::uint32_t>(lists_.size() - 1);  // the empty list is there already
  for (std::size_t cell = first_row * columns_; cell < row_end * columns_; ++cell) {
    if (cell_[cell] > 0) cell_[cell] += before;
  }
  lists_.insert(lists_.end(), lists.begin() + 1, lists.end());
}

std::vector<std::uint32_t> StartNodes::order(std::span<const LonLat> positions) const {
  std::vector<std::uint32_t> node(positions.size()), next(nodes_ + 1), order(positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto nodes = at(positions[i]);
    node[i] = nodes.empty() ? 0 : nodes.front();
    ++next[node[i] + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  for (std::uint32_t i = 0; i < positions.size(); ++i) order[next[node[i]]++] = i;
  return order;
}

}  // namespace thalweg
