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
  const double side = std::sqrt(box.height * box.width * middle / static_cast<double>(std::max(kMinCells, pieces / 4)));
  rows_ = static_cast<std::size_t>(std::ceil(box.height / side));
  columns_ = static_cast<std::size_t>(std::ceil(box.width * middle / side));
  rows_per_degree_ = static_cast<double>(rows_) / box.height;
  columns_per_degree_ = static_cast<double>(columns_) / box.width;
}

LonLat StartNodes::corner(std::size_t row, std::size_t column, double within) const {
  return {west_ + (static_cast<double>(column) + within) / columns_per_degree_,
          south_ + (static_cast<double>(row) + within) / rows_per_degree_};
}

void StartNodes::fill(const EdgeIndex& index, double margin) {
  cell_.reserve(rows_ * columns_);
  lists_ = {0};
  std::uint32_t last = 0;
  std::vector<std::uint32_t> nodes;
  for (std::size_t row = 0; row < rows_; ++row) {
    for (std::size_t column = 0; column < columns_; ++column) {
      const Vec3 middle = to_earth_centred(corner(row, column, 0.5));
      double radius2 = 0;
      for (const LonLat at : {corner(row, column), corner(row + 1, column)}) {  // the other two are as far
        const Vec3 d = to_earth_centred(at) - middle;
        radius2 = std::max(radius2, dot(d, d));
      }
      nodes.clear();
      index.lowest_nodes(middle, std::sqrt(radius2), margin, kReach, nodes);
      if (nodes.size() > kMost) nodes.clear();
      const std::span<const std::uint32_t> before(&lists_[last + 1], lists_[last]);
      if (nodes.empty()) {
        last = 0;
      } else if (!std::ranges::equal(nodes, before)) {  // neighbours often have the same
        last = static_cast<std::uint32_t>(lists_.size());
        lists_.push_back(static_cast<std::uint32_t>(nodes.size()));
        lists_.insert(lists_.end(), nodes.begin(), nodes.end());
      }
      cell_.push_back(last);
    }
  }
  lists_.shrink_to_fit();
}

}  // namespace thalweg
