#include "cli/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "cli/command.hpp"
#include "geo/passwords.hpp"
#include "geo/time.hpp"
#include "geo/words.hpp"

namespace thalweg::cli {
namespace {

/// Rows of segments with events by rank, the best first.
std::vector<std::size_t> by_rank(const Table& segments, std::size_t count) {
  const auto& rank = std::get<Integers>(segments.find("rank")->values);
  const auto& events = std::get<Integers>(segments.find("count")->values);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rank.size(); ++i) {
    if (rank[i] && *events[i] > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return *rank[i]; });
  order.resize(std::min(order.size(), count));
  return order;
}

/// A row of the printed table of the most active segments.
std::string top_row(const Analysis& analysis, std::size_t i) {
  const Table& s = analysis.segments;
  const auto integer = [&](const char* name) { return std::get<Integers>(s.find(name)->values)[i]; };
  const std::string& rate = analysis.rate_column;
  const std::string limit = rate == "rate_per_km" ? "rate" : rate;
  const std::string place = fmt::format("{:.1f}–{:.1f}", real(s, "from_km", i), real(s, "to_km", i));
  const std::string limits =
      fmt::format("({}–{})", rate_text(real(s, limit + "_lo", i)), rate_text(real(s, limit + "_hi", i)));
  const auto low = integer("rank_lo"), high = integer("rank_hi");
  const std::string ranks = low ? fmt::format("{}–{}", *low, *high) : "–";
  return fmt::format("  {:>4}  {:>16}  {:>6}  {:>6}  {:<15}  {:>8}  {:>9}  {}\n", *integer("rank"), place,
                     *integer("count"), rate_text(real(s, rate, i)), limits,
                     percent_text(std::get<Reals>(s.find("p_first")->values)[i]), ranks,
                     std::get<Texts>(s.find("name")->values)[i].value_or(""));
}

/// Without passwords in any text.
Json shown(Json value) {
  if (value.is_string()) return without_passwords(value.get<std::string>());
  if (!value.is_structured()) return value;
  for (Json& part : value) part = shown(std::move(part));
  return value;
}

void print_losses(const std::vector<std::string>& losses) {
  for (const std::string& loss : losses) fmt::print("note: {}\n", loss);
}

}  // namespace

double real(const Table& table, std::string_view column, std::size_t row) {
  return *std::get<Reals>(table.find(column)->values)[row];
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
  if (const auto unknown = a.unknown_categories(); !unknown.empty()) out["unknown_categories"] = unknown;
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
  if (!analysis.losses.empty()) out["losses"] = analysis.losses;
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
  if (o.corridor) p["corridor_m"] = o.corridor->m;
  if (o.change_at) p["change_at"] = format_instant(*o.change_at);
  return p;
}

void add_segments(Json& out, const Analysis& analysis, const StatisticsOptions& asked, std::size_t count) {
  Json& parameters = out["parameters"];
  parameters["seed"] = asked.seed;
  if (!asked.exposure.empty()) parameters["exposure"] = asked.exposure;
  if (asked.stability) parameters["stability_top"] = asked.top;
  out["remarks"] = analysis.remarks;
  out["ranked_by"] = analysis.rate_column;
  out["top_segments"] = Json::array();
  for (const std::size_t row : by_rank(analysis.segments, count)) {
    out["top_segments"].push_back(row_object(analysis.segments, row));
  }
}

void print(const Json& object) {
  fmt::print("{}\n", shown(object).dump(2));
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
  if (const auto note = note_on_categories(a); !note.empty()) fmt::print(stderr, "thalweg: note: {}\n", note);
  if (a.looks_swapped) fmt::print("note: most rows not located would fit with longitude and latitude exchanged\n");
  if (analysis.bins) {
    fmt::print(
        "counted from a profile with bins of {:g} m: places are up to {:g} m off; {} events are in bins that a "
        "segment's end cuts\n",
        analysis.bins->bin_m, analysis.bins->bin_m / 2, analysis.bins->in_cut_bins);
  }
}

void print_top(const Analysis& analysis, std::size_t count) {
  const auto rows = by_rank(analysis.segments, count);
  if (rows.empty()) return;
  const bool by_km = analysis.rate_column == "rate_per_km";
  fmt::print(
      "\nMost active segments (events {}, exact 95 % limits; probability to be the first; 95 % limits of the rank):\n",
      by_km ? "per km" : "per unit of " + analysis.rate_column.substr(std::string_view("rate_per_").size()));
  fmt::print("  rank        km from–to  events  {:>6}  (limits)         P(first)   rank in  places\n",
             by_km ? "per km" : "rate");
  for (const std::size_t i : rows) fmt::print("{}", top_row(analysis, i));
  for (const std::string& remark : analysis.remarks) fmt::print("{}\n", remark);
}

void print_outputs(const Analysis& analysis) {
  fmt::print("\nWritten:\n");
  for (const auto& path : analysis.outputs) fmt::print("  {}\n", without_passwords(path.string()));
  print_losses(analysis.losses);
}

void print_written(const std::string& out, const std::vector<std::string>& losses) {
  fmt::print("Written: {}\n", without_passwords(out));
  print_losses(losses);
}

}  // namespace thalweg::cli
