#include "geo/report_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geo/report_answer.hpp"
#include "geo/report_notes.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

const char* name_of(ScopeKind kind) {
  switch (kind) {
    case ScopeKind::whole:
      return "whole";
    case ScopeKind::route:
      return "route";
    case ScopeKind::region:
      return "region";
  }
  return "";
}

std::int64_t integer(std::uint64_t n) {
  return static_cast<std::int64_t>(n);
}

/// Adds a column with a value for each document.
template <typename Values, typename Value>
void add(Table& table, const Report& report, std::string name, int decimals, std::string comment, Value value) {
  Values values;
  for (const ScopeReport& s : report.scopes) values.push_back(value(s));
  table.columns.push_back({std::move(name), std::move(values), decimals, std::move(comment)});
}

void add_places(Table& t, const Report& report, const RouteSet& set) {
  const auto of_part = [](auto value) {
    return [value](const ScopeReport& s) {
      return s.scope.parts.size() > 1 ? std::nullopt : std::optional(value(s.scope.parts.front()));
    };
  };
  add<Texts>(t, report, "document", -1, "name of its files", [](const auto& s) { return s.scope.id; });
  add<Texts>(t, report, "kind", -1, "whole, route or region",
             [](const auto& s) { return std::string(name_of(s.scope.kind)); });
  add<Texts>(t, report, "name", -1, "what it is about", [](const auto& s) { return s.scope.name; });
  add<Texts>(t, report, "route", -1, "its route",
             of_part([&](const Segment& part) { return set.routes[part.route].name(); }));
  add<Reals>(t, report, "from_km", 3, "start, km along the route",
             of_part([](const Segment& part) { return part.stretch.from.m / 1000; }));
  add<Reals>(t, report, "to_km", 3, "end, km along the route",
             of_part([](const Segment& part) { return part.stretch.to.m / 1000; }));
  add<Reals>(t, report, "length_km", 3, "length, km", [](const auto& s) { return s.scope.length().m / 1000; });
}

/// Appends the rows of `part` to `all`; columns that only one of them has are null in the other's rows.
void append(Table& all, const Table& part, const std::string& document) {
  const std::size_t before = all.rows(), more = part.rows();
  if (all.columns.empty()) all.columns.push_back({"document", Texts(), -1, "name of the document's files"});
  std::get<Texts>(all.columns.front().values).resize(before + more, document);
  for (const Column& column : part.columns) {
    auto own = std::ranges::find(all.columns, column.name, &Column::name);
    if (own == all.columns.end()) {
      Column fresh = column;
      std::visit([&](auto& values) { values.clear(), values.resize(before); }, fresh.values);
      own = all.columns.insert(all.columns.end(), std::move(fresh));
    }
    std::visit(
        [&](auto& values) {
          const auto& added = std::get<std::decay_t<decltype(values)>>(column.values);
          values.insert(values.end(), added.begin(), added.end());
        },
        own->values);
  }
  for (Column& column : all.columns) {
    std::visit([&](auto& values) { values.resize(before + more); }, column.values);
  }
}

/// The counts of one document that are not 0.
Table period_rows(const ScopeReport& report, const RouteSet& set) {
  Texts period, route;
  Reals from, to;
  Integers count;
  const PeriodCounts& p = report.periods;
  for (std::size_t i = 0; i < p.counts.size(); ++i) {
    for (std::size_t k = 0; k < p.counts[i].size(); ++k) {
      if (p.counts[i][k] == 0) continue;
      const Segment& s = report.scope.stretches[k];
      period.push_back(format_period(p.kind, p.first + static_cast<PeriodNumber>(i)));
      route.push_back(set.routes[s.route].name());
      from.push_back(s.stretch.from.m / 1000);
      to.push_back(s.stretch.to.m / 1000);
      count.push_back(integer(p.counts[i][k]));
    }
  }
  return {"periods",
          {{"period", std::move(period), -1, "month or year"},
           {"route", std::move(route), -1, "route of the stretch"},
           {"from_km", std::move(from), 3, "start of the stretch, km along the route"},
           {"to_km", std::move(to), 3, "end of the stretch, km along the route"},
           {"count", std::move(count), -1, "events"}},
          {}};
}

Table spot_rows(const ScopeReport& report, const RouteSet& set) {
  Table rows = hotspot_table(report.hotspots.spots, report.hotspots.method, set.routes, set.context);
  rows.geometry = {};
  return rows;
}

