#include <fmt/format.h>

#include "geo/default_styles.hpp"
#include "geo/palette.hpp"
#include "geo/table_row.hpp"
#include "geo/words.hpp"

namespace thalweg {
namespace {

constexpr int kWidths = 5;
constexpr double kNearScale = 1e6;  // denominator of the scale from which places are named
constexpr const char* kEvents = "(\"count_before\" + \"count_after\")";
constexpr const char* kNew = "\"count_before\" = 0 AND \"count_after\" > 0";
constexpr const char* kCeased = "\"count_before\" > 0 AND \"count_after\" = 0";
constexpr const char* kBoth = "\"count_before\" > 0 AND \"count_after\" > 0";

/// Which ratio of the layer is drawn, and what it is in words.
struct Ratio {
  const char *column, *p, *q, *grew, *fell, *same;
};
constexpr Ratio kRate{"\"rate_ratio\"", "\"p\"", "\"q_fdr\"", "times as many", "times", "about as many"};
constexpr Ratio kShare{"\"relative_ratio\"", "\"p_relative\"", "\"q_relative_fdr\"",
                       "times the rest",     "times the rest", "about as the rest"};

/// Lines as wide as the step of a segment's events per km, before and after together.
std::string width_by_events(const Table& change) {
  std::vector<double> per_km;
  for (std::size_t i = 0; i < change.rows(); ++i) {
    const TableRow row(change, i);
    const double km = rounded(*row.real("length_km"), change.find("length_km")->decimals);
    if (km > 0) per_km.push_back(static_cast<double>(row.count("count_before") + row.count("count_after")) / km);
  }
  return class_size(rate_classes(std::move(per_km), kWidths, "per km"),
                    fmt::format("(1.0 * {} / nullif(\"length_km\", 0))", kEvents));
}

/// A class for each step of a ratio; those without events on one side are apart, and thin where chance gives that, as
/// it often does to segments of few events.
std::vector<RuleClass> change_rules(const Ratio& ratio, const std::string& width) {
  const std::string width_if_sure = fmt::format("CASE WHEN {} < 0.05 THEN {} ELSE {} END", ratio.q, width, kZeroWidth);
  std::vector<RuleClass> rules;
  const auto add = [&](const std::string& filter, std::string label, std::size_t color, const std::string& size) {
    Symbol symbol{kChanging[color], 1.6};
    symbol.size_by = size;
    symbol.pass = 1;  // over casings
    rules.push_back({filter, std::move(label), symbol});
  };
  const auto step = [&](const std::string& limits, std::string label, std::size_t color) {
    add(fmt::format("{} AND {}", kBoth, limits), std::move(label), color, width);
  };
  const char* const r = ratio.column;
  add(kNew, "new: none before", 8, width_if_sure);
  // No number where there is nothing elsewhere on one side: the ratio is infinite, and only its p tells that it exists.
  step(fmt::format("({0} > 4 OR ({0} IS NULL AND {1} IS NOT NULL))", r, ratio.p), fmt::format("over 4 {}", ratio.grew),
       7);
  step(fmt::format("{0} > 2 AND {0} <= 4", r), fmt::format("2 – 4 {}", ratio.grew), 6);
  step(fmt::format("{0} > 1.25 AND {0} <= 2", r), fmt::format("1.25 – 2 {}", ratio.grew), 5);
  step(fmt::format("{0} >= 0.8 AND {0} <= 1.25", r), fmt::format("0.8 – 1.25: {}", ratio.same), 4);
  step(fmt::format("{0} >= 0.5 AND {0} < 0.8", r), fmt::format("0.5 – 0.8 {}", ratio.fell), 3);
  step(fmt::format("{0} >= 0.25 AND {0} < 0.5", r), fmt::format("0.25 – 0.5 {}", ratio.fell), 2);
  step(fmt::format("{} < 0.25", r), fmt::format("under 0.25 {}", ratio.fell), 1);
  add(kCeased, "ceased: none after", 0, width_if_sure);
  rules.push_back({fmt::format("{} = 0", kEvents), "no events", zero_symbol()});
  return rules;
}

/// Whether a segment with events on both sides of the date has nothing to be compared with.
bool any_incomparable(const Table& change) {
  for (std::size_t i = 0; i < change.rows(); ++i) {
    const TableRow row(change, i);
    if (row.count("count_before") > 0 && row.count("count_after") > 0 && !row.real("p_relative")) return true;
  }
  return false;
}

/// How much what changed more than chance gives has changed, with names as one comes closer.
std::vector<Label> change_labels(const Ratio& ratio) {
  const std::string number =
      fmt::format("format_number({0}, CASE WHEN {0} < 0.95 THEN 2 WHEN {0} < 9.95 THEN 1 ELSE 0 END)", ratio.column);
  const std::string times =
      fmt::format("CASE WHEN {} THEN 'new' WHEN {} THEN 'ceased' ELSE '× ' || {} END", kNew, kCeased, number);
  const std::string changed = fmt::format("{} < 0.05", ratio.q);
  return {{times, changed, 0, 8, true, 8, 3, kNearScale},
          {fmt::format("coalesce(\"name\" || '\\n', '') || {}", times), changed, kNearScale, 9, true, 8, 5}};
}

Style change_style(const Table& change, const Ratio& ratio, const std::string& name, const std::string& heading) {
  const std::string width = width_by_events(change);
  Style style{name, "",
              std::vector<RuleClass>{{"", heading + " (wider: more events)", std::nullopt, change_rules(ratio, width)},
                                     {fmt::format("{} < 0.05", ratio.q), "changed more than chance gives (q < 0.05)",
                                      casing_symbol(width)}}};
  style.description = fmt::format(
      "Colour by {} in fixed steps; width by the events per km, before and after together, in classes by head/tail "
      "breaks; dark edges where {} < 0.05; new and ceased ones elsewhere are thin.",
      ratio.column, ratio.q);
  style.order_by = kEvents;
  style.labels = change_labels(ratio);
  return style;
}

}  // namespace

std::vector<Style> change_styles(const Table& change, Instant at) {
  const std::string day = day_text(at);
  std::vector<Style> styles{change_style(change, kRate, "By change", "Rate since " + day),
                            change_style(change, kShare, "By change of share", "Share since " + day)};
  if (any_incomparable(change)) {
    std::get<std::vector<RuleClass>>(styles[1].classes)
        .front()
        .children.push_back({fmt::format("{} AND \"p_relative\" IS NULL", kBoth), "no data", no_data_symbol()});
  }
  return styles;
}

}  // namespace thalweg
