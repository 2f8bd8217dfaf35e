#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
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
  EdgeIndex() = default;
  explicit EdgeIndex(std::span<const Vec3> vertices);

  [[nodiscard]] std::size_t edge_count() const { return x_.empty() ? 0 : x_.size() - kFan; }
  [[nodiscard]] Vec3 vertex(std::size_t i) const { return {x_[i], y_[i], z_[i]}; }

  /// Calls visit(edge, squared distance) for every edge whose chord is within sqrt(bound2) of p, nearest boxes first;
  /// visit returns the bound to go on with.
  template <typename Visit>
  void search(Vec3 p, double bound2, Visit&& visit) const {
    if (!levels_.empty()) descend(levels_.size() - 1, 0, levels_.back().size(), p, bound2, visit);
  }

 private:
  static constexpr std::size_t kFan = 16;

  struct Box {  // in float, rounded outwards: half the memory traffic
    std::array<float, 3> low, high;
    [[nodiscard]] double distance2(Vec3 p) const {
      const double dx = std::max({low[0] - p.x, 0.0, p.x - high[0]});
      const double dy = std::max({low[1] - p.y, 0.0, p.y - high[1]});
      const double dz = std::max({low[2] - p.z, 0.0, p.z - high[2]});
      return dx * dx + dy * dy + dz * dz;
    }
  };
  struct Near {
    double distance2;
    std::size_t node;
  };

  [[nodiscard]] Box box_of_edges(std::size_t first, std::size_t last) const;
  [[nodiscard]] static Box cover(std::span<const Box> boxes);
  void distances2(std::size_t first, Vec3 p, std::array<double, kFan>& out) const;

  template <typename Visit>
  void descend(std::size_t level, std::size_t first, std::size_t last, Vec3 p, double& bound2, Visit& visit) const;

  std::vector<double> x_, y_, z_;         // padded with kFan NaN so that a scan needs no end check
  std::vector<std::vector<Box>> levels_;  // levels_[0] over edges, each further level over the one below
};

template <typename Visit>
void EdgeIndex::descend(std::size_t level, std::size_t first, std::size_t last, Vec3 p, double& bound2,
                        Visit& visit) const {
  std::array<Near, kFan> near;
  std::size_t count = 0;
  for (std::size_t node = first; node < last; ++node) {
    const double d2 = levels_[level][node].distance2(p);
    if (d2 > bound2) continue;
    std::size_t at = count++;
    for (; at > 0 && near[at - 1].distance2 > d2; --at) near[at] = near[at - 1];
    near[at] = {d2, node};
  }
  for (std::size_t i = 0; i < count && near[i].distance2 <= bound2; ++i) {
    const std::size_t below = near[i].node * kFan;
    if (level > 0) {
      descend(level - 1, below, std::min(below + kFan, levels_[level - 1].size()), p, bound2, visit);
      continue;
    }
    std::array<double, kFan> d2;
    distances2(below, p, d2);
    for (std::size_t k = 0; k < kFan; ++k) {
      if (d2[k] <= bound2) bound2 = visit(below + k, d2[k]);
    }
  }
}

}  // namespace thalweg
