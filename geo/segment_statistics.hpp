#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/binned_line.hpp"
#include "geo/exposure.hpp"
#include "geo/negative_binomial.hpp"
#include "geo/segments.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// What is asked of the statistics of segments.
struct StatisticsOptions {
  std::string exposure;    ///< `FILE:COLUMN` (exposure.hpp); empty: the length
  std::uint64_t seed = 1;  ///< of the replicates behind the rank intervals
  bool stability = false;  ///< also cut otherwise (stability.hpp)
  std::size_t top = 10;    ///< the places that stability asks for
};

/// Where the segments stand, and how sure that is. A value each; null where a segment has no exposure.
struct SegmentStatistics {
  Reals exposure;                      ///< km, or the given unit
  Reals expected;                      ///< events, if all had the overall rate
  Reals p;                             ///< one-sided and unadjusted: excess_p() of poisson.hpp
  Reals q_fdr;                         ///< p adjusted by benjamini_hochberg()
  Reals eb_rate, eb_lo, eb_hi;         ///< empirical_bayes.hpp, per unit of exposure
  Integers rank, rank_count, rank_eb;  ///< places by rate, by count, and by eb_rate
  Integers rank_lo, rank_hi;           ///< 95 % of the place by rate; also null for more than kMaxRanked segments
  Reals p_first;                       ///< probability to have the highest rate; null where rank_lo is
  Reals stability;                     ///< 0 to 1; empty where it was not asked for
  Integers cut_dependent;              ///< 1 for a segment of the top whose stability is below kStableShare, else 0
  std::vector<std::string> remarks;    ///< what is to be said of all this, a sentence each
};

/// Counts against those expected if all cases had the overall rate, a value each.
struct Excess {
  std::vector<double> expected, p, q_fdr;
};
Excess excess_over_expectation(std::span<const CountCase> cases);

/// Statistics of counts by segment. Events in segments without exposure have no part in any of it, which a remark says.
/// @throws Error{bad_input} if no segment has an exposure.
SegmentStatistics segment_statistics(std::span<const Segment> segments, std::span<const Tally> tallies,
                                     const Exposure* exposure, std::uint64_t seed);

/// Adds stability and cut_dependent to the statistics, of events binned along each route. @throws as
/// segment_stability().
void add_stability(SegmentStatistics& statistics, std::span<const Segment> segments, std::span<const Tally> tallies,
                   std::span<const BinnedLine> events, const Exposure* exposure, std::size_t top);

}  // namespace thalweg
