#include "cli/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "cli/command.hpp"
#include "geo/time.hpp"

namespace thalweg::cli {
namespace {

/// A table's cell as JSON, rounded as in the layer.
Json cell(const Column& column, std::size_t row) {
  return std::visit(
      [&](const auto& values) -> Json {
        const auto& v = values[row];
        if (!v) return nullptr;
        if constexpr (std::is_same_v<decltype(*v), const Instant&>) {
          return format_instant(*v);
        } else if constexpr (std::is_same_v<decltype(*v), const double&>) {
          return rounded(*v, column.decimals);
        } else {
          return *v;
        }
      },
      column.values);
}

/// Rows of segments with events by rank, the best first.
std::vector<std::size_t> by_rank(const Table& segments, std::size_t count) {
  const auto& rank = std::get<Integers>(segments.find("rank")->values);
  const auto& events = std::get<Integers>(segments.find("count")->values);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rank.size(); ++i) {
    if (*events[i] > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return *rank[i]; });
  order.resize(std::min(order.size(), count));
  return order;
}

}  // namespace

double real(const Table& table, std::string_view column, std::size_t row) {
  return *std::get<Reals>(table.find(column)->values)[row];
}

Json row_object(const Table& table, std::size_t row) {
  Json object;
  for (const Column& column : table.columns) object[column.name] = cell(column, row);
  return object;
}

Json summary(const std::string& command, const Json& parameters, const std::vector<std::string>& routes, Span length) {
  return {{"command", command},
          {"version", version()},
          {"parameters", parameters},
          {"route",
           {{"name", fmt::format("{}", fmt::join(routes, ", "))},
            {"length_km", rounded(length.m / 1000, 3)},
            {"routes", routes.size()}}}};
}

Json summary(const std::string& command, const Json& parameters, const RouteSet& set) {
  std::vector<std::string> names;
  for (const Route& route : set.routes) names.push_back(route.name());
  return summary(command, parameters, names, set.length());
}

void add_analysis(Json& out, const Analysis& analysis) {
  const Accounting& a = analysis.accounting;
  out["read"] = a.read;
  out["located"] = a.located;
  out["too_far"] = a.too_far;
  out["rejected"] = Json::object();
  for (const auto& [reason, count] : a.rejected) out["rejected"][reason] = count;
  out["filtered"] = a.filtered;
  out["sources"] = analysis.notes;
  if (analysis.period) {
    out["period"] = {{"from", format_instant(analysis.period->from)}, {"to", format_instant(analysis.period->to)}};
  }
  if (analysis.bins) {
    out["profile"] = {{"bin_m", analysis.bins->bin_m},
                      {"place_error_m", analysis.bins->bin_m / 2},
                      {"events_in_cut_bins", analysis.bins->in_cut_bins}};
  }
  out["outputs"] = Json::array();
  for (const auto& path : analysis.outputs) out["outputs"].push_back(path.string());
}

Json event_parameters(const AnalysisOptions& o) {
  Json p;
  p["events"] = o.read.sources;
  p["max_offset_m"] = o.max_offset.m;
  if (o.read.since) p["since"] = format_instant(*o.read.since);
  if (o.read.until) p["until"] = format_instant(*o.read.until);
  if (!o.read.where.empty()) p["where"] = o.read.where;
  if (!o.read.crs.empty()) p["crs"] = o.read.crs;
  if (!o.read.keep_categories.empty()) p["keep_category"] = o.read.keep_categories;
  return p;
}

Json parameters_of(const AnalysisOptions& o) {
  Json p = event_parameters(o);
  if (o.cut.count) {
    p["count"] = *o.cut.count;
  } else if (!o.cut.at.empty()) {
    p["at"] = o.cut.at;
  } else if (!o.cut.by.empty()) {
    p["by"] = o.cut.by;
  } else if (!o.cut.breaks.empty()) {
    for (const Span& b : o.cut.breaks) p["breaks_m"].push_back(b.m);
  } else {
    p["segment_length_m"] = o.cut.length.value_or(kDefaultSegment).m;
  }
  return p;
}

Json top_segments(const Table& segments, std::size_t count) {
  Json rows = Json::array();
  for (const std::size_t row : by_rank(segments, count)) rows.push_back(row_object(segments, row));
  return rows;
}

Json rows_of(const Table& table) {
  Json rows = Json::array();
  for (std::size_t row = 0; row < table.rows(); ++row) rows.push_back(row_object(table, row));
  return rows;
}

void print(const Json& object) {
  fmt::print("{}\n", object.dump(2));
}

void print_accounting(const Analysis& analysis) {
  const Accounting& a = analysis.accounting;
  for (const std::string& note : analysis.notes) fmt::print("{}\n", note);
  const double limit_km = analysis.max_offset.m / 1000;
  const std::string too_far = limit_km > 0 ? fmt::format("farther than {:g} km", limit_km) : "too far";
  fmt::print("{} rows read: {} located, {} {}, {} rejected\n", a.read, a.located, a.too_far, too_far,
             a.rejected_total());
  for (const auto& [reason, count] : a.rejected) fmt::print("  {:>8}  {}\n", count, reason);
  if (a.filtered > 0) fmt::print("{} rows left out by the filters\n", a.filtered);
  if (a.looks_swapped) fmt::print("note: most rows not located would fit with longitude and latitude exchanged\n");
  if (analysis.bins) {
    fmt::print(
        "counted from a profile with bins of {:g} m: places are up to {:g} m off; {} events are in bins that a "
        "segment's end cuts\n",
        analysis.bins->bin_m, analysis.bins->bin_m / 2, analysis.bins->in_cut_bins);
  }
}

void print_top(const Table& segments, std::size_t count) {
  const auto rows = by_rank(segments, count);
  if (rows.empty()) return;
  fmt::print("\nMost active segments (events per km, exact 95 % limits):\n");
  fmt::print("  rank        km from–to  events  per km  (limits)         places\n");
  const auto& name = std::get<Texts>(segments.find("name")->values);
  const auto& rank = std::get<Integers>(segments.find("rank")->values);
  const auto& events = std::get<Integers>(segments.find("count")->values);
  for (const std::size_t i : rows) {
    const std::string place = fmt::format("{:.1f}–{:.1f}", real(segments, "from_km", i), real(segments, "to_km", i));
    const std::string limits =
        fmt::format("({:.2f}–{:.2f})", real(segments, "rate_lo", i), real(segments, "rate_hi", i));
    fmt::print("  {:>4}  {:>16}  {:>6}  {:>6.2f}  {:<15}  {}\n", *rank[i], place, *events[i],
               real(segments, "rate_per_km", i), limits, name[i].value_or(""));
  }
}

void print_outputs(const Analysis& analysis) {
  fmt::print("\nWritten:\n");
  for (const auto& path : analysis.outputs) fmt::print("  {}\n", path.string());
}

}  // namespace thalweg::cli
