#pragma once

#include <vector>

#include "geo/cut.hpp"
#include "geo/route_set.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// The widest corridor, to either side: as far as places are located to a millimetre.
inline constexpr Span kMaxCorridor{100e3};
/// Error of a corridor's outline, and of the borders inside it, relative to its width.
inline constexpr double kCorridorError = 0.015;

/// Throws Error{bad_input} unless corridors of `width` can be made: it is > 0 and at most kMaxCorridor, not too narrow
/// for the routes' length, and the routes keep away from the poles and do not go round the Earth.
void check_corridors(const RouteSet& set, Span width);

/// The ground of each segment: what is within `width` of the routes, to either side and beyond their ends, and nearer
/// to this segment than to any other. A polygon or several per segment, none where other segments are as near
/// everywhere (a route that runs along another). Polygons of different segments share borders and do not overlap;
/// together they are the whole ground. Polygons do not cross the antimeridian: they are cut there. Vertices have 7
/// decimals.
///
/// The routes are buffered by GEOS in parts of 50 km at most, each in the azimuthal equidistant projection about its
/// middle; borders are those of points along the segments a fiftieth of the width apart (site_cells.hpp). An event
/// within the width lies in the polygon of its segment, unless it is within kCorridorError * width of a border.
/// @throws as check_corridors.
std::vector<MultiPolygon> corridors(const RouteSet& set, const SegmentIndex& index, Span width);

/// The `corridors` layer: the rows of the segments layer with their ground, but for segments without any.
Table corridors_table(const Table& segments, std::vector<MultiPolygon> ground);

}  // namespace thalweg
