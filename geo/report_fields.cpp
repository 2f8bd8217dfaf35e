#include "geo/report_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "geo/report_answer.hpp"
#include "geo/report_notes.hpp"
#include "geo/table_row.hpp"
#include "geo/time.hpp"
#include "geo/words.hpp"

namespace thalweg {
namespace {

std::string share_text(std::uint64_t part, std::uint64_t all) {
  return all == 0 ? "–" : percent_text(static_cast<double>(part) / static_cast<double>(all));
}

Fields rate_fields(double rate, const Limits& limits) {
  return {{"rate", rate_text(rate)}, {"rate_lo", rate_text(limits.lower)}, {"rate_hi", rate_text(limits.upper)}};
}

/// A stretch as a row of the documents' tables.
Fields stretch_fields(const ScopeReport& report, std::size_t i) {
  const TableRow row(report.stretches, i);
  Fields f = rate_fields(*row.real("rate_per_km"), {*row.real("rate_lo"), *row.real("rate_hi")});
  const auto rank_lo = row.integer("rank_lo");
  f["route"] = row.text("route");
  f["km"] = km_text(report.scope.stretches[i].stretch);
  f["name"] = row.text("name");
  f["events"] = count_text(row.count("count"));
  f["left"] = count_text(row.count("count_left"));
  f["right"] = count_text(row.count("count_right"));
  f["rank"] = std::to_string(*row.integer("rank"));
  f["ranks"] = rank_lo ? fmt::format("{}–{}", *rank_lo, *row.integer("rank_hi")) : "–";
  f["first"] = percent_text(row.real("p_first"));
  f["p"] = p_text(*row.real("p"));
  f["q"] = p_text(*row.real("q_fdr"));
  f["stands_out"] = report.classes[i] == StretchClass::hot;
  return f;
}

std::vector<std::size_t> by_rank(const ScopeReport& report) {
  const auto& rank = std::get<Integers>(report.stretches.find("rank")->values);
  std::vector<std::size_t> order(rank.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return *rank[i]; });
  return order;
}

void add_stretches(Fields& f, const ScopeReport& report) {
  f["top_stretches"] = Fields::array();
  for (const std::size_t i : by_rank(report)) {
    const bool any = report.classes[i] != StretchClass::empty;
    if (any && f["top_stretches"].size() < kTopStretches) f["top_stretches"].push_back(stretch_fields(report, i));
  }
  f["has_top_stretches"] = !f["top_stretches"].empty();
  f["stretches"] = Fields::array();
  for (std::size_t i = 0; i < report.scope.stretches.size(); ++i) f["stretches"].push_back(stretch_fields(report, i));
  f["stretch_count"] = count_text(report.scope.stretches.size());
}

Fields spot_fields(const HotSpot& spot, const RouteSet& set) {
  const auto number = [](const std::optional<double>& v) { return v ? fmt::format("{:.2f}", *v) : "–"; };
  return {{"route", set.routes[spot.route].name()},
          {"km", km_text(spot.stretch)},
          {"name", set.context.name_of(spot.route, spot.stretch)},
          {"events", count_text(spot.count)},
          {"expected", expected_text(spot.expected)},
          {"risk", number(spot.risk.value)},
          {"risk_lo", number(spot.risk.lower)},
          {"risk_hi", number(spot.risk.upper)},
          {"p", p_text(spot.p)}};
}

void add_hotspots(Fields& f, const ScopeReport& report, const RouteSet& set) {
  f["hotspots"] = Fields::array();
  for (const HotSpot& spot : report.hotspots.spots) {
    Fields row = spot_fields(spot, set);
    row["number"] = std::to_string(f["hotspots"].size() + 1);
    f["hotspots"].push_back(std::move(row));
  }
  f["has_hotspots"] = !report.hotspots.spots.empty();
  f["hotspot_count"] = std::to_string(report.hotspots.spots.size());
  f["tested"] = report.untested.empty();
  f["untested"] = report.untested;
  f["next_hotspot"] = Fields::array();
  if (report.hotspots.next) f["next_hotspot"].push_back(spot_fields(*report.hotspots.next, set));
}

/// Sums by period, with the stretch that has the most events of each.
void add_periods(Fields& f, const ScopeReport& report, const RouteSet& set) {
  const PeriodCounts& p = report.periods;
  f["has_times"] = p.kind != PeriodKind::none;
  f["period_kind"] = std::string(name_of(p.kind));
  f["without_time"] = events_text(p.without_time);
  f["some_without_time"] = p.without_time > 0;
  f["periods"] = Fields::array();
  for (std::size_t i = 0; i < p.counts.size(); ++i) {
    const auto most = std::ranges::max_element(p.counts[i]);
    const Segment& s = report.scope.stretches[static_cast<std::size_t>(most - p.counts[i].begin())];
    const std::uint64_t sum = std::accumulate(p.counts[i].begin(), p.counts[i].end(), std::uint64_t{0});
    f["periods"].push_back({{"period", format_period(p.kind, p.first + static_cast<PeriodNumber>(i))},
                            {"events", count_text(sum)},
                            {"busiest", sum == 0 ? "–" : place_text(s.route, s.stretch, set)},
                            {"busiest_events", count_text(*most)}});
  }
}

void add_totals(Fields& f, const Report& report, const ScopeReport& scope, const RouteSet& set) {
  const Tally& t = scope.tally;
  const std::uint64_t all = report.scopes.front().tally.count;
  const std::uint64_t left = t.by_side[0], right = t.by_side[1];
  f.update(rate_fields(scope.per_km(static_cast<double>(t.count)), scope.rate_per_km));
  f["events"] = count_text(t.count);
  f["any_events"] = t.count > 0;
  f["share"] = share_text(t.count, all);
  const SideNames sides = side_names(scope.scope, set);
  f["left"] = {{"name", sides.left}, {"events", count_text(left)}, {"share", share_text(left, t.count)}};
  f["right"] = {{"name", sides.right}, {"events", count_text(right)}, {"share", share_text(right, t.count)}};
  f["on_line"] = events_text(t.by_side[2]);
  f["some_on_line"] = t.by_side[2] > 0;
  f["categories"] = Fields::array();
  for (const CategoryCount& c : scope.categories) {
    f["categories"].push_back(
        {{"name", c.name}, {"events", count_text(c.count)}, {"share", share_text(c.count, t.count)}});
  }
  f["has_categories"] = !scope.categories.empty();
}

/// The other documents, told in that of the whole.
void add_documents(Fields& f, const Report& report, const ScopeReport& scope, const RouteSet& set) {
  f["documents"] = Fields::array();
  for (const ScopeReport& other : report.scopes) {
    if (scope.scope.kind != ScopeKind::whole || other.scope.kind == ScopeKind::whole) continue;
    Fields row = rate_fields(other.per_km(static_cast<double>(other.tally.count)), other.rate_per_km);
    row["name"] = other.scope.name;
    row["route"] = set.routes[other.scope.parts.front().route].name();
    row["id"] = other.scope.id;
    row["km"] = km_text(other.scope.parts.front().stretch);
    row["length"] = km_text(other.scope.length());
    row["events"] = count_text(other.tally.count);
    row["share"] = share_text(other.tally.count, scope.tally.count);
    row["hotspots"] = other.untested.empty() ? std::to_string(other.hotspots.spots.size()) : "–";
    f["documents"].push_back(std::move(row));
  }
  f["has_documents"] = !f["documents"].empty();
}

void add_place(Fields& f, const Report& report, const ScopeReport& scope, const RouteSet& set) {
  const Segment& part = scope.scope.parts.front();
  f["name"] = scope.scope.name;
  f["id"] = scope.scope.id;
  f["whole"] = scope.scope.kind == ScopeKind::whole;
  f["whole_name"] = report.scopes.front().scope.name;
  f["whole_id"] = report.scopes.front().scope.id;
  f["length"] = km_text(scope.scope.length());
  f["several_routes"] = scope.scope.parts.size() > 1;
  f["place"] = scope.scope.kind == ScopeKind::region
                   ? fmt::format("km {} of {}", km_text(part.stretch), set.routes[part.route].name())
                   : fmt::format("{} route{}", scope.scope.parts.size(), scope.scope.parts.size() > 1 ? "s" : "");
  f["is_part"] = scope.scope.kind == ScopeKind::region;
  f["has_period"] = report.period.has_value();
  f["period"] = {{"from", ""}, {"to", ""}, {"years", ""}};
  if (!report.period) return;
  // The period ends where the next day begins.
  const Instant last{report.period->to.ms - 1};
  f["period"] = {{"from", day_text(report.period->from)},
                 {"to", day_text(last)},
                 {"years", fmt::format("{:.2f}", years_between(report.period->from, report.period->to))}};
}

}  // namespace

Fields report_fields(const Report& report, const ScopeReport& scope, const RouteSet& set, const ReportAbout& about) {
  Fields f;
  add_place(f, report, scope, set);
  f["answer"] = answer_of(scope, set);
  add_totals(f, report, scope, set);
  add_stretches(f, scope);
  add_hotspots(f, scope, set);
  add_periods(f, scope, set);
  add_documents(f, report, scope, set);
  f["program"] = about.program;
  f["accounting"] = accounting_fields(report);
  f["parameters"] = parameter_fields(report, set, about);
  f["methods"] = method_notes(report, scope);
  f["sources"] = source_fields(report, set, about);
  return f;
}

}  // namespace thalweg
