#include "geo/segments_run.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <utility>

#include "geo/binned_segments.hpp"
#include "geo/default_styles.hpp"
#include "geo/events_drawn.hpp"
#include "geo/provenance.hpp"

namespace thalweg {
namespace {

ReadOptions with_columns(ReadOptions read, bool keep) {
  read.keep_columns = keep;
  return read;
}

/// What is made of the segments when their columns are complete.
void finish(Analysis& result, const SegmentsLayer& layer, const AnalysisOptions& options) {
  result.segments = with_data(std::move(result.segments), data_name(options.read));
  if (options.corridor) layer.add_corridors(result);
}

}  // namespace

SegmentsRun::SegmentsRun(const AnalysisOptions& options, const RouteSet& set, bool keep_columns)
    : options_(options),
      set_(set),
      reader_(with_columns(options.read, keep_columns)),
      layer_(options, set),
      counter_(layer_.index().segments().size()) {}

Analysis SegmentsRun::locate(RejectLog& rejects, const Sink& sink) {
  Analysis result;
  result.notes = reader_.notes();
  result.max_offset = options_.max_offset;
  tbb::enumerable_thread_specific<SegmentCounter> counters(counter_);
  const auto count = [&](const LocatedBatch& batch) {
    counters.local().add(batch, layer_.index());
    return sink(batch);
  };
  const auto log = [&](const LocatedBatch& batch) {
    layer_.see(batch);
    rejects.add(batch);
  };
  result.accounting = locate_events(reader_, set_.locator, options_.max_offset, {count, log, options_.progress});
  for (const SegmentCounter& part : counters) counter_.merge(part);
  rejects.require_located(result.accounting, options_.max_offset);
  return result;
}

void SegmentsRun::add_segments(Analysis& result) const {
  result.period = period_of({result.accounting, options_.read.since, options_.read.until, options_.max_offset});
  layer_.fill(result, counter_, reader_.categories());
  finish(result, layer_, options_);
}

std::vector<Style> SegmentsRun::event_styles(const LocatedTable& located, const Analysis& result) const {
  return events_styles(
      events_drawn(options_.read, reader_, located, counter_, result.accounting, result.max_offset, set_.routes));
}

Analysis segments_of(const ProfiledEvents& events, SegmentsLayer& layer, const AnalysisOptions& options) {
  const Profile& profile = events.profile;
  const BinnedSegments binned = count_by_segment(profile, layer.index());
  layer.see(profile);
  Analysis result;
  result.accounting = profile.coverage.accounting;
  result.max_offset = profile.coverage.max_offset;
  result.notes = events.notes;
  result.period = period_of(profile.coverage);
  result.bins = {profile.grid().bin_m(), binned.in_cut_bins};
  layer.fill(result, binned.counter, profile.categories());
  add_bin_columns(result.segments, profile.grid().bin_m(), binned.near_ends);
  finish(result, layer, options);
  return result;
}

}  // namespace thalweg
