#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "geo/column_names.hpp"
#include "geo/exposure.hpp"
#include "geo/poisson.hpp"
#include "geo/segment_places.hpp"
#include "geo/segment_statistics.hpp"
#include "geo/segments.hpp"
#include "geo/table_columns.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

std::int64_t integer(std::uint64_t v) {
  return static_cast<std::int64_t>(v);
}

void add_counts(TableColumns& out, const SegmentInput& in) {
  const auto tallies = in.counter.tallies();
  const auto side = [&](Side which) {
    return [&tallies, which](auto i) { return integer(tallies[i].by_side[static_cast<std::size_t>(which)]); };
  };
  const double total = static_cast<double>(in.counter.total());
  out.add<Integers>("count", -1, "events", [&](auto i) { return integer(tallies[i].count); });
  out.add<Reals>("weight", 6, "sum of the events' weights", [&](auto i) { return tallies[i].weight.value(); });
  out.add<Integers>("count_left", -1, "events on the left bank", side(Side::left));
  out.add<Integers>("count_right", -1, "events on the right bank", side(Side::right));
  out.add<Reals>("share", 6, "share of all located events, 0 to 1", [&](auto i) {
    return total > 0 ? std::optional(static_cast<double>(tallies[i].count) / total) : std::nullopt;
  });
}

/// Poisson limits of each segment's count, made once for equal counts.
class CountLimits {
 public:
  using Method = Limits (*)(std::uint64_t count, double level);
  CountLimits(std::span<const Tally> tallies, Method method) : tallies_(tallies), method_(method) {}
  const Limits& operator()(std::size_t segment) {
    const std::uint64_t n = tallies_[segment].count;
    const auto known = made_.find(n);
    return known != made_.end() ? known->second : made_.emplace(n, method_(n, 0.95)).first->second;
  }

 private:
  std::span<const Tally> tallies_;
  Method method_;
  std::unordered_map<std::uint64_t, Limits> made_;
};

/// Rate, exact and mid-P limits; `exposure(i)` 0 gives null. Their names: `name`, `limit`_lo and so on.
template <typename ExposureOf>
void add_rate(TableColumns& out, const SegmentInput& in, const std::string& name, const std::string& limit,
              const std::string& unit, ExposureOf exposure) {
  const auto tallies = in.counter.tallies();
  const auto per = [&](std::size_t i, double events) {
    return exposure(i) > 0 ? std::optional(events / exposure(i)) : std::nullopt;
  };
  CountLimits exact(tallies, poisson_limits), mid_p(tallies, poisson_mid_p_limits);
  out.add<Reals>(name, 6, "events " + unit, [&](auto i) { return per(i, static_cast<double>(tallies[i].count)); });
  out.add<Reals>(limit + "_lo", 6, "lower exact 95 % Poisson limit, events " + unit,
                 [&](auto i) { return per(i, exact(i).lower); });
  out.add<Reals>(limit + "_hi", 6, "upper exact 95 % Poisson limit, events " + unit,
                 [&](auto i) { return per(i, exact(i).upper); });
  out.add<Reals>(limit + "_mid_p_lo", 6, "lower mid-P 95 % Poisson limit, events " + unit,
                 [&](auto i) { return per(i, mid_p(i).lower); });
  out.add<Reals>(limit + "_mid_p_hi", 6, "upper mid-P 95 % Poisson limit, events " + unit,
                 [&](auto i) { return per(i, mid_p(i).upper); });
}

void add_rates(TableColumns& out, const SegmentInput& in, const SegmentStatistics& s) {
  const auto km = [&](std::size_t i) { return in.segments[i].stretch.length().m / 1000; };
  add_rate(out, in, "rate_per_km", "rate", "per km", km);
  if (in.period) {
    const double years = years_between(in.period->from, in.period->to);
    add_rate(out, in, "rate_per_km_year", "rate_per_km_year", "per km and year",
             [&](std::size_t i) { return km(i) * years; });
  }
  if (!in.exposure) return;
  const std::string& unit = in.exposure->unit();
  const std::string name = "rate_per_" + unit;
  out.add<Reals>("exposure", 6, unit + " in the segment", [&](auto i) { return s.exposure[i]; });
  add_rate(out, in, name, name, "per unit of " + unit, [&](std::size_t i) { return *s.exposure[i]; });
}

