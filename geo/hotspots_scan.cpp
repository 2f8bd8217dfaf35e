#include <algorithm>

#include "geo/hotspots_methods.hpp"
#include "geo/scan.hpp"

namespace thalweg {
namespace {

ScanOptions options_of(const ScanRequest& r, const MonteCarlo& m) {
  return {r.max_window, r.max_duration, m.replicates, m.level, m.seed, m.stop, r.sequential};
}

ScanData data_of(const HotSpotBins& bins) {
  ScanData d;
  d.counts = bins.counts;
  for (std::uint32_t r = 0; r < bins.route_m.size(); ++r) {
    for (std::size_t i = bins.first[r]; i < bins.first[r + 1]; ++i) {
      d.exposure.push_back(bins.stretch(i, i + 1).length().m);
    }
    if (r > 0) d.breaks.push_back(bins.first[r]);
  }
  if (!bins.from.empty()) d.duration.clear();
  for (std::size_t p = 0; p + 1 < bins.from.size(); ++p) {
    d.duration.push_back(static_cast<double>(bins.from[p + 1].ms - bins.from[p].ms));
  }
  return d;
}

HotSpot spot_of(const ScanCluster& c, const HotSpotBins& bins) {
  return {bins.route_of(c.bins.from),
          bins.stretch(c.bins.from, c.bins.to),
          c.count,
          c.expected,
          relative_risk(c.count, c.expected, c.total),
          c.statistic,
          c.p,
          c.p};
}

std::vector<Column> columns_of(const std::vector<ScanCluster>& clusters, const HotSpotBins& bins) {
  Reals gumbel;
  Instants from, to;
  for (const ScanCluster& c : clusters) {
    gumbel.push_back(c.p_gumbel);
    if (bins.from.empty()) continue;
    from.push_back(bins.from[c.periods.from]);
    to.push_back(bins.from[c.periods.to]);
  }
  std::vector<Column> columns{
      {"p_gumbel", std::move(gumbel), -1, "p from a Gumbel distribution fitted to the replicates, for small p"}};
  if (!bins.from.empty()) {
    columns.push_back({"from_time", std::move(from), -1, "start of the periods in which it is hot"});
    columns.push_back({"to_time", std::move(to), -1, "end of the periods in which it is hot"});
  }
  return columns;
}

}  // namespace

void check_scan(const ScanRequest& request, const MonteCarlo& monte_carlo) {
  check(options_of(request, monte_carlo));
}

HotSpotFindings find_by_scan(const HotSpotBins& bins, const ScanRequest& request, const MonteCarlo& monte_carlo) {
  const ScanResult result = scan(data_of(bins), options_of(request, monte_carlo));
  HotSpotFindings findings;
  std::vector<ScanCluster> significant = result.clusters;
  if (!significant.empty() && significant.back().p > monte_carlo.level) {
    findings.next = spot_of(significant.back(), bins);
    significant.pop_back();
  }
  for (const ScanCluster& c : significant) findings.spots.push_back(spot_of(c, bins));
  findings.method = {"scan", "log likelihood ratio (Kulldorff)",
                     "p of the greatest log likelihood ratio of any window: adjusted for all windows",
                     "p again: being adjusted for all windows, it bounds the false discovery rate too",
                     columns_of(significant, bins)};
  return findings;
}

}  // namespace thalweg
