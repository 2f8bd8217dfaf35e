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
/// pointers. Vertices are kept as whole steps from the middle of their eight: 22 bytes an edge in all. Cost of a
/// search: O(log edges) near the line, O(log edges + edges found) for a wide margin.
class EdgeIndex {
 public:
  /// Edges that are kept together. The first edge of each polyline has a number divisible by it, and each polyline is
  /// followed by at least one number that is no edge.
  static constexpr std::size_t kRun = 8;
  /// Vertices are rounded to steps of this length, metres: 4 nm. The scan of a run rounds them to kCoarseStep.
  static constexpr double kStep = 0x1p-28;
  static constexpr double kCoarseStep = 0x1p-20;
  /// The longest edge, metres: a run of eight then fits into 32 bits of coarse steps.
  static constexpr double kMaxEdge = 500;

  /// Spares allocations: as many numbers will be needed.
  void reserve(std::size_t numbers) { runs_.reserve((numbers + kRun - 1) / kRun); }
  /// Adds a vertex to the current polyline: at most kMaxEdge from the one before.
  void add(Vec3 vertex);
  /// Ends the current polyline of at least two vertices; the next vertex begins another.
  void end_polyline();
  /// Builds the tree; to be called once, after the last polyline.
  void build();

  /// The number of the next vertex: edge i leads from vertex i to vertex i + 1.
  [[nodiscard]] std::size_t next_number() const { return runs_.size() * kRun + open_.size(); }

  struct Edge {
    Vec3 from, to;
  };
  [[nodiscard]] Edge edge(std::size_t i) const {
    const Run& run = runs_[i / kRun];
    return {run.vertex(i % kRun), run.vertex(i % kRun + 1)};
  }

  /// How many lowest nodes there are: one for every 128 edges.
  [[nodiscard]] std::size_t lowest_count() const { return levels_.front().size(); }

  struct Hit {
    std::uint32_t point;  ///< index into the points asked for
    std::uint32_t edge;
  };
  using Starts = std::span<const std::uint32_t>;
  /// Appends, for each point, the edges that may be its nearest, or the nearest of their neighbourhood along the line
  /// and at most `margin` metres farther than the nearest: none of those is missing, a few others may be there. Sorted
  /// by point, then edge; at least one hit a point. Chords whose difference does not tell which edge is nearer
  /// on the ellipsoid count as equally long (docs/methods.md).
  /// `starts[i]` are the lowest nodes that hold all that can be found for point i, or none to search everywhere.
  void find(const PointBlock& points, std::span<const Starts> starts, double margin, std::vector<Hit>& hits) const;

  /// The lowest nodes that hold all that find() may give with that margin for any point within `radius` metres of `p`,
  /// the nearest first; none if `p` is farther than `radius` and `reach` from everything. `among` are some that are
  /// known to hold it, or none.
  void lowest_nodes(Vec3 p, double radius, double margin, double reach, Starts among,
                    std::vector<std::uint32_t>& nodes) const;

 private:
  static constexpr std::size_t kFan = 16;  // children of a node

  /// Eight edges.
  struct Run {
    std::array<float, 3> middle;                              // by axis
    std::array<std::array<std::int32_t, kRun + 1>, 3> steps;  // vertices from there, coarse steps, by axis
    std::array<std::array<std::int8_t, kRun + 1>, 3> more;    // and steps
    std::uint8_t edges = 0;                                   // the others are not there

    [[nodiscard]] double coordinate(std::size_t axis, std::size_t k) const {
      constexpr std::int64_t fine = static_cast<std::int64_t>(kCoarseStep / kStep);
      return middle[axis] + kStep * static_cast<double>(steps[axis][k] * fine + more[axis][k]);
    }
    [[nodiscard]] Vec3 vertex(std::size_t k) const { return {coordinate(0, k), coordinate(1, k), coordinate(2, k)}; }
  };
  /// The boxes of 16 children side by side, so that one pass measures all, as middles and half widths. In float and two
  /// metres too wide, which covers the rounding; a child that is not there is far away.
  struct Node {
    std::array<std::array<float, kFan>, 3> middle, half;

    Node();  // with no child
    void set(std::size_t axis, std::size_t child, double low, double high);
  };
  class Search;

  void close_run();
  [[nodiscard]] static Node over(std::span<const Run> below);
  [[nodiscard]] static Node over(std::span<const Node> below);

  std::vector<Vec3> open_;  // vertices of the run that is being filled
  std::vector<Run> runs_;
  std::vector<std::vector<Node>> levels_;  // children of levels_[0] are runs, of levels_[k] nodes of levels_[k-1]
};

}  // namespace thalweg
