#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/binned_line.hpp"
#include "geo/kernel.hpp"
#include "geo/random.hpp"
#include "geo/scan_window.hpp"

namespace thalweg {

struct KdePlusOptions {
  double bandwidth_m = 0;  ///< standard deviation of the kernel, in (0, length of the shortest line]
  Kernel kernel = Kernel::epanechnikov;
  std::size_t replicates = 999;  ///< simulated lines; at least 1 / level - 1, at most 100,000
  double level = 0.05;           ///< of both thresholds, in (0, 1)
  std::uint64_t seed = 1;
  StopRequest stop;  ///< may end the run before it is done
};

/// Neighbouring bins whose density is above the local threshold.
struct KdePlusCluster {
  std::uint32_t line = 0;
  BinRange bins;
  std::uint64_t count = 0;
  double expected = 0;  ///< of all lines' events, in proportion to length
  /// The share of the area under the density that is above the local threshold, in (0, 1): the larger, the farther the
  /// density rises above what chance gives.
  double strength = 0;
  double global_strength = 0;  ///< the same above the global threshold; 0 where the density does not reach it
  double p_local = 1;          ///< least of the bins' pointwise p: (r + 1) / (R + 1), not adjusted for their number
  double p = 1;                ///< the same for the cluster's peak among the greatest densities anywhere: adjusted
};

/// Densities and thresholds of one line, 1/m, at the middles of its bins.
struct KdePlusLine {
  std::vector<double> density, local_threshold;
};

struct KdePlusResult {
  std::vector<KdePlusCluster> clusters;  ///< by p, then the stronger first
  std::vector<KdePlusLine> lines;
  double global_threshold = 0;  ///< 1/m
};

/// The most values that the thresholds are taken from: bins times level times replicates.
inline constexpr std::size_t kMaxKdePlusValues = 100'000'000;

/// KDE+ (Bíl, Andrášik & Janoška 2013, Identification of hazardous road locations of traffic accidents by means of
/// kernel density estimation and cluster significance evaluation, doi:10.1016/j.aap.2013.03.003): the kernel density
/// (density.hpp, mirrored at the ends) is compared with those of as many events thrown on the lines at random, each
/// equally likely anywhere. The local threshold of a bin is the value that a share `level` of the simulated densities
/// reach there; the global one, the value that a share `level` of their maxima reach. Local thresholds tell how far
/// a cluster goes, but about a share `level` of a line is above them by chance; only clusters that reach the global
/// threshold (p <= level) are more than chance makes anywhere.
///
/// The same on any number of threads. O(R bins), some 10 ms a replicate of 13,843 bins.
/// @throws Error{bad_input} for options out of the ranges above, counts that are no whole numbers, fewer than 2 events,
/// all events in one bin, or a line of fewer than 2 bins.
KdePlusResult kde_plus(std::span<const BinnedLine> counts, const KdePlusOptions& options);

}  // namespace thalweg
