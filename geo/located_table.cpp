#include "geo/located_table.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <utility>

namespace thalweg {
namespace {

template <typename Values>
Column column(std::string name, int decimals, std::string comment) {
  return {std::move(name), Values{}, decimals, std::move(comment)};
}

std::vector<Column> place_columns(bool has_time, bool several_routes) {
  std::vector<Column> c;
  if (has_time) c.push_back(column<Instants>("event_time", -1, "time of the event, UTC"));
  c.push_back(column<Texts>("route", -1, "the nearest route"));
  c.push_back(column<Reals>("chainage_m", 3, "distance along the route from its start, metres"));
  c.push_back(column<Reals>("offset_m", 3, "distance from the route, metres"));
  c.push_back(column<Texts>("side", -1, "bank, looking along the route"));
  c.push_back(column<Reals>("foot_lon", 8, "nearest point of the route, longitude"));
  c.push_back(column<Reals>("foot_lat", 8, "nearest point of the route, latitude"));
  if (several_routes) c.push_back(column<Texts>("alt_route", -1, "route of the runner-up"));
  c.push_back(column<Reals>("alt_chainage_m", 3, "another stretch nearly as near: its chainage, metres"));
  c.push_back(column<Reals>("alt_extra_m", 3, "how much farther that stretch is, metres"));
  c.push_back(column<Integers>("segment_id", -1, "segment of the segments layer"));
  return c;
}

/// Fills a named column with value(i) for each event i within the limit.
template <typename Values, typename Value>
void fill(Table& table, std::string_view name, const LocatedBatch& batch, Value value) {
  auto& values = std::get<Values>(std::ranges::find(table.columns, name, &Column::name)->values);
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (batch.within[i]) values.push_back(value(i));
  }
}

}  // namespace

LocatedTable::LocatedTable(const Table& own, bool has_time, std::span<const Route> routes, const SegmentIndex& segments)
    : own_count_(own.columns.size()), routes_(routes), segments_(segments) {
  schema_.name = "events";
  schema_.geometry = Points{};
  std::vector<Column> ours = place_columns(has_time, routes.size() > 1);
  for (Column column : own.columns) {
    if (std::ranges::find(ours, column.name, &Column::name) != ours.end()) column.name += "_input";
    std::visit([](auto& values) { values.clear(); }, column.values);
    schema_.columns.push_back(std::move(column));
  }
  std::ranges::move(ours, std::back_inserter(schema_.columns));
}

Table LocatedTable::rows(const LocatedBatch& batch) const {
  Table out = schema_;
  const auto& places = batch.places;
  const auto route = [&](std::size_t i) -> const Route& { return routes_[places[i].route]; };
  for (std::size_t k = 0; k < own_count_; ++k) append_chosen(out.columns[k], batch.events.own.columns[k], batch.within);
  if (out.find("event_time")) fill<Instants>(out, "event_time", batch, [&](auto i) { return batch.events.time[i]; });
  fill<Texts>(out, "route", batch, [&](auto i) { return route(i).name(); });
  fill<Reals>(out, "chainage_m", batch, [&](auto i) { return places[i].chainage.m; });
  fill<Reals>(out, "offset_m", batch, [&](auto i) { return places[i].offset.m; });
  fill<Texts>(out, "side", batch, [&](auto i) { return route(i).side_name(places[i].side); });
  fill_feet(out, batch);
  fill_runners_up(out, batch);
  fill<Integers>(out, "segment_id", batch, [&](auto i) {
    return static_cast<std::int64_t>(segments_.find(places[i].route, places[i].chainage)) + 1;
  });
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (batch.within[i]) std::get<Points>(out.geometry).push_back(batch.events.position[i]);
  }
  return out;
}

void LocatedTable::fill_feet(Table& out, const LocatedBatch& batch) const {
  std::vector<LonLat> feet(batch.places.size());
  tbb::parallel_for(std::size_t{0}, feet.size(), [&](std::size_t i) {
    if (batch.within[i]) feet[i] = routes_[batch.places[i].route].at(batch.places[i].chainage);
  });
  fill<Reals>(out, "foot_lon", batch, [&](auto i) { return feet[i].lon; });
  fill<Reals>(out, "foot_lat", batch, [&](auto i) { return feet[i].lat; });
}

void LocatedTable::fill_runners_up(Table& out, const LocatedBatch& batch) const {
  const auto alt = [&](std::size_t i) -> const std::optional<RunnerUp>& { return batch.places[i].alt; };
  const auto if_any = [&](std::size_t i, auto value) { return alt(i) ? std::optional(value(*alt(i))) : std::nullopt; };
  if (out.find("alt_route")) {
    const auto name = [&](const RunnerUp& r) { return routes_[r.route].name(); };
    fill<Texts>(out, "alt_route", batch, [&](auto i) { return if_any(i, name); });
  }
  fill<Reals>(out, "alt_chainage_m", batch, [&](auto i) { return if_any(i, [](auto& r) { return r.chainage.m; }); });
  fill<Reals>(out, "alt_extra_m", batch, [&](auto i) { return if_any(i, [](auto& r) { return r.extra.m; }); });
}

Table reject_rows(const LocatedBatch& batch) {
  Texts source, reason, value;
  Integers row;
  const auto add = [&](const std::string& from, std::uint64_t number, std::string why, std::string what) {
    source.push_back(from);
    row.push_back(static_cast<std::int64_t>(number));
    reason.push_back(std::move(why));
    value.push_back(std::move(what));
  };
  for (const Reject& r : batch.events.rejects) add(r.source, r.row, r.reason, r.value);
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (batch.within[i]) continue;
    add(batch.events.source, batch.events.row[i], "too_far", fmt::format("{:.0f} m", batch.places[i].offset.m));
  }
  return {"rejects",
          {{"source", std::move(source), -1, "file or layer of the row"},
           {"row", std::move(row), -1, "row; in CSV the header is row 1"},
           {"reason", std::move(reason), -1, "why the row is in no result"},
           {"value", std::move(value), -1, "the value that was wrong"}},
          {}};
}

}  // namespace thalweg
