#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/edge_index.hpp"
#include "geo/ellipsoid.hpp"
#include "geo/route.hpp"

namespace thalweg {

/// The longest piece, metres: its chord runs at most 5 mm below the ellipsoid.
inline constexpr double kPieceLength = 500;

/// Routes as one run of vertices in earth-centred coordinates, long edges cut so that no piece exceeds kPieceLength.
/// Piece i goes from vertex i to i + 1; between two routes stands a NaN vertex.
struct Pieces {
  /// @throws Error{bad_input} if there are more than 2^32 pieces.
  explicit Pieces(std::span<const Route> routes);

  /// The route of a piece. O(log routes).
  [[nodiscard]] std::uint32_t route_of(std::size_t piece) const;
  [[nodiscard]] bool begins_route(std::size_t piece) const { return first_vertex[route_of(piece)] == piece; }
  [[nodiscard]] bool ends_route(std::size_t piece) const { return first_vertex[route_of(piece) + 1] == piece + 3; }

  Vec3Array vertices;                     ///< to be moved into the index
  std::vector<double> chainage_m;         ///< of each vertex, on its own route
  std::vector<std::size_t> first_vertex;  ///< per route, and one past the last
};

/// The nearest place of a piece to a point of the ellipsoid.
struct PieceFoot {
  double t = 0;         ///< share of the piece, [0, 1]
  double offset_m = 0;  ///< geodesic distance
  double turn = 0;      ///< > 0 if the point lies left of the piece's direction, < 0 right, 0 on it
};

/// Closed form of the nearest place on the piece from `a` to `b`; docs/methods.md derives its error: up to 100 km below
/// 0.3 mm in the place and 0.1 mm in the offset.
PieceFoot foot_on_piece(Vec3 a, Vec3 b, Vec3 p);
/// The same for each hit of an index on points.
void feet_on_pieces(const EdgeIndex& index, const PointBlock& points, std::span<const EdgeIndex::Hit> hits,
                    std::span<PieceFoot> feet);

}  // namespace thalweg
