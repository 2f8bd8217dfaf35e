#include "geo/project_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "geo/package.hpp"

namespace thalweg {
namespace {

constexpr double kSignificant = 0.05;  // of q_fdr

/// The number of a route's lane; a route that is new gets one. It is as long as what has been seen of it.
std::size_t lane_of(StripChart& strip, const std::string& route, double to_km) {
  auto it = std::ranges::find(strip.lanes, route, &StripChart::Lane::route);
  if (it == strip.lanes.end()) it = strip.lanes.insert(it, {route, 0});
  it->length_km = std::max(it->length_km, to_km);
  return static_cast<std::size_t>(it - strip.lanes.begin());
}

void read_segments(const Package& package, ProjectFacts& facts) {
  package.each_row("segments", [&](const PackageRow& row) {
    const auto from = row.number("from_km"), to = row.number("to_km");
    if (!from || !to || !(*to > *from)) return;
    const auto per_km = [&](const char* count) { return row.number(count).value_or(0) / (*to - *from); };
    facts.strip.bars.push_back({lane_of(facts.strip, row.text("route").value_or(""), *to), *from, *to,
                                per_km("count_left"), per_km("count_right"),
                                row.number("q_fdr").value_or(1) < kSignificant});
    facts.events = facts.events.value_or(0) + static_cast<std::uint64_t>(row.number("count").value_or(0));
  });
}

/// The events, where no segments tell their number.
void read_change(const Package& package, ProjectFacts& facts) {
  if (facts.events) return;
  package.each_row("change", [&](const PackageRow& row) {
    const double events = row.number("count_before").value_or(0) + row.number("count_after").value_or(0);
    facts.events = facts.events.value_or(0) + static_cast<std::uint64_t>(events);
  });
}

void read_density(const Package& package, ProjectFacts& facts) {
  const PackageLayer* layer = package.find("density");
  if (!layer || !layer->has("density_left_per_km") || !layer->has("density_right_per_km")) return;
  package.each_row("density", [&](const PackageRow& row) {
    const auto km = row.number("station_km"), left = row.number("density_left_per_km"),
               right = row.number("density_right_per_km");
    if (!km || !left || !right) return;
    const double to = row.number("to_km").value_or(*km);
    facts.strip.curve.push_back({lane_of(facts.strip, row.text("route").value_or(""), to), *km, *left, *right});
  });
}

/// The names of the sides, if all routes have the same.
void read_sides(const Package& package, ProjectFacts& facts) {
  std::vector<std::pair<std::string, std::string>> names;
  package.each_row("route", [&](const PackageRow& row) {
    names.emplace_back(row.text("left").value_or("left"), row.text("right").value_or("right"));
  });
  const bool agree = std::ranges::adjacent_find(names, std::not_equal_to<>()) == names.end();
  if (!names.empty() && agree && names[0].first != names[0].second) std::tie(facts.left, facts.right) = names.front();
}

void read_towns(const Package& package, ProjectFacts& facts) {
  package.each_row("places", [&](const PackageRow& row) {
    const auto chainage = row.number("chainage_m");
    if (!chainage || row.number("rank") != 1 || row.text("kind") != "town") return;
    const auto lane = std::ranges::find(facts.strip.lanes, row.text("route"), &StripChart::Lane::route);
    if (lane == facts.strip.lanes.end()) return;
    facts.strip.towns.push_back({static_cast<std::size_t>(lane - facts.strip.lanes.begin()), *chainage / 1000,
                                 row.text("name").value_or(""), row.text("side") == facts.left});
  });
}

/// The routes, the inputs and the period, from the layers that tell them.
void read_names(const Package& package, ProjectFacts& facts) {
  for (const char* layer : {"route", "segments", "change", "density", "hotspots", "events"}) {
    const PackageLayer* table = package.find(layer);
    if (!table) continue;
    const auto distinct = [&](const char* column) {
      if (!table->has(column)) return std::vector<std::string>();
      return package.query(fmt::format("SELECT {} FROM {} GROUP BY {} ORDER BY min(rowid)", column, layer, column));
    };
    if (facts.routes.empty()) facts.routes = distinct("route");
    if (const auto inputs = distinct("data"); facts.data.empty() && !inputs.empty()) facts.data = inputs.front();
  }
  const PackageLayer* events = package.find("events");
  if (!events) return;
  if (!facts.events) facts.events = static_cast<std::uint64_t>(events->rows);
  if (!events->has("event_time")) return;
  const auto date = [&](const char* which) {
    const auto found = package.query(fmt::format("SELECT date({}(event_time)) FROM events", which));
    return found.empty() ? std::string() : found.front();
  };
  facts.first = date("min");
  facts.last = date("max");
}

}  // namespace

ProjectFacts read_facts(const Package& package) {
  ProjectFacts facts;
  read_segments(package, facts);
  read_change(package, facts);
  read_density(package, facts);
  read_sides(package, facts);
  read_towns(package, facts);
  facts.strip.left = facts.left;
  facts.strip.right = facts.right;
  read_names(package, facts);
  return facts;
}

}  // namespace thalweg
