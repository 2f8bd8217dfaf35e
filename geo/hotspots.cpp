#include "geo/hotspots.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <utility>

#include "geo/error.hpp"

namespace thalweg {
namespace {

/// Odds of the probability x at which I_x(a, b) = area, 1 - x being kept apart so that no digit is lost near 1.
double odds_at(double a, double b, double area) {
  double rest = 0;
  const double x = boost::math::ibeta_inv(a, b, area, &rest);
  return x / rest;
}

template <typename Values, typename Value>
void add(Table& table, std::size_t rows, std::string name, int decimals, std::string comment, Value value) {
  Values values;
  for (std::size_t i = 0; i < rows; ++i) values.push_back(value(i));
  table.columns.push_back({std::move(name), std::move(values), decimals, std::move(comment)});
}

void add_places(Table& t, std::span<const HotSpot> s, std::span<const Route> routes, const Context& context) {
  const std::size_t n = s.size();
  add<Integers>(t, n, "hotspot_id", -1, "number of the hot spot, the most significant first",
                [](auto i) { return static_cast<std::int64_t>(i) + 1; });
  add<Texts>(t, n, "route", -1, "route of the hot spot", [&](auto i) { return routes[s[i].route].name(); });
  add<Reals>(t, n, "from_km", 3, "start, km along the route", [&](auto i) { return s[i].stretch.from.m / 1000; });
  add<Reals>(t, n, "to_km", 3, "end, km along the route", [&](auto i) { return s[i].stretch.to.m / 1000; });
  add<Reals>(t, n, "length_km", 3, "length along the route, km",
             [&](auto i) { return s[i].stretch.length().m / 1000; });
  add<Texts>(t, n, "name", -1, "nearest places", [&](auto i) {
    std::string name = context.name_of(s[i].route, s[i].stretch);
    return name.empty() ? std::nullopt : std::optional(std::move(name));
  });
}

void add_risks(Table& t, std::span<const HotSpot> s) {
  const std::size_t n = s.size();
  add<Integers>(t, n, "count", -1, "events", [&](auto i) { return static_cast<std::int64_t>(s[i].count); });
  add<Reals>(t, n, "expected", 6, "events expected of the stretch's share of the exposure",
             [&](auto i) { return s[i].expected; });
  add<Reals>(t, n, "relative_risk", 6, "rate inside relative to outside; null where there is nothing outside",
             [&](auto i) { return s[i].risk.value; });
  add<Reals>(t, n, "rr_lo", 6, "lower exact 95 % limit of relative_risk, of a stretch chosen beforehand",
             [&](auto i) { return s[i].risk.lower; });
  add<Reals>(t, n, "rr_hi", 6, "upper exact 95 % limit of relative_risk, of a stretch chosen beforehand",
             [&](auto i) { return s[i].risk.upper; });
}

}  // namespace

RelativeRisk relative_risk(std::uint64_t count, double expected, std::uint64_t total, double level) {
  const double c = static_cast<double>(count), n = static_cast<double>(total);
  if (count > total || !(expected >= 0 && expected <= n)) {
    bad_input("relative risk: {} of {} events, {} expected; neither may be more than all", count, total, expected);
  }
  if (!(level > 0 && level < 1)) bad_input("a confidence level of {} is not between 0 and 1", level);
  if (!(expected > 0 && expected < n)) return {};
  const double tail = (1 - level) / 2, odds_expected = expected / (n - expected);
  RelativeRisk r;
  r.lower = count == 0 ? 0 : odds_at(c, n - c + 1, tail) / odds_expected;
  if (count == total) return r;
  r.value = c / (n - c) / odds_expected;
  r.upper = odds_at(c + 1, n - c, 1 - tail) / odds_expected;
  return r;
}

Table hotspot_table(std::span<const HotSpot> spots, const HotSpotMethod& method, std::span<const Route> routes,
                    const Context& context) {
  const std::size_t n = spots.size();
  Table t;
  t.name = "hotspots";
  add_places(t, spots, routes, context);
  add_risks(t, spots);
  add<Reals>(t, n, "statistic", 6, method.statistic, [&](auto i) { return spots[i].statistic; });
  add<Reals>(t, n, "p", -1, method.p, [&](auto i) { return spots[i].p; });
  add<Reals>(t, n, "q_fdr", -1, method.q_fdr, [&](auto i) { return spots[i].q_fdr; });
  for (const Column& column : method.columns) t.columns.push_back(column);
  add<Texts>(t, n, "method", -1, "method that found it", [&](auto) { return method.name; });
  Lines lines;
  for (const HotSpot& s : spots) lines.push_back(routes[s.route].between(s.stretch));
  t.geometry = std::move(lines);
  return t;
}

}  // namespace thalweg
