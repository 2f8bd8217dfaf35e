#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/analysis.hpp"
#include "geo/exposure.hpp"
#include "geo/profile.hpp"

namespace thalweg {

/// Makes the segments of an analysis, with what their statistics need besides the counts: the exposure, and events
/// along the routes for the stability.
class SegmentsLayer {
 public:
  /// Cuts the routes and reads the exposure, so that a wrong request ends before any event is read. Both arguments must
  /// outlive this. @throws as make_cut(), read_exposure() and check_stability().
  SegmentsLayer(const AnalysisOptions& options, const RouteSet& set);

  [[nodiscard]] const SegmentIndex& index() const { return index_; }
  /// Takes note of where the events of a batch lie, or all of a profile. @throws as check_stability() for its bins.
  void see(const LocatedBatch& batch);
  void see(const Profile& profile);
  /// Fills in segments (but for the column of their data), rate_column and remarks; the period is already there.
  void fill(Analysis& result, const SegmentCounter& counter, std::span<const std::string> categories) const;
  /// Makes the corridors that are asked for out of the whole segments.
  void add_corridors(Analysis& result) const;

 private:
  [[nodiscard]] const Exposure* exposure() const { return exposure_ ? &exposure_->exposure : nullptr; }

  const AnalysisOptions& options_;
  const RouteSet& set_;
  SegmentIndex index_;
  std::optional<ExposureFile> exposure_;
  std::vector<BinnedLine> along_;  // empty unless stability is asked for
};

}  // namespace thalweg
