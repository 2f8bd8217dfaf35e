#pragma once

#include <span>

#include "geo/segments.hpp"
#include "geo/table_columns.hpp"

namespace thalweg {

/// Segments and what lies along each.
struct SegmentPlaces {
  std::span<const Route> routes;
  std::span<const Segment> segments;
  std::span<const SegmentContext> context;
};

/// Gives a table with a row per segment its first columns (segment_id, route, from_km, to_km, length_km, label where
/// segments have any, name, river, province_left, province_right) and its lines, with M = chainage.
void add_places(TableColumns& out, const SegmentPlaces& in);

}  // namespace thalweg
