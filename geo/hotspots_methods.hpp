#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "geo/calendar.hpp"
#include "geo/hotspots.hpp"
#include "geo/hotspots_bins.hpp"
#include "geo/kernel.hpp"
#include "geo/random.hpp"

namespace thalweg {

/// What every method that compares with simulated events needs.
struct MonteCarlo {
  std::size_t replicates = 999;
  double level = 0.05;  ///< a hot spot is what has p <= level
  std::uint64_t seed = 1;
  StopRequest stop;
};

/// For the scan (scan.hpp).
struct ScanRequest {
  double max_window = 0.5, max_duration = 0.5;
  bool sequential = false;
};

/// For KDE+ (kde_plus.hpp).
struct KdePlusRequest {
  Span bandwidth{5000};
  Kernel kernel = Kernel::epanechnikov;
  bool local = false;  ///< report what is above the local threshold only, too
};

/// For Gi* (local_stats.hpp), on segments of `length`.
struct GiRequest {
  Span length{10e3};
  std::optional<Span> band;            ///< neighbours have their middles within it; default: twice the length; or
  std::optional<std::size_t> nearest;  ///< neighbours are this many
};

/// Gi* needs more replicates than the others, for its least p is divided among the segments.
inline constexpr std::size_t kGiPermutations = 9999;

/// The hot spots that a method finds, the most significant first.
struct HotSpotFindings {
  std::vector<HotSpot> spots;
  HotSpotMethod method;
  std::optional<HotSpot> next;  ///< the best of what is not significant
};

/// Hot spots by the scan statistic, with the columns p_gumbel and, where time is cut, from_time and to_time. All
/// periods together are one where it is not. @throws as scan().
HotSpotFindings find_by_scan(const HotSpotBins& bins, const ScanRequest& request, const MonteCarlo& monte_carlo);

/// Throws as find_by_scan() does for the request, before there are events.
void check_scan(const ScanRequest& request, const MonteCarlo& monte_carlo);

/// Hot spots by KDE+, with the columns strength_global and p_local; the statistic is the cluster strength.
/// @throws as kde_plus().
HotSpotFindings find_by_kde_plus(const HotSpotBins& bins, const KdePlusRequest& request, const MonteCarlo& monte_carlo);

/// Hot and cold stretches by Getis and Ord's Gi* of the segments' events per km: neighbouring segments that have
/// q_fdr <= level on the same side make one. Segments are whole bins, the last of a route the remainder. The columns
/// besides are kind (hot, cold), p_normal, moran and p_moran; the replicates are the permutations. One segment alone,
/// or equal rates, give none. @throws Error{bad_input} if the length is less than a bin, or as local_stats.hpp.
HotSpotFindings find_by_gi(const HotSpotBins& bins, const GiRequest& request, const MonteCarlo& monte_carlo);

}  // namespace thalweg
