#pragma once

#include <functional>
#include <vector>

#include "geo/analysis.hpp"
#include "geo/located_table.hpp"
#include "geo/profile_source.hpp"
#include "geo/reject_log.hpp"
#include "geo/segments_layer.hpp"
#include "geo/style.hpp"

namespace thalweg {

/// One pass over events: reads, locates and counts them by segment, and shows the batches to who wants to see them.
class SegmentsRun {
 public:
  /// `keep_columns`: the batches hold the input's own columns too. Options and routes must outlive the object.
  SegmentsRun(const AnalysisOptions& options, const RouteSet& set, bool keep_columns);

  [[nodiscard]] const EventReader& reader() const { return reader_; }
  [[nodiscard]] const SegmentIndex& index() const { return layer_.index(); }

  /// As Audience::in_parallel.
  using Sink = std::function<std::function<void()>(const LocatedBatch&)>;
  /// The accounting and the notes. @throws as locate_events() and require_located().
  Analysis locate(RejectLog& rejects, const Sink& sink);
  /// Fills in everything of the result that is about segments.
  void add_segments(Analysis& result) const;
  /// How the layer of located events is drawn, once all are written.
  [[nodiscard]] std::vector<Style> event_styles(const LocatedTable& located, const Analysis& result) const;

 private:
  const AnalysisOptions& options_;
  const RouteSet& set_;
  EventReader reader_;
  SegmentsLayer layer_;
  SegmentCounter counter_;
};

/// The segments of a profile, with the columns bin_m and count_near_ends.
Analysis segments_of(const ProfiledEvents& events, SegmentsLayer& layer, const AnalysisOptions& options);

}  // namespace thalweg
