#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "geo/route.hpp"

namespace thalweg {

/// A place where a route meets itself, away from neighbouring edges.
struct SelfCrossing {
  LonLat at;
  Chainage first, second;
};

/// Where a route crosses, touches or overlaps itself, in order of `first`; a closed ring's end is no crossing, an edge
/// that turns back on the one before it is one. Edges count as straight in degrees, longitudes unwrapped over the
/// antimeridian. Cost O(vertices log vertices + crossings).
std::vector<SelfCrossing> self_crossings(const Route& route);

/// Lengths of the edges, metres.
struct Spacing {
  Span least, median, mean, most;
};
Spacing vertex_spacing(const Route& route);

/// A route's length when it is generalised.
struct GeneralisedLength {
  Span tolerance;
  std::size_t vertices = 0;
  Span length;
};

/// Douglas and Peucker's generalisation (1973, doi:10.3138/FM57-6770-U75U-7727) at each tolerance, with distances on
/// the ellipsoid from a vertex to the geodesic between its neighbours; no care is taken that the result does not cross
/// itself. Greater tolerances keep subsets of the vertices, so lengths shrink with it. Cost O(vertices log vertices)
/// geodesics, typically: some 1 s for 10,000 vertices.
std::vector<GeneralisedLength> generalised_lengths(const Route& route, std::span<const Span> tolerances);

}  // namespace thalweg
