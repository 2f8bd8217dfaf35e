#include "geo/change.hpp"

namespace thalweg {
namespace {

void add_counts(TableColumns& out, const ChangeCounts& counts) {
  const auto number = [](const SegmentCounter& counter) {
    return [tallies = counter.tallies()](std::size_t i) { return static_cast<std::int64_t>(tallies[i].count); };
  };
  const auto side = [](const SegmentCounter& counter, Side which) {
    return [tallies = counter.tallies(), which](std::size_t i) {
      return static_cast<std::int64_t>(tallies[i].by_side[static_cast<std::size_t>(which)]);
    };
  };
  out.add<Integers>("count_before", -1, "events before the date", number(counts.before));
  out.add<Integers>("count_after", -1, "events from the date on", number(counts.after));
  out.add<Integers>("count_left_before", -1, "events on the left bank before the date",
                    side(counts.before, Side::left));
  out.add<Integers>("count_left_after", -1, "events on the left bank from the date on", side(counts.after, Side::left));
  out.add<Integers>("count_right_before", -1, "events on the right bank before the date",
                    side(counts.before, Side::right));
  out.add<Integers>("count_right_after", -1, "events on the right bank from the date on",
                    side(counts.after, Side::right));
}

void add_rates(TableColumns& out, std::span<const Segment> segments, const Change& change) {
  const auto rate = [&](std::size_t i, std::uint64_t events, double years) {
    return static_cast<double>(events) / (segments[i].stretch.length().m / 1000 * years);
  };
  const auto& s = change.segments;
  out.add<Reals>("rate_before_per_km_year", 6, "events per km and year before the date",
                 [&](auto i) { return rate(i, s[i].before, change.time.years_before()); });
  out.add<Reals>("rate_after_per_km_year", 6, "events per km and year from the date on",
                 [&](auto i) { return rate(i, s[i].after, change.time.years_after()); });
}

void add_ratios(TableColumns& out, const Change& change) {
  const auto& rates = change.segments;
  const auto& shares = change.relative;
  out.add<Reals>("rate_ratio", 6, "rate after the date relative to before; null where there was nothing before",
                 [&](auto i) { return rates[i].ratio.value; });
  out.add<Reals>("rate_ratio_lo", 6, "lower exact 95 % limit of rate_ratio",
                 [&](auto i) { return rates[i].ratio.lower; });
  out.add<Reals>("rate_ratio_hi", 6, "upper exact 95 % limit of rate_ratio; null where it is infinite",
                 [&](auto i) { return rates[i].ratio.upper; });
  out.add<Reals>("p", -1, "p of a change of the rate, two-sided, exact, not adjusted",
                 [&](auto i) { return rates[i].p; });
  out.add<Reals>("q_fdr", -1, "p adjusted for the number of segments with events",
                 [&](auto i) { return change.q_fdr[i]; });
  out.add<Reals>("relative_ratio", 6, "events after relative to before, relative to the rest of the line",
                 [&](auto i) { return shares[i].ratio.value; });
  out.add<Reals>("relative_ratio_lo", 6, "lower exact 95 % limit of relative_ratio",
                 [&](auto i) { return shares[i].ratio.lower; });
  out.add<Reals>("relative_ratio_hi", 6, "upper exact 95 % limit of relative_ratio; null where it is infinite",
                 [&](auto i) { return shares[i].ratio.upper; });
  out.add<Reals>("p_relative", -1, "p of a change of the share of all events, two-sided, exact, not adjusted",
                 [&](auto i) { return shares[i].p; });
  out.add<Reals>("q_relative_fdr", -1, "p_relative adjusted for the number of segments with events",
                 [&](auto i) { return change.q_relative_fdr[i]; });
}

}  // namespace

Table change_table(const SegmentPlaces& places, const ChangeCounts& counts, const Change& change) {
  TableColumns out("change", places.segments.size());
  add_places(out, places);
  add_counts(out, counts);
  add_rates(out, places.segments, change);
  add_ratios(out, change);
  return std::move(out.table);
}

}  // namespace thalweg
