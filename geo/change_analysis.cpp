#include "geo/change_analysis.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <utility>

#include "geo/default_styles.hpp"
#include "geo/layer_descriptions.hpp"
#include "geo/profile_source.hpp"
#include "geo/provenance.hpp"
#include "geo/time.hpp"
#include "geo/write.hpp"

namespace thalweg {
namespace {

/// The change layer without the columns that follow the ratios.
ChangeLayer bare_layer(const ChangeCounts& counts, const std::optional<Period>& period, Instant at, const RouteSet& set,
                       const SegmentIndex& index) {
  const auto& segments = index.segments();
  const auto context = describe_segments(segments, set.context);
  ChangeLayer out{change_of(counts, divided_time(period, at)), counts.without_time, {}, {}};
  out.table = change_table({set.routes, segments, context}, counts, out.change);
  return out;
}

ChangeAnalysis of_events(const AnalysisOptions& options, const RouteSet& set, const SegmentIndex& index,
                         RejectLog& rejects) {
  EventReader reader(options.read);
  tbb::enumerable_thread_specific<ChangeCounts> parts(ChangeCounts(index.segments().size()));
  const auto count = [&](const LocatedBatch& batch) {
    parts.local().add(batch, index, *options.change_at);
    return nullptr;
  };
  const auto log = [&](const LocatedBatch& batch) { rejects.add(batch); };
  ChangeAnalysis result;
  result.run.notes = reader.notes();
  result.run.max_offset = options.max_offset;
  result.run.accounting = locate_events(reader, set.locator, options.max_offset, {count, log, options.progress});
  rejects.require_located(result.run.accounting, options.max_offset);
  ChangeCounts counts(index.segments().size());
  for (const ChangeCounts& part : parts) counts.merge(part);
  result.run.period = period_of({result.run.accounting, options.read.since, options.read.until, options.max_offset});
  result.layer = change_layer(counts, result.run.period, *options.change_at, set, index, data_name(options.read));
  return result;
}

ChangeAnalysis of_profile(const AnalysisOptions& options, const RouteSet& set, const SegmentIndex& index,
                          RejectLog& rejects) {
  const ProfiledEvents events = profile_of(options, set, ProfileGrid(set.routes), rejects);
  const Coverage& coverage = events.profile.coverage;
  ChangeAnalysis result;
  result.run.notes = events.notes;
  result.run.max_offset = coverage.max_offset;
  result.run.accounting = coverage.accounting;
  result.run.period = period_of(coverage);
  result.layer = change_layer(events.profile, *options.change_at, set, index, data_name(options.read));
  result.run.bins = result.layer.bins;
  return result;
}

}  // namespace

ChangeLayer change_layer(const ChangeCounts& counts, const std::optional<Period>& period, Instant at,
                         const RouteSet& set, const SegmentIndex& index, const std::string& data) {
  ChangeLayer out = bare_layer(counts, period, at, set, index);
  out.table = with_data(std::move(out.table), data);
  return out;
}

ChangeLayer change_layer(const Profile& profile, Instant at, const RouteSet& set, const SegmentIndex& index,
                         const std::string& data) {
  const BinnedChange counted = count_change(profile, index, at);
  ChangeLayer out = bare_layer(counted.counts, period_of(profile.coverage), at, set, index);
  out.bins = {profile.grid().bin_m(), counted.in_cut_bins};
  add_bin_columns(out.table, out.bins->bin_m, counted.near_ends);
  out.table = with_data(std::move(out.table), data);
  return out;
}

ChangeAnalysis analyze_change(const AnalysisOptions& asked, const RouteSet& set, const std::filesystem::path& out) {
  AnalysisOptions options = asked;
  options.read.require_time = true;
  check_output(out, options.overwrite, {"change"});
  RejectLog rejects(options.rejects, options.overwrite);
  const SegmentIndex index(make_cut(options.cut, set));
  ChangeAnalysis result =
      any_profile(options.read) ? of_profile(options, set, index, rejects) : of_events(options, set, index, rejects);
  result.run.losses =
      write_table(out, options.overwrite, result.layer.table, change_styles(result.layer.table, *options.change_at),
                  events_metadata("change", options.read, result.run, set, parameters_of_change(options)));
  rejects.close();
  add_outputs(result.run, options, out);
  return result;
}

}  // namespace thalweg
