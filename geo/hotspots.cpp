#include "geo/hotspots.hpp"

#include <utility>

#include "geo/table_columns.hpp"

namespace thalweg {
namespace {

void add_places(TableColumns& t, std::span<const HotSpot> s, std::span<const Route> routes, const Context& context) {
  t.add<Integers>("hotspot_id", -1, "number of the hot spot, the most significant first",
                  [](auto i) { return static_cast<std::int64_t>(i) + 1; });
  t.add<Texts>("route", -1, "route of the hot spot", [&](auto i) { return routes[s[i].route].name(); });
  t.add<Reals>("from_km", 3, "start, km along the route", [&](auto i) { return s[i].stretch.from.m / 1000; });
  t.add<Reals>("to_km", 3, "end, km along the route", [&](auto i) { return s[i].stretch.to.m / 1000; });
  t.add<Reals>("length_km", 3, "length along the route, km", [&](auto i) { return s[i].stretch.length().m / 1000; });
  t.add<Texts>("name", -1, "nearest places", [&](auto i) {
    std::string name = context.name_of(s[i].route, s[i].stretch);
    return name.empty() ? std::nullopt : std::optional(std::move(name));
  });
}

void add_risks(TableColumns& t, std::span<const HotSpot> s) {
  t.add<Integers>("count", -1, "events", [&](auto i) { return static_cast<std::int64_t>(s[i].count); });
  t.add<Reals>("expected", 6, "events expected of the stretch's share of the exposure",
               [&](auto i) { return s[i].expected; });
  t.add<Reals>("relative_risk", 6, "rate inside relative to outside; null where there is nothing outside",
               [&](auto i) { return s[i].risk.value; });
  t.add<Reals>("rr_lo", 6, "lower exact 95 % limit of relative_risk, of a stretch chosen beforehand",
               [&](auto i) { return s[i].risk.lower; });
  t.add<Reals>("rr_hi", 6, "upper exact 95 % limit of relative_risk, of a stretch chosen beforehand",
               [&](auto i) { return s[i].risk.upper; });
}

}  // namespace

Table hotspot_table(std::span<const HotSpot> spots, const HotSpotMethod& method, std::span<const Route> routes,
                    const Context& context) {
  TableColumns t("hotspots", spots.size());
  add_places(t, spots, routes, context);
  add_risks(t, spots);
  t.add<Reals>("statistic", 6, method.statistic, [&](auto i) { return spots[i].statistic; });
  t.add<Reals>("p", -1, method.p, [&](auto i) { return spots[i].p; });
  t.add<Reals>("q_fdr", -1, method.q_fdr, [&](auto i) { return spots[i].q_fdr; });
  for (const Column& column : method.columns) t.table.columns.push_back(column);
  t.add<Texts>("method", -1, "method that found it", [&](auto) { return method.name; });
  Lines lines;
  for (const HotSpot& s : spots) lines.push_back(routes[s.route].between(s.stretch));
  t.table.geometry = std::move(lines);
  return std::move(t.table);
}

}  // namespace thalweg
