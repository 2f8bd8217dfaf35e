#pragma once

#include <span>

#include "geo/cut.hpp"
#include "geo/pipeline.hpp"
#include "geo/route.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// Turns located batches into rows of the `events` layer: the input's own columns, then `event_time` where events have
/// times, route, chainage_m, offset_m, side, foot_lon, foot_lat, alt_route (where there are several), alt_chainage_m,
/// alt_extra_m, segment_id; the point is the event's own position. An input column with one of these names becomes
/// `NAME_input`.
class LocatedTable {
 public:
  /// `own` and `has_time` as EventReader tells them; `routes` and `segments` must outlive the object.
  LocatedTable(const Table& own, bool has_time, std::span<const Route> routes, const SegmentIndex& segments);

  [[nodiscard]] const Table& schema() const { return schema_; }
  /// Rows for the events within the limit.
  [[nodiscard]] Table rows(const LocatedBatch& batch) const;

 private:
  void fill_feet(Table& out, const LocatedBatch& batch) const;
  void fill_runners_up(Table& out, const LocatedBatch& batch) const;

  Table schema_;
  std::size_t own_count_ = 0;
  std::span<const Route> routes_;
  const SegmentIndex& segments_;
};

/// Rows of the `rejects` table: source, row, reason, value; events beyond the limit are listed as `too_far` with their
/// offset.
Table reject_rows(const LocatedBatch& batch);

}  // namespace thalweg
