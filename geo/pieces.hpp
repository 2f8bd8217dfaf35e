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
inline constexpr double kPieceLength = EdgeIndex::kMaxEdge;

/// Routes as pieces in earth-centred coordinates: their edges, cut where they are longer than kPieceLength. Piece i is
/// edge i of the index. 29 bytes a piece in all.
class Pieces {
 public:
  /// @throws Error{bad_input} if there are more than 2^32 pieces.
  explicit Pieces(std::span<const Route> routes);

  [[nodiscard]] const EdgeIndex& index() const { return index_; }
  /// The route of a piece. O(log routes).
  [[nodiscard]] std::uint32_t route_of(std::size_t piece) const;
  [[nodiscard]] bool begins_route(std::size_t piece) const { return ends_[route_of(piece)].first == piece; }
  [[nodiscard]] bool ends_route(std::size_t piece) const { return ends_[route_of(piece)].last == piece; }
  /// Where a piece begins and ends on its route, metres.
  [[nodiscard]] double from_m(std::size_t piece) const { return chainage_m_[piece]; }
  [[nodiscard]] double to_m(std::size_t piece) const { return chainage_m_[piece + 1]; }
  /// Has what from_m() and to_m() need brought into the cache.
  void prefetch(std::size_t piece) const { __builtin_prefetch(&chainage_m_[piece]); }

 private:
  struct Ends {
    std::size_t first, last;
  };
  void add_vertex(LonLat p, double chainage_m);
  void add_edge(const Route& route, std::size_t edge);

  EdgeIndex index_;
  std::vector<double> chainage_m_;  // of each vertex, on its own route
  std::vector<Ends> ends_;          // pieces, per route
};

/// The nearest place of a piece to a point of the ellipsoid.
struct PieceFoot {
  double t = 0;         ///< share of the piece, [0, 1]
  double offset_m = 0;  ///< geodesic distance
  double turn = 0;      ///< > 0 if the point lies left of the piece's direction, < 0 right, 0 on it
};

/// Closed form of the nearest place on a piece; docs/methods.md derives its error: up to 100 km below 0.3 mm in the
/// place and 0.1 mm in the offset.
PieceFoot foot_on_piece(const EdgeIndex::Edge& piece, Vec3 p);
/// The same for each hit of an index on points.
void feet_on_pieces(const EdgeIndex& index, const PointBlock& points, std::span<const EdgeIndex::Hit> hits,
                    std::span<PieceFoot> feet);

}  // namespace thalweg
