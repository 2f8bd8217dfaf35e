#pragma once

#include "geo/cut.hpp"
#include "geo/route_set.hpp"
#include "geo/style.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// The `sides` layer: a bar per segment and side, so that the activity of both sides is read at one glance. Its length,
/// at right angles to the course of the route, is the rate of the events on that side. Columns: segment_id, route, side
/// (by its name), from_km, to_km, count, rate_per_km, rate_lo, rate_hi (exact 95 % Poisson limits).
///
/// Bars stand side by side along the route's general course (smooth_line.hpp, with a hundredth of the route), for along
/// the line itself they would cross at every bend; they point across a course that is smoothed four times as much. The
/// longest is as long as can be without a bar that folds, at most 1/45 and at least 1/300 of the longest route. All
/// begin 1/100 of that beside the course with a foot of as much, which bars of no events have, too. They may overlap
/// where the route comes back to within two bars of itself.
struct Sides {
  Table table;
  Style style;  ///< a colour per side; its legend tells what the longest bar stands for
};
/// `segments` is the segments layer of `index`.
Sides sides_layer(const RouteSet& set, const SegmentIndex& index, const Table& segments);

}  // namespace thalweg
