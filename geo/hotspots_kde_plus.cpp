#include "geo/hotspots_methods.hpp"
#include "geo/kde_plus.hpp"

namespace thalweg {
namespace {

HotSpot spot_of(const KdePlusCluster& c, const HotSpotBins& bins) {
  const std::size_t first = bins.first[c.line];
  return {c.line,
          bins.stretch(first + c.bins.from, first + c.bins.to),
          c.count,
          c.expected,
          relative_risk(c.count, c.expected, bins.total()),
          c.strength,
          c.p,
          c.p};
}

}  // namespace

HotSpotFindings find_by_kde_plus(const HotSpotBins& bins, const KdePlusRequest& request,
                                 const MonteCarlo& monte_carlo) {
  std::vector<BinnedLine> lines;
  for (std::uint32_t r = 0; r < bins.route_m.size(); ++r) lines.push_back(bins.line(r));
  const KdePlusResult result = kde_plus(lines, {request.bandwidth.m, request.kernel, monte_carlo.replicates,
                                                monte_carlo.level, monte_carlo.seed, monte_carlo.stop});
  HotSpotFindings findings;
  Reals global, local;
  for (const KdePlusCluster& c : result.clusters) {
    if (c.p > monte_carlo.level && !request.local) {
      if (!findings.next) findings.next = spot_of(c, bins);
      continue;
    }
    findings.spots.push_back(spot_of(c, bins));
    global.push_back(c.global_strength);
    local.push_back(c.p_local);
  }
  findings.method = {
      "kde+",
      "cluster strength: share of the area under the density that is above the local threshold",
      "p of the density's peak among the greatest simulated densities anywhere: adjusted for all places",
      "p again: being adjusted for all places, it bounds the false discovery rate too",
      {{"strength_global", std::move(global), 6, "the same above the global threshold; 0 where it is not reached"},
       {"p_local", std::move(local), -1, "least pointwise p: not adjusted for the number of places"}}};
  return findings;
}

}  // namespace thalweg