void add_statistics(TableColumns& out, const SegmentInput& in, const SegmentStatistics& s) {
  const std::string unit = in.exposure ? "unit of " + in.exposure->unit() : "km";
  const auto from = [](const auto& values) { return [&values](std::size_t i) { return values[i]; }; };
  out.add<Reals>("expected", 6, "events expected if all segments had the overall rate per " + unit, from(s.expected));
  out.add<Reals>("p", -1, "one-sided probability of so many events or more at the overall rate, not adjusted",
                 from(s.p));
  out.add<Reals>("q_fdr", -1, "p adjusted for the number of segments (Benjamini and Hochberg)", from(s.q_fdr));
  out.add<Reals>("eb_rate", 6, "empirical Bayes estimate of the events per " + unit, from(s.eb_rate));
  out.add<Reals>("eb_lo", 6, "lower 95 % limit of eb_rate", from(s.eb_lo));
  out.add<Reals>("eb_hi", 6, "upper 95 % limit of eb_rate", from(s.eb_hi));
  out.add<Integers>("rank", -1, "place by rate per " + unit + ", 1 is the highest", from(s.rank));
  out.add<Integers>("rank_lo", -1, "best place in 95 % of the replicates", from(s.rank_lo));
  out.add<Integers>("rank_hi", -1, "worst place in 95 % of the replicates", from(s.rank_hi));
  out.add<Reals>("p_first", 4, "probability to have the highest rate", from(s.p_first));
  out.add<Integers>("rank_count", -1, "place by events", from(s.rank_count));
  out.add<Integers>("rank_eb", -1, "place by eb_rate", from(s.rank_eb));
  if (s.stability.empty()) return;
  out.add<Reals>("stability", 4, "share of other ways to cut in which the place is in the top", from(s.stability));
  out.add<Integers>("cut_dependent", -1, "1: in the top in less than half of other ways to cut", from(s.cut_dependent));
}

void add_categories(TableColumns& out, const SegmentInput& in) {
  std::vector<std::uint64_t> totals(in.categories.size());
  for (std::uint32_t c = 0; c < totals.size(); ++c) totals[c] = in.counter.total(c);
  ColumnNames names(out.table);
  const std::vector<std::uint32_t> order = by_total(totals, in.categories);
  const std::size_t own = std::min(order.size(), kCategoryColumns);
  for (std::size_t k = 0; k < own; ++k) {
    const std::string name = names.unique("count_" + slug(in.categories[order[k]]));
    out.add<Integers>(name, -1, fmt::format("events of category '{}'", in.categories[order[k]]),
                      [&](auto i) { return integer(in.counter.count(order[k], i)); });
  }
  if (own == order.size()) return;
  out.add<Integers>("count_other_categories", -1, "events of the rarer categories", [&](auto i) {
    std::uint64_t sum = 0;
    for (std::size_t k = own; k < order.size(); ++k) sum += in.counter.count(order[k], i);
    return integer(sum);
  });
}

}  // namespace

Table segment_table(const SegmentInput& in) {
  return segment_table(in, segment_statistics(in.segments, in.counter.tallies(), in.exposure, 1));
}

Table segment_table(const SegmentInput& in, const SegmentStatistics& statistics) {
  TableColumns out("segments", in.segments.size());
  add_places(out, {in.routes, in.segments, in.context});
  add_counts(out, in);
  add_rates(out, in, statistics);
  add_statistics(out, in, statistics);
  add_categories(out, in);
  return std::move(out.table);
}

}  // namespace thalweg
