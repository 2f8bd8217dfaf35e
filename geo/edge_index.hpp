#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "geo/ellipsoid.hpp"

namespace thalweg {

/// Finds the edges of polylines near a point, as straight chords in earth-centred coordinates.
///
/// A polyline is sorted along itself, so boxes over 16 consecutive edges, and over 16 of those, are its tree: no
/// pointers, 1.6 bytes an edge beside the vertices. Polylines are joined by a NaN vertex; an edge to it is never near
/// anything. Cost of a search: O(log edges) near the line, O(log edges + edges found) for a wide bound.
class EdgeIndex {
 public:
  explicit EdgeIndex(std::span<const Vec3> vertices);

  [[nodiscard]] Vec3 vertex(std::size_t i) const { return {x_[i], y_[i], z_[i]}; }

  /// Calls visit(edge, squared distance) for every edge whose chord is within sqrt(bound2) of p, the nearest box first;
  /// visit returns the bound to go on with.
  template <typename Visit>
  void search(Vec3 p, double bound2, Visit&& visit) const {
    descend(levels_.size() - 1, 0, p, bound2, visit);
  }

 private:
  static constexpr std::size_t kFan = 16;

  /// The boxes of 16 children side by side, so that one pass measures all, as middles and half widths. In float and two
  /// metres too wide, which covers the rounding; a child that is not there is far away.
  struct Node {
    std::array<std::array<float, kFan>, 3> middle, half;
  };

  void distances2(const Node& node, Vec3 p, std::array<float, kFan>& out) const;
  void distances2(std::size_t first_edge, Vec3 p, std::array<double, kFan>& out) const;
  [[nodiscard]] Node over_edges(std::size_t first_edge) const;
  [[nodiscard]] static Node over_nodes(std::span<const Node> below);

  template <typename Visit>
  void descend(std::size_t level, std::size_t node, Vec3 p, double& bound2, Visit& visit) const;
  template <typename Visit>
  void scan(std::size_t first_edge, Vec3 p, double& bound2, Visit& visit) const;

  std::vector<double> x_, y_, z_;  // padded with NaN so that a scan needs no end check
  std::vector<std::vector<Node>>
      levels_;  // children of levels_[0] are runs of 16 edges, of levels_[k] nodes of levels_[k-1]
};

template <typename Visit>
void EdgeIndex::scan(std::size_t first_edge, Vec3 p, double& bound2, Visit& visit) const {
  std::array<double, kFan> d2;
  distances2(first_edge, p, d2);
  for (std::size_t k = 0; k < kFan; ++k) {
    if (d2[k] <= bound2) bound2 = visit(first_edge + k, d2[k]);
  }
}

template <typename Visit>
void EdgeIndex::descend(std::size_t level, std::size_t node, Vec3 p, double& bound2, Visit& visit) const {
  std::array<float, kFan> d2;
  distances2(levels_[level][node], p, d2);
  const auto enter = [&](std::size_t k) {
    const std::size_t child = node * kFan + k;
    level > 0 ? descend(level - 1, child, p, bound2, visit) : scan(child * kFan, p, bound2, visit);
  };
  const auto nearest = static_cast<std::size_t>(std::ranges::min_element(d2) - d2.begin());
  if (d2[nearest] <= bound2) enter(nearest);  // its edges make the bound small for the others
  for (std::size_t k = 0; k < kFan; ++k) {
    if (k != nearest && d2[k] <= bound2) enter(k);
  }
}

}  // namespace thalweg
