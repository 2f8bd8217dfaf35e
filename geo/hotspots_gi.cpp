#include <algorithm>
#include <cmath>
#include <numeric>

#include "geo/error.hpp"
#include "geo/hotspots_methods.hpp"
#include "geo/local_stats.hpp"

namespace thalweg {
namespace {

/// Segments of whole bins, with their events.
struct RatedSegments {
  std::vector<Segment> segments;
  std::vector<std::uint64_t> counts;
  std::vector<double> rates;  ///< per km
};

RatedSegments segments_of(const HotSpotBins& bins, Span length) {
  if (!(length.m >= bins.bin_m)) {
    bad_input("--length: segments of {:g} m are shorter than the bins of {:g} m that events are counted in", length.m,
              bins.bin_m);
  }
  const auto group = static_cast<std::size_t>(std::round(length.m / bins.bin_m));
  RatedSegments out;
  for (std::uint32_t r = 0; r < bins.route_m.size(); ++r) {
    for (std::size_t from = bins.first[r]; from < bins.first[r + 1]; from += group) {
      const std::size_t to = std::min(from + group, bins.first[r + 1]);
      std::uint64_t count = 0;
      for (const auto& period : bins.counts) {
        count += std::accumulate(period.begin() + static_cast<std::ptrdiff_t>(from),
                                 period.begin() + static_cast<std::ptrdiff_t>(to), std::uint64_t{0});
      }
      out.segments.push_back({r, bins.stretch(from, to), {}});
      out.counts.push_back(count);
      out.rates.push_back(static_cast<double>(count) / (out.segments.back().stretch.length().m / 1000));
    }
  }
  return out;
}

/// Segments [first, last) made one stretch; `peak` is the one whose z is farthest from 0.
struct Run {
  std::size_t first, last, peak;
};

/// Neighbouring segments that are significant on the same side of the mean.
std::vector<Run> significant_runs(const RatedSegments& in, const std::vector<LocalStatistic>& gi, double level) {
  const auto side = [&](std::size_t i) { return gi[i].q_fdr <= level ? (gi[i].z > 0 ? 1 : -1) : 0; };
  std::vector<Run> runs;
  for (std::size_t i = 0; i < gi.size(); ++i) {
    if (side(i) == 0) continue;
    const bool goes_on = !runs.empty() && runs.back().last == i && side(i - 1) == side(i) &&
                         in.segments[i - 1].route == in.segments[i].route;
    if (!goes_on) runs.push_back({i, i, i});
    Run& run = runs.back();
    run.last = i + 1;
    if (std::abs(gi[i].z) > std::abs(gi[run.peak].z)) run.peak = i;
  }
  return runs;
}

HotSpot spot_of(const Run& run, const RatedSegments& in, const std::vector<LocalStatistic>& gi, double length_m,
                std::uint64_t total) {
  const Segment& first = in.segments[run.first];
  HotSpot spot;
  spot.route = first.route;
  spot.stretch = {first.stretch.from, in.segments[run.last - 1].stretch.to};
  for (std::size_t i = run.first; i < run.last; ++i) {
    spot.count += in.counts[i];
    spot.p = std::min(spot.p, gi[i].p_sim);
    spot.q_fdr = std::min(spot.q_fdr, gi[i].q_fdr);
  }
  const double share = std::min(1.0, spot.stretch.length().m / length_m);
  spot.expected = static_cast<double>(total) * share;
  spot.risk = relative_risk(spot.count, spot.expected, total);
  spot.statistic = gi[run.peak].z;
  return spot;
}

HotSpotMethod method_of(const std::vector<Run>& runs, const std::vector<LocalStatistic>& gi,
                        const std::vector<LocalStatistic>& moran) {
  Texts kind;
  Reals p_normal, statistic, p_moran;
  for (const Run& run : runs) {
    kind.push_back(gi[run.peak].z > 0 ? "hot" : "cold");
    p_normal.push_back(gi[run.peak].p);
    statistic.push_back(moran[run.peak].value);
    p_moran.push_back(moran[run.peak].p);
  }
  return {"gi",
          "z of Getis and Ord's Gi*, of the segment where it is farthest from 0",
          "least p of the stretch's segments: two-sided, by conditional permutation, not adjusted",
          "least q_fdr of the stretch's segments: p adjusted for the number of segments (Benjamini and Hochberg)",
          {{"kind", std::move(kind), -1, "hot: more than elsewhere; cold: less"},
           {"p_normal", std::move(p_normal), -1, "two-sided p of the statistic as a normal variable, not adjusted"},
           {"moran", std::move(statistic), 6, "local Moran of the same segment"},
           {"p_moran", std::move(p_moran), -1, "two-sided p of it as a normal variable, not adjusted"}}};
}

/// The hot segment of least p that is not significant.
std::optional<std::size_t> next_of(const std::vector<LocalStatistic>& gi, double level) {
  std::optional<std::size_t> next;
  for (std::size_t i = 0; i < gi.size(); ++i) {
    if (gi[i].q_fdr <= level || gi[i].z <= 0) continue;
    if (!next || std::pair(gi[i].p_sim, -gi[i].z) < std::pair(gi[*next].p_sim, -gi[*next].z)) next = i;
  }
  return next;
}

}  // namespace

HotSpotFindings find_by_gi(const HotSpotBins& bins, const GiRequest& request, const MonteCarlo& monte_carlo) {
  const RatedSegments in = segments_of(bins, request.length);
  const auto neighbours = request.nearest
                              ? nearest_neighbours(in.segments, *request.nearest)
                              : neighbours_within(in.segments, request.band.value_or(Span{2 * request.length.m}));
  const LocalOptions options{WeightStyle::row_standardised, monte_carlo.replicates, monte_carlo.seed, monte_carlo.stop};
  const std::vector<LocalStatistic> gi = getis_ord(in.rates, neighbours, options);
  LocalOptions analytic = options;  // p_moran is of the normal variable
  analytic.permutations = 1;
  const std::vector<LocalStatistic> moran = local_moran(in.rates, neighbours, analytic);

  std::vector<Run> runs = significant_runs(in, gi, monte_carlo.level);
  std::ranges::stable_sort(runs, std::greater{}, [&](const Run& r) { return std::abs(gi[r.peak].z); });
  const std::uint64_t total = std::accumulate(in.counts.begin(), in.counts.end(), std::uint64_t{0});
  const double length = std::accumulate(bins.route_m.begin(), bins.route_m.end(), 0.0);
  HotSpotFindings findings;
  for (const Run& run : runs) findings.spots.push_back(spot_of(run, in, gi, length, total));
  findings.method = method_of(runs, gi, moran);
  if (const auto i = next_of(gi, monte_carlo.level)) findings.next = spot_of({*i, *i + 1, *i}, in, gi, length, total);
  return findings;
}

}  // namespace thalweg
