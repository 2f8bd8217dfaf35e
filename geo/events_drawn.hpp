#pragma once

#include <span>

#include "geo/default_styles.hpp"
#include "geo/located_table.hpp"
#include "geo/pipeline.hpp"

namespace thalweg {

/// What the styles of located events go by, once all are written. `located` is the layer that `reader` filled;
/// `counter` has counted its categories.
EventsDrawn events_drawn(const ReadOptions& options, const EventReader& reader, const LocatedTable& located,
                         const SegmentCounter& counter, const Accounting& accounting, Span max_offset,
                         std::span<const Route> routes);

}  // namespace thalweg
