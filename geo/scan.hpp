#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "geo/random.hpp"
#include "geo/scan_window.hpp"

namespace thalweg {

/// What a scan looks through: events by bin, and by period where there are several.
struct ScanData {
  std::vector<std::vector<std::uint64_t>> counts;  ///< [period][bin]: one row where time plays no part
  /// What the events of a bin are in proportion to under the hypothesis of no hot spot: its length, or length times
  /// traffic, population and the like. Finite, >= 0, not all 0, > 0 where there are events.
  std::vector<double> exposure;
  std::vector<double> duration{1};  ///< of each period, in any unit; finite, > 0
  /// Bins that a window may not cross from: the first bin of every route but the first. Ascending.
  std::vector<std::size_t> breaks;
};

struct ScanOptions {
  double max_window = 0.5;       ///< windows hold at most this share of the exposure, in (0, 1]
  double max_duration = 0.5;     ///< and, where there are several periods, of the time, in (0, 1]
  std::size_t replicates = 999;  ///< simulated tables; at least 1 / level - 1, at most 1,000,000
  double level = 0.05;           ///< clusters are sought while their p is at most this, in (0, 1)
  std::uint64_t seed = 1;
  StopRequest stop;  ///< may end the run before it is done
  /// Each cluster found is taken out of the data, and the rest scanned anew with replicates of its own (Zhang, Assunção
  /// & Kulldorff 2010, doi:10.1155/2010/642379), so that a strong cluster does not hide weaker ones.
  bool sequential = false;
};

/// Throws Error{bad_input} for options out of their ranges.
void check(const ScanOptions& options);

/// A window that has more events than expected.
struct ScanCluster {
  BinRange bins;
  BinRange periods;  ///< [from, to) of the periods
  std::uint64_t count = 0;
  double expected = 0;
  std::uint64_t total = 0;  ///< events that `expected` is a share of
  double statistic = 0;     ///< log likelihood ratio
  double p = 1;             ///< (r + 1) / (R + 1), r of R replicates have a maximum at least as great
  double p_gumbel = 1;      ///< from a Gumbel distribution fitted to the replicates' maxima
};

struct ScanResult {
  /// In order of significance, without overlap along the route. All but the last have p <= level; the last has p >
  /// level, and is the best of what remains, unless nothing with more than expected remains.
  std::vector<ScanCluster> clusters;
  std::vector<double> replicate_maxima;  ///< ascending; of the first scan
};

/// The most bins times periods that a scan takes.
inline constexpr std::size_t kMaxScanCells = 50'000'000;
/// And the most events.
inline constexpr std::uint64_t kMaxScanEvents = std::uint64_t{1} << 53;

/// Kulldorff's scan for clusters (scan_window.hpp): the window of bins, and of periods, with the greatest statistic;
/// then the greatest of those that do not touch it, and so on while they are significant. A window never crosses a
/// break.
///
/// p is that of the greatest statistic anywhere: the replicates are multinomial, with the number of events that there
/// is, in proportion to exposure times duration, and from each the greatest counts. So p is adjusted for the many
/// windows that were tried. For the later clusters it is conservative (Kulldorff 1997), unless `sequential`. p_gumbel
/// is that of Abrams, Kulldorff & Kleinman 2010 (doi:10.1186/1476-072X-9-61), moments fitted: for p smaller than R
/// resolves.
///
/// The same on any number of threads. O(R passes (bins with events)) with some ten passes, for P periods P (P + 1) / 2
/// times that at most (ranges of periods beyond max_duration are left out).
/// @throws Error{bad_input} for options or data out of the ranges above, fewer than 2 events, all events in one bin,
/// and bins wider than max_window.
ScanResult scan(const ScanData& data, const ScanOptions& options);

/// Probability that a Gumbel distribution with the mean and standard deviation of `maxima` exceeds x; at least two
/// different maxima are needed, else it is 1.
double gumbel_p(const std::vector<double>& maxima, double x);

}  // namespace thalweg