/// One table of the rows that `rows` gives for each document.
template <typename Rows>
Table of_all(std::string name, const Report& report, Rows rows) {
  Table out{std::move(name), {}, {}};
  for (const ScopeReport& s : report.scopes) append(out, rows(s), s.scope.id);
  return out;
}

Json parameters_json(const Report& report, const ReportAbout& about) {
  Json out{{"by", about.by.empty() ? Json() : Json(about.by)},
           {"max_offset_m", report.max_offset.m},
           {"stretch_m", report.stretch.m},
           {"bandwidth_m", Json::array()},
           {"bin_m", report.bin_m},
           {"scan_bin_m", report.scan_m},
           {"replicates", report.monte_carlo.replicates},
           {"level", report.monte_carlo.level},
           {"seed", report.monte_carlo.seed},
           {"filters", Json::object()}};
  for (const Span& b : report.bandwidth) out["bandwidth_m"].push_back(rounded(b.m, 3));
  for (const auto& [name, value] : about.filters) out["filters"][name] = value;
  return out;
}

}  // namespace

Table documents_table(const Report& report, const RouteSet& set) {
  Table t{"documents", {}, {}};
  const std::uint64_t all = report.scopes.front().tally.count;
  const auto side = [](std::size_t which) {
    return [which](const ScopeReport& s) { return integer(s.tally.by_side[which]); };
  };
  add_places(t, report, set);
  add<Integers>(t, report, "count", -1, "events", [](const auto& s) { return integer(s.tally.count); });
  add<Integers>(t, report, "count_left", -1, "events on the left bank", side(0));
  add<Integers>(t, report, "count_right", -1, "events on the right bank", side(1));
  add<Reals>(t, report, "share", 6, "share of all located events, 0 to 1",
             [&](const auto& s) { return static_cast<double>(s.tally.count) / static_cast<double>(all); });
  add<Reals>(t, report, "rate_per_km", 6, "events per km",
             [](const auto& s) { return s.per_km(static_cast<double>(s.tally.count)); });
  add<Reals>(t, report, "rate_lo", 6, "lower exact 95 % Poisson limit, events per km",
             [](const auto& s) { return s.rate_per_km.lower; });
  add<Reals>(t, report, "rate_hi", 6, "upper exact 95 % Poisson limit, events per km",
             [](const auto& s) { return s.rate_per_km.upper; });
  add<Integers>(t, report, "hotspots", -1, "hot spots; null where none were sought", [](const auto& s) {
    return s.untested.empty() ? std::optional(integer(s.hotspots.spots.size())) : std::nullopt;
  });
  add<Texts>(t, report, "answer", -1, "the answer in two sentences", [&](const auto& s) {
    const auto answer = answer_of(s, set);
    return answer[0] + " " + answer[1];
  });
  return t;
}

Table stretches_table(const Report& report) {
  return of_all("stretches", report, [](const ScopeReport& s) { return s.stretches; });
}

Table hotspots_table(const Report& report, const RouteSet& set) {
  return of_all("hotspots", report, [&](const ScopeReport& s) { return spot_rows(s, set); });
}

Table periods_table(const Report& report, const RouteSet& set) {
  return of_all("periods", report, [&](const ScopeReport& s) { return period_rows(s, set); });
}

Json report_json(const Report& report, const RouteSet& set, const ReportAbout& about) {
  const Accounting& a = report.accounting;
  Json out{{"program", about.program},
           {"read", a.read},
           {"located", a.located},
           {"too_far", a.too_far},
           {"rejected", a.rejected},
           {"filtered", a.filtered},
           {"sources", report.notes},
           {"parameters", parameters_json(report, about)},
           {"data", source_fields(report, set, about)}};
  if (report.period) {
    out["period"] = {{"from", format_instant(report.period->from)}, {"to", format_instant(report.period->to)}};
  }
  const Table documents = documents_table(report, set);
  for (std::size_t i = 0; i < report.scopes.size(); ++i) {
    const ScopeReport& s = report.scopes[i];
    Json document = row_object(documents, i);
    document["answer"] = answer_of(s, set);
    document["untested"] = s.untested.empty() ? Json() : Json(s.untested);
    document["categories"] = Json::object();
    for (const CategoryCount& c : s.categories) document["categories"][c.name] = c.count;
    document["stretches"] = rows_of(s.stretches);
    document["hotspots"] = rows_of(spot_rows(s, set));
    document["periods"] = rows_of(period_rows(s, set));
    document["without_time"] = s.periods.without_time;
    document["remarks"] = s.remarks;
    out["documents"].push_back(std::move(document));
  }
  return out;
}

}  // namespace thalweg
