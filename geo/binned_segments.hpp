#pragma once

#include <cstdint>
#include <span>
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

/// Adds the columns bin_m and count_near_ends to a table with a row per segment.
void add_bin_columns(Table& segments, double bin_m, std::span<const std::uint64_t> near_ends);

/// `index` is of the profile's routes. O(cells * log segments).
BinnedSegments count_by_segment(const Profile& profile, const SegmentIndex& index);

}  // namespace thalweg
