#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "geo/column_names.hpp"
#include "geo/poisson.hpp"
#include "geo/segments.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

std::int64_t integer(std::uint64_t v) {
  return static_cast<std::int64_t>(v);
}

/// Builds the table a column at a time; `value(i)` gives the value for segment i.
class Columns {
 public:
  explicit Columns(const SegmentInput& in) : in_(in) {}

  template <typename Values, typename Value>
  void add(std::string name, int decimals, std::string comment, Value value) {
    Values values;
    for (std::size_t i = 0; i < in_.segments.size(); ++i) values.push_back(value(i));
    table.columns.push_back({std::move(name), std::move(values), decimals, std::move(comment)});
  }

  Table table;

 private:
  const SegmentInput& in_;
};

void add_places(Columns& out, const SegmentInput& in) {
  const auto& s = in.segments;
  out.add<Integers>("segment_id", -1, "number of the segment, in order along the route",
                    [](auto i) { return integer(i) + 1; });
  out.add<Texts>("route", -1, "route of the segment", [&](auto i) { return in.routes[s[i].route].name(); });
  out.add<Reals>("from_km", 3, "start, km along the route", [&](auto i) { return s[i].stretch.from.m / 1000; });
  out.add<Reals>("to_km", 3, "end, km along the route", [&](auto i) { return s[i].stretch.to.m / 1000; });
  out.add<Reals>("length_km", 3, "length along the route, km", [&](auto i) { return s[i].stretch.length().m / 1000; });
  const bool labelled = std::ranges::any_of(s, [](const Segment& x) { return !x.label.empty(); });
  if (labelled) {
    out.add<Texts>("label", -1, "region or stretch that the segment is cut by",
                   [&](auto i) { return s[i].label.empty() ? std::nullopt : std::optional(s[i].label); });
  }
  const auto& c = in.context;
  out.add<Texts>("name", -1, "nearest places",
                 [&](auto i) { return c[i].name.empty() ? std::nullopt : std::optional(c[i].name); });
  out.add<Texts>("river", -1, "river that the segment follows", [&](auto i) { return c[i].river; });
  out.add<Texts>("province_left", -1, "province on the left bank", [&](auto i) { return c[i].province_left; });
  out.add<Texts>("province_right", -1, "province on the right bank", [&](auto i) { return c[i].province_right; });
}

void add_counts(Columns& out, const SegmentInput& in) {
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

/// Rate, lower and upper limit for an exposure: `length` km times `years`.
void add_rate(Columns& out, const SegmentInput& in, const std::string& name, const std::string& unit, double years) {
  const auto tallies = in.counter.tallies();
  const auto exposure = [&in, years](std::size_t i) { return in.segments[i].stretch.length().m / 1000 * years; };
  const std::string limit = name == "rate_per_km" ? "rate" : name;
  out.add<Reals>(name, 6, "events " + unit,
                 [&](auto i) { return static_cast<double>(tallies[i].count) / exposure(i); });
  out.add<Reals>(limit + "_lo", 6, "lower exact 95 % Poisson limit, events " + unit,
                 [&](auto i) { return poisson_limits(tallies[i].count).lower / exposure(i); });
  out.add<Reals>(limit + "_hi", 6, "upper exact 95 % Poisson limit, events " + unit,
                 [&](auto i) { return poisson_limits(tallies[i].count).upper / exposure(i); });
}

std::vector<std::int64_t> ranks(const SegmentInput& in) {
  const auto tallies = in.counter.tallies();
  std::vector<double> rate(tallies.size());
  for (std::size_t i = 0; i < rate.size(); ++i) {
    rate[i] = static_cast<double>(tallies[i].count) / in.segments[i].stretch.length().m;
  }
  // Lengths cut from one number differ in their last digits; rates nearer than that are equal.
  const auto higher = [&](std::size_t a, std::size_t b) { return rate[a] > rate[b] * (1 + 1e-9); };
  std::vector<std::size_t> order(rate.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](auto a, auto b) { return rate[a] > rate[b]; });
  std::vector<std::int64_t> rank(rate.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const bool tied = k > 0 && !higher(order[k - 1], order[k]);
    rank[order[k]] = tied ? rank[order[k - 1]] : integer(k) + 1;
  }
  return rank;
}

void add_categories(Columns& out, const SegmentInput& in) {
  std::vector<std::uint64_t> totals(in.categories.size());
  for (std::uint32_t c = 0; c < totals.size(); ++c) {
    for (std::size_t i = 0; i < in.segments.size(); ++i) totals[c] += in.counter.count(c, i);
  }
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
  Columns out(in);
  out.table.name = "segments";
  add_places(out, in);
  add_counts(out, in);
  add_rate(out, in, "rate_per_km", "per km", 1);
  if (in.period) {
    add_rate(out, in, "rate_per_km_year", "per km and year", years_between(in.period->from, in.period->to));
  }
  const std::vector<std::int64_t> rank = ranks(in);
  out.add<Integers>("rank", -1, "place by rate per km, 1 is the highest", [&](auto i) { return rank[i]; });
  add_categories(out, in);
  Lines lines;
  for (const Segment& s : in.segments) lines.push_back(in.routes[s.route].between(s.stretch));
  out.table.geometry = std::move(lines);
  return std::move(out.table);
}

}  // namespace thalweg
