#include "geo/segments_layer.hpp"

#include <fmt/format.h>

#include "geo/corridors.hpp"
#include "geo/stability.hpp"

namespace thalweg {

SegmentsLayer::SegmentsLayer(const AnalysisOptions& options, const RouteSet& set)
    : options_(options), set_(set), index_(make_cut(options.cut, set)) {
  if (options.corridor) check_corridors(set, *options.corridor);
  const StatisticsOptions& asked = options.statistics;
  if (!asked.exposure.empty()) exposure_ = read_exposure(asked.exposure, set, options.max_offset);
  if (!asked.stability) return;
  check_stability(index_.segments(), kStabilityBin, asked.top);
  along_ = stability_bins(set.routes);
}

void SegmentsLayer::see(const LocatedBatch& batch) {
  if (!along_.empty()) add(along_, batch);
}

void SegmentsLayer::see(const Profile& profile) {
  if (along_.empty()) return;
  check_stability(index_.segments(), profile.grid().bin_m(), options_.statistics.top);
  for (std::uint32_t r = 0; r < along_.size(); ++r) along_[r] = profile.line(r);
}

void SegmentsLayer::fill(Analysis& result, const SegmentCounter& counter,
                         std::span<const std::string> categories) const {
  const auto& segments = index_.segments();
  SegmentStatistics s = segment_statistics(segments, counter.tallies(), exposure(), options_.statistics.seed);
  if (!along_.empty()) {
    add_stability(s, segments, counter.tallies(), along_, exposure(), options_.statistics.top);
  }
  if (exposure_ && exposure_->note) s.remarks.push_back(*exposure_->note);
  const auto context = describe_segments(segments, set_.context);
  result.segments = segment_table({set_.routes, segments, counter, context, categories, result.period, exposure()}, s);
  result.rate_column = "rate_per_" + (exposure_ ? exposure()->unit() : "km");
  result.remarks = std::move(s.remarks);
}

void SegmentsLayer::add_corridors(Analysis& result) const {
  result.corridors = corridors_table(result.segments, corridors(set_, index_, *options_.corridor));
  const std::size_t without = result.segments.rows() - result.corridors.rows();
  if (without == 0) return;
  result.remarks.push_back(
      fmt::format("{} of {} segments have no corridor: others are as near to all the ground about them", without,
                  result.segments.rows()));
}

}  // namespace thalweg
