#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/summary.hpp"
#include "geo/change_analysis.hpp"
#include "geo/error.hpp"
#include "geo/table_row.hpp"
#include "geo/words.hpp"

namespace thalweg::cli {
namespace {

constexpr std::size_t kTop = 3;

struct Request : EventRequest {
  CutOptions cut;
  std::string change_at;
};

/// Events per km and year more than before.
double growth(const Table& change, std::size_t row) {
  return real(change, "rate_after_per_km_year", row) - real(change, "rate_before_per_km_year", row);
}

/// The rows that grew most, the most first; with sign -1 those that fell most.
std::vector<std::size_t> most_changed(const Table& change, double sign) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < change.rows(); ++i) {
    if (sign * growth(change, i) > 0) rows.push_back(i);
  }
  std::ranges::stable_sort(rows, std::ranges::greater{}, [&](std::size_t i) { return sign * growth(change, i); });
  rows.resize(std::min(rows.size(), kTop));
  return rows;
}

/// Segments by what changed more than chance gives (q < 0.05).
struct Significant {
  std::size_t tested = 0, grew = 0, fell = 0, share = 0;
};

Significant significant(const Table& change) {
  Significant out;
  for (std::size_t i = 0; i < change.rows(); ++i) {
    const TableRow row(change, i);
    const bool changed = row.real("q_fdr").value_or(1) < 0.05;
    out.tested += row.real("q_fdr").has_value();
    out.grew += changed && growth(change, i) > 0;
    out.fell += changed && growth(change, i) < 0;
    out.share += row.real("q_relative_fdr").value_or(1) < 0.05;
  }
  return out;
}

std::string risk_text(const std::optional<double>& value) {
  return value ? rate_text(*value) : "∞";
}

void print_most(const Table& change, const char* heading, double sign) {
  const auto rows = most_changed(change, sign);
  if (rows.empty()) return;
  fmt::print("\n{} (events per km and year; times as many, exact 95 % limits; q of the rate, q of the share):\n",
             heading);
  fmt::print("       km from–to   before    after    times  (limits)                q  q share  places\n");
  for (const std::size_t i : rows) {
    const TableRow row(change, i);
    const std::string limits =
        fmt::format("({}–{})", risk_text(row.real("rate_ratio_lo")), risk_text(row.real("rate_ratio_hi")));
    const auto relative = row.real("q_relative_fdr");
    fmt::print("  {:>15}  {:>7}  {:>7}  {:>7}  {:<15}  {:>7}  {:>7}  {}\n",
               fmt::format("{:.1f}–{:.1f}", *row.real("from_km"), *row.real("to_km")),
               rate_text(*row.real("rate_before_per_km_year")), rate_text(*row.real("rate_after_per_km_year")),
               risk_text(row.real("rate_ratio")), limits, p_text(*row.real("q_fdr")),
               relative ? p_text(*relative) : "–", row.text("name"));
  }
}

void print_change(const ChangeLayer& layer) {
  fmt::print("\n{}\n", in_words(layer.change));
  const Significant found = significant(layer.table);
  fmt::print(
      "Segments with events: {}. More than chance gives, the rate grew in {} and fell in {}, and the share of all "
      "events changed in {} (q < 0.05).\n",
      found.tested, found.grew, found.fell, found.share);
  print_most(layer.table, "Grew most", 1);
  print_most(layer.table, "Fell most", -1);
}

Json or_null(const std::optional<double>& value) {
  return value ? Json(rounded(*value, 6)) : Json();
}

Json rows_json(const Table& change, double sign) {
  Json out = Json::array();
  for (const std::size_t i : most_changed(change, sign)) out.push_back(row_object(change, i));
  return out;
}

Json change_json(const ChangeLayer& layer) {
  const Change& change = layer.change;
  const Significant found = significant(layer.table);
  return {{"years_before", rounded(change.time.years_before(), 6)},
          {"years_after", rounded(change.time.years_after(), 6)},
          {"count_before", change.whole.before},
          {"count_after", change.whole.after},
          {"rate_ratio", or_null(change.whole.ratio.value)},
          {"rate_ratio_lo", or_null(change.whole.ratio.lower)},
          {"rate_ratio_hi", or_null(change.whole.ratio.upper)},
          {"p", change.whole.p ? Json(*change.whole.p) : Json()},
          {"segments_with_events", found.tested},
          {"segments_grown", found.grew},
          {"segments_fallen", found.fell},
          {"segments_of_other_share", found.share},
          {"grew_most", rows_json(layer.table, 1)},
          {"fell_most", rows_json(layer.table, -1)}};
}

void run(const Request& r) {
  const ThreadLimit threads(r.common.threads);
  AnalysisOptions options = analysis_options(r.events, r.cut);
  options.change_at = parse_date(r.change_at, "--change-at");
  if (!options.change_at) bad_input("--change-at: give the date to compare before and after");
  const auto set = load_routes(r.route, r.common, LocateOptions{false});
  ProgressBar bar(!r.common.quiet);
  options.progress = shown_by(bar);
  const ChangeAnalysis found = analyze_change(options, *set, r.out);
  bar.erase();
  if (r.common.json) {
    Json out = summary("compare", parameters_of(options), *set);
    add_analysis(out, found.run);
    out["change"] = change_json(found.layer);
    print(out);
  } else if (!r.common.quiet) {
    print_accounting(found.run);
    print_change(found.layer);
    print_outputs(found.run);
  }
}

}  // namespace

Command compare_command() {
  return {
      "compare", "events by segment before a date and from it on, with the ratio of their rates", [](CLI::App& app) {
        auto r = std::make_shared<Request>();
        add_request(app, *r, kLayerHelp, [&] {
          app.add_option("--change-at", r->change_at, "the date: events before it are compared with those from it on")
              ->required();
          add_cut_options(app, r->cut);
        });
        return [r] { run(*r); };
      }};
}

}  // namespace thalweg::cli
