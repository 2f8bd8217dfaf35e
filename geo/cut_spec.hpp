#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "geo/cut.hpp"
#include "geo/route_set.hpp"
#include "geo/segments.hpp"

namespace thalweg {

/// How to cut routes into segments. At most one of the members is set; none means pieces of kDefaultSegment.
struct CutSpec {
  std::optional<Span> length;
  std::optional<std::size_t> count;  ///< equal pieces of each route
  std::string at;                    ///< `places` (the embedded towns of rank 1 and 2), or a file of points
  std::string by;                    ///< `rivers`, `provinces`, or a file of polygons, or a table of stretches
  std::vector<Span> breaks;          ///< chainages, on a single route
};

inline constexpr Span kDefaultSegment{10e3};

/// The segments that `spec` asks for. A file of points needs geometry, or lon and lat columns; each cuts at its foot. A
/// table of stretches has the columns from_km, to_km and name, and goes with one route. Polygons: regions.hpp.
/// @throws Error{bad_input} if more than one member is set, a file does not fit, or a cut refuses (cut.hpp).
std::vector<Segment> make_cut(const CutSpec& spec, const RouteSet& set);

/// What lies along each segment.
std::vector<SegmentContext> describe_segments(const std::vector<Segment>& segments, const Context& context);

}  // namespace thalweg
