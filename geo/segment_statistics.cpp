#include "geo/segment_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "geo/empirical_bayes.hpp"
#include "geo/error.hpp"
#include "geo/fdr.hpp"
#include "geo/poisson.hpp"
#include "geo/ranks.hpp"
#include "geo/stability.hpp"

namespace thalweg {
namespace {

double exposure_of(const Exposure* exposure, std::uint32_t route, Stretch s) {
  return exposure ? exposure->of(route, s) : s.length().m / 1000;
}

/// The segments that have an exposure: their indices, and what the models see of them.
struct Exposed {
  std::vector<std::size_t> index;
  std::vector<CountCase> cases;

  /// A column with `value(k)` for the k-th of them and null for all other segments.
  template <typename Values, typename Value>
  Values column(std::size_t segments, Value value) const {
    Values out(segments);
    for (std::size_t k = 0; k < index.size(); ++k) out[index[k]] = value(k);
    return out;
  }
};

Exposed exposed_segments(SegmentStatistics& out, std::span<const Segment> segments, std::span<const Tally> tallies,
                         const Exposure* exposure) {
  Exposed e;
  std::uint64_t events_without = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const double amount = exposure_of(exposure, segments[i].route, segments[i].stretch);
    out.exposure.push_back(amount);
    if (amount > 0) {
      e.index.push_back(i);
      e.cases.push_back({tallies[i].count, amount, segments[i].stretch.length().m / 1000});
    } else {
      events_without += tallies[i].count;
    }
  }
  if (e.index.empty()) bad_input("no segment has an exposure; rates need at least one");
  if (e.index.size() < segments.size()) {
    out.remarks.push_back(
        fmt::format("{} of {} segments have no exposure and so no rate; their {} events have no part "
                    "in the expected counts",
                    segments.size() - e.index.size(), segments.size(), events_without));
  }
  return e;
}

Integers places(const Exposed& e, std::size_t n, const std::function<double(std::size_t)>& value) {
  std::vector<double> values;
  for (std::size_t k = 0; k < e.cases.size(); ++k) values.push_back(value(k));
  const auto place = places_by_value(values);
  return e.column<Integers>(n, [&](auto k) { return place[k]; });
}

void add_ranks(SegmentStatistics& out, const Exposed& e, const EmpiricalBayes& eb, std::size_t n, std::uint64_t seed) {
  const auto count = [&](std::size_t k) { return static_cast<double>(e.cases[k].count); };
  out.rank = places(e, n, [&](auto k) { return count(k) / e.cases[k].exposure; });
  out.rank_count = places(e, n, count);
  out.rank_eb = places(e, n, [&](auto k) { return eb.estimates[k].rate; });
  out.rank_lo = out.rank_hi = Integers(n);
  out.p_first = Reals(n);
  const std::size_t ranked = e.cases.size();
  if (ranked > kMaxRanked && !eb.posterior.empty()) {
    out.remarks.push_back(fmt::format("{} segments are more than the {} that get rank intervals", ranked, kMaxRanked));
    return;
  }
  const auto ranks = eb.posterior.empty() ? rank_intervals_of_equals(ranked) : rank_intervals(eb.posterior, seed);
  out.rank_lo = e.column<Integers>(n, [&](auto k) { return ranks[k].lower; });
  out.rank_hi = e.column<Integers>(n, [&](auto k) { return ranks[k].upper; });
  out.p_first = e.column<Reals>(n, [&](auto k) { return ranks[k].p_first; });
}

}  // namespace

Excess excess_over_expectation(std::span<const CountCase> cases) {
  std::uint64_t total = 0;
  double exposure = 0;
  for (const CountCase& c : cases) {
    total += c.count;
    exposure += c.exposure;
  }
  Excess out;
  for (const CountCase& c : cases) {
    const double share = cases.size() == 1 ? 1 : std::min(1.0, c.exposure / exposure);
    out.expected.push_back(static_cast<double>(total) * share);
    out.p.push_back(excess_p(c.count, total, share));
  }
  out.q_fdr = benjamini_hochberg(out.p);
  return out;
}

SegmentStatistics segment_statistics(std::span<const Segment> segments, std::span<const Tally> tallies,
                                     const Exposure* exposure, std::uint64_t seed) {
  SegmentStatistics out;
  const std::size_t n = segments.size();
  const Exposed e = exposed_segments(out, segments, tallies, exposure);
  const Excess excess = excess_over_expectation(e.cases);
  out.expected = e.column<Reals>(n, [&](auto k) { return excess.expected[k]; });
  out.p = e.column<Reals>(n, [&](auto k) { return excess.p[k]; });
  out.q_fdr = e.column<Reals>(n, [&](auto k) { return excess.q_fdr[k]; });
  const EmpiricalBayes eb = empirical_bayes(e.cases);
  out.remarks.push_back(eb.reason);
  out.eb_rate = e.column<Reals>(n, [&](auto k) { return eb.estimates[k].rate; });
  out.eb_lo = e.column<Reals>(n, [&](auto k) { return eb.estimates[k].limits.lower; });
  out.eb_hi = e.column<Reals>(n, [&](auto k) { return eb.estimates[k].limits.upper; });
  add_ranks(out, e, eb, n, seed);
  return out;
}

void add_stability(SegmentStatistics& out, std::span<const Segment> segments, std::span<const Tally> tallies,
                   std::span<const BinnedLine> events, const Exposure* exposure, std::size_t top) {
  const auto against = [&](std::uint32_t route, Stretch s) { return exposure_of(exposure, route, s); };
  const std::vector<double> stability = segment_stability(segments, events, against, top);
  out.stability.assign(stability.begin(), stability.end());
  std::size_t in_top = 0, stable = 0;
  std::string dependent;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool hot = out.rank[i] && *out.rank[i] <= static_cast<std::int64_t>(top) && tallies[i].count > 0;
    const bool depends = hot && stability[i] < kStableShare;
    out.cut_dependent.push_back(depends ? 1 : 0);
    in_top += hot;
    stable += hot && !depends;
    if (depends) dependent += fmt::format("{}{}", dependent.empty() ? "; not segment ids " : ", ", i + 1);
  }
  out.remarks.push_back(
      fmt::format("stability: {} of the {} segments in the top {} are there in at least half of {} "
                  "other ways to cut{}",
                  stable, in_top, top, kCutLengths.size() * kCutOrigins.size(), dependent));
}

}  // namespace thalweg
