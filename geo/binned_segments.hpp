#pragma once

#include <cstdint>
#include <vector>

#include "geo/cut.hpp"
#include "geo/profile.hpp"
#include "geo/segments.hpp"

namespace thalweg {

/// A profile counted by segment. Every event counts as lying at its bin's middle, so the counts are those of the events
/// themselves wherever segments begin and end at edges of bins (to a micrometre). Elsewhere a segment's count is off by
/// at most the events in the bins that its ends cut.
struct BinnedSegments {
  SegmentCounter counter;
  std::vector<std::uint64_t> near_ends;  ///< per segment: events in bins that one of its ends cuts, here or beyond it
  std::uint64_t in_cut_bins = 0;         ///< events in bins that a segment's end cuts
};

/// `index` is of the profile's routes. O(cells * log segments).
BinnedSegments count_by_segment(const Profile& profile, const SegmentIndex& index);

}  // namespace thalweg
