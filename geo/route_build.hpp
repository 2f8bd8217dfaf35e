#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "geo/route.hpp"

namespace thalweg {

/// A line of somebody's layer, with what its attributes say.
struct RoutePart {
  std::string name;         ///< of the route it belongs to; empty if none is given
  std::string left, right;  ///< names of the sides; empty if none are given
  std::vector<LonLat> vertices;
};

struct BuildOptions {
  Span max_gap{1};              ///< ends farther apart are not joined
  std::optional<LonLat> start;  ///< the end nearest to it gets chainage 0; else most of the length keeps its direction
};

/// Two ends that were joined though they do not coincide, or that are too far apart to be joined.
struct Gap {
  LonLat from, to;
  Span length;
};

/// What was done to make a route of its parts.
struct BuildReport {
  std::size_t parts = 0;
  std::size_t reversed = 0;    ///< parts that run against the route's direction
  std::size_t duplicates = 0;  ///< consecutive vertices at one place that were dropped
  std::vector<Gap> bridged;
  bool ring = false;  ///< the parts form a closed ring
};

/// One route of parts in any order and direction. Ends are joined where they coincide, then, nearest first, where they
/// are within max_gap. A closed ring starts at the vertex nearest to `start`, or at the first part's start. Cost:
/// linear in the vertices, quadratic in the ends that do not coincide with another.
/// @throws Error{bad_input} where more than two ends meet at a place, or a gap exceeds max_gap (lists the gaps), or as
/// Route.
Route build_route(const std::string& name, const SideNames& sides, std::vector<std::vector<LonLat>> parts,
                  const BuildOptions& options, BuildReport* report = nullptr);

}  // namespace thalweg
