#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/cut.hpp"
#include "geo/locate.hpp"
#include "geo/shapes.hpp"

namespace thalweg {

/// A route point belongs to the nearest region of each bank within this distance.
inline constexpr Span kRegionReach{10e3};
/// Region boundaries along a route are found to this.
inline constexpr Span kRegionPrecision{1};
/// A stretch shorter than this between two regions is a sliver and joins the stretch before it.
inline constexpr Span kRegionSliver{200};

/// Cuts routes where the region on the left or on the right bank changes, labelled `LEFT | RIGHT`, or one name where
/// both are the same or only one is known.
///
/// Which bank a polygon belongs to is told by its vertices within 50 km of the routes: at least 90 % on one side, else
/// it belongs to both. Distances to polygons are planar in degrees scaled by the cosine of the latitude: off by less
/// than 1 % over kRegionReach. @throws Error{bad_input} if no shape has polygons, or none comes within reach of a
/// route.
std::vector<Segment> cut_by_regions(std::span<const Route> routes, const Locator& locator,
                                    std::span<const Shape> shapes);

}  // namespace thalweg
