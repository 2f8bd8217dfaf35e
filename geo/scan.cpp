#include "geo/scan.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "geo/error.hpp"
#include "geo/scan_model.hpp"

namespace thalweg {
namespace {

constexpr std::size_t kMaxReplicates = 1'000'000;

void check_share(const char* what, double share) {
  if (!(share > 0 && share <= 1)) bad_input("scan: {} is {}; it must be a share in (0, 1], such as 0.5", what, share);
}

void check_shape(const ScanData& d) {
  const std::size_t bins = d.exposure.size(), periods = d.counts.size();
  if (bins < 2) bad_input("scan: the route has {} bin; make bins shorter (--bin), so that there are windows", bins);
  if (periods == 0 || d.duration.size() != periods) {
    bad_input("scan: {} rows of counts for {} periods; there must be one for each", periods, d.duration.size());
  }
  if (bins > kMaxScanCells / periods) {
    bad_input("scan: {} bins in {} periods; at most {} in all, make bins longer (--bin)", bins, periods, kMaxScanCells);
  }
  for (const auto& row : d.counts) {
    if (row.size() != bins) bad_input("scan: {} counts for {} bins", row.size(), bins);
  }
  for (const double t : d.duration) {
    if (!std::isfinite(t) || t <= 0) bad_input("scan: a period has the duration {}; it must be finite and > 0", t);
  }
  if (!std::ranges::is_sorted(d.breaks) || (!d.breaks.empty() && d.breaks.back() > bins)) {
    bad_input("scan: the breaks are not ascending numbers of bins");
  }
}

std::uint64_t in_bin(const ScanData& d, std::size_t bin) {
  std::uint64_t sum = 0;
  for (const auto& row : d.counts) sum += row[bin];
  return sum;
}

void check_values(const ScanData& d, double max_window) {
  std::uint64_t total = 0, fullest = 0;
  double exposure = 0, widest = 0;
  for (std::size_t i = 0; i < d.exposure.size(); ++i) {
    const double e = d.exposure[i];
    const std::uint64_t n = in_bin(d, i);
    if (!std::isfinite(e) || e < 0) bad_input("scan: bin {} has the exposure {}; it must be finite and >= 0", i, e);
    if (n > 0 && e == 0) bad_input("scan: bin {} has {} events but no exposure", i, n);
    total += n;
    fullest = std::max(fullest, n);
    exposure += e;
    widest = std::max(widest, e);
  }
  if (!std::isfinite(exposure)) bad_input("scan: the exposure adds up to more than a number holds");
  if (total > kMaxScanEvents) bad_input("scan: {} events; at most {} are scanned", total, kMaxScanEvents);
  if (total < 2) bad_input("scan: {} located; a scan needs at least 2 events", total == 0 ? "no event" : "one event");
  if (fullest == total) {
    bad_input("scan: all {} events lie in one bin; hot spots need events elsewhere, too (or shorter bins, --bin)",
              total);
  }
  if (widest > max_window * exposure * (1 + 1e-9)) {
    bad_input(
        "scan: a bin holds {:.3g} of the route's exposure, more than the largest window (--max-window {:g}); make bins "
        "shorter (--bin)",
        widest / exposure, max_window);
  }
}

/// The bins between breaks.
std::vector<BinRange> whole_routes(const ScanData& d) {
  std::vector<BinRange> runs;
  std::size_t from = 0;
  for (const std::size_t b : d.breaks) {
    if (b > from) runs.push_back({from, b});
    from = b;
  }
  if (from < d.exposure.size()) runs.push_back({from, d.exposure.size()});
  return runs;
}

/// What is left of `runs` without a window that lies within one of them.
std::vector<BinRange> without(const std::vector<BinRange>& runs, BinRange window) {
  std::vector<BinRange> left;
  for (const BinRange& run : runs) {
    if (window.from < run.from || window.to > run.to) {
      left.push_back(run);
      continue;
    }
    if (window.from > run.from) left.push_back({run.from, window.from});
    if (window.to < run.to) left.push_back({window.to, run.to});
  }
  return left;
}

ScanCluster cluster(const ScanModel::Best& best, const std::vector<double>& maxima, std::uint64_t total) {
  const ScanWindow& w = best.window;
  const auto below = std::ranges::lower_bound(maxima, w.statistic * (1 - kScanError)) - maxima.begin();
  const auto reached = static_cast<double>(maxima.size() - static_cast<std::size_t>(below));
  return {w.bins,
          best.periods,
          static_cast<std::uint64_t>(w.count),
          w.expected,
          total,
          w.statistic,
          (reached + 1) / (static_cast<double>(maxima.size()) + 1),
          gumbel_p(maxima, w.statistic)};
}

}  // namespace

void check(const ScanOptions& o) {
  check_share("the largest window (--max-window)", o.max_window);
  check_share("the longest duration (--max-duration)", o.max_duration);
  if (!(o.level > 0 && o.level < 1)) bad_input("scan: the level (--level) is {}; it must lie between 0 and 1", o.level);
  const auto least = static_cast<std::size_t>(std::ceil(1 / o.level - 1 - 1e-9));
  if (o.replicates < least || o.replicates > kMaxReplicates) {
    bad_input("scan: {} replicates (--replicates); level {} needs at least {}, and at most {} are made", o.replicates,
              o.level, least, kMaxReplicates);
  }
}

double gumbel_p(const std::vector<double>& maxima, double x) {
  const auto n = static_cast<double>(maxima.size());
  const double mean = std::accumulate(maxima.begin(), maxima.end(), 0.0) / n;
  double squares = 0;
  for (const double m : maxima) squares += (m - mean) * (m - mean);
  if (!(squares > 0)) return 1;
  const double scale = std::sqrt(6 * squares / (n - 1)) / std::numbers::pi;
  const double mode = mean - std::numbers::egamma * scale;
  return -std::expm1(-std::exp(-(x - mode) / scale));
}

ScanResult scan(const ScanData& data, const ScanOptions& options) {
  check(options);
  check_shape(data);
  check_values(data, options.max_window);
  std::vector<BinRange> runs = whole_routes(data);
  ScanModel model(data, runs, options);
  ScanResult result;
  result.replicate_maxima = model.maxima(options.seed, options.replicates, options.stop);
  std::vector<double> maxima = result.replicate_maxima;
  while (model.total() > 0) {
    const ScanModel::Best best = model.best(data.counts, runs);
    if (!(best.window.statistic > 0)) break;
    result.clusters.push_back(cluster(best, maxima, model.total()));
    if (result.clusters.back().p > options.level) break;
    runs = without(runs, best.window.bins);
    if (!options.sequential) continue;
    model = ScanModel(data, runs, options);
    maxima = model.maxima(options.seed + result.clusters.size(), options.replicates, options.stop);
  }
  return result;
}

}  // namespace thalweg
