#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/ellipsoid.hpp"

namespace thalweg {

/// Finds the edges of polylines near points, as straight chords in earth-centred coordinates.
///
/// A polyline is sorted along itself, so boxes over 8 consecutive edges, and over 16 of those, are its tree: no
/// pointers, 3.2 bytes an edge beside the vertices. Polylines are joined by a NaN vertex; an edge to it is never near
/// anything. Cost of a search: O(log edges) near the line, O(log edges + edges found) for a wide margin.
class EdgeIndex {
 public:
  /// Takes the vertices over; reserve padded(size) to spare it an allocation.
  explicit EdgeIndex(Vec3Array vertices);
  [[nodiscard]] static std::size_t padded(std::size_t vertices);

  [[nodiscard]] Vec3 vertex(std::size_t i) const { return vertices_.at(i); }

  struct Hit {
    std::uint32_t point;  ///< index into the points asked for
    std::uint32_t edge;
  };
  /// Appends, for each point, the edges that may be its nearest, or the nearest of their neighbourhood along the line
  /// and at most `margin` metres farther than the nearest: none of those is missing, a few others may be there. Sorted
  /// by point, then edge; at least one hit a point. Chords count as equally long within chord_slack().
  void find(const PointBlock& points, double margin, std::vector<Hit>& hits) const;

 private:
  static constexpr std::size_t kRun = 8;   // edges of a leaf
  static constexpr std::size_t kFan = 16;  // children of a node

  /// The boxes of 16 children side by side, so that one pass measures all, as middles and half widths. In float and two
  /// metres too wide, which covers the rounding; a child that is not there is far away.
  struct Node {
    std::array<std::array<float, kFan>, 3> middle, half;
  };
  class Search;

  [[nodiscard]] Node over_edges(std::size_t first_edge) const;
  [[nodiscard]] static Node over_nodes(std::span<const Node> below);

  Vec3Array vertices_;  // padded with NaN so that a scan needs no end check
  std::vector<std::vector<Node>>
      levels_;  // children of levels_[0] are runs of 8 edges, of levels_[k] nodes of levels_[k-1]
};

/// How much the chord to the true nearest piece may exceed the least chord, in metres, at a distance: the pieces'
/// sagitta and the difference of curvature between directions (docs/methods.md).
double chord_slack(double distance_m);

}  // namespace thalweg
