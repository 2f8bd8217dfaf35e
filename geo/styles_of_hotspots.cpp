#include <array>

#include "geo/default_styles.hpp"
#include "geo/palette.hpp"

namespace thalweg {
namespace {

// Width tells the relative risk, which doubles from class to class; below 1 as much fewer as above more.
constexpr const char* kWidth =
    "CASE WHEN \"relative_risk\" IS NULL THEN 4 ELSE min(4, 1.2 + 0.8 * abs(ln(max(\"relative_risk\", 0.05))) / "
    "ln(2)) END";

struct Level {
  const char *filter, *label, *hot, *cold;
};
constexpr std::array<Level, 4> kLevels{
    {{"\"q_fdr\" <= 0.001", "q ≤ 0.001", kSequential[5], kReceding[0]},
     {"\"q_fdr\" > 0.001 AND \"q_fdr\" <= 0.01", "q ≤ 0.01", kSequential[4], kReceding[1]},
     {"\"q_fdr\" > 0.01 AND \"q_fdr\" <= 0.05", "q ≤ 0.05", kSequential[2], kReceding[2]},
     {"\"q_fdr\" > 0.05", "q > 0.05", kSequential[0], kReceding[4]}}};

RuleClass by_level(const char* filter, const char* heading, const char* Level::*color) {
  RuleClass all{filter, heading};
  for (const Level& level : kLevels) {
    Symbol symbol{level.*color, 2};
    symbol.size_by = kWidth;
    all.children.push_back({level.filter, level.label, symbol});
  }
  return all;
}

void add_times_and_labels(Style& style, const Table& hotspots) {
  style.labels = {{"\"hotspot_id\" || '. ' || \"name\"", "", 0, 9, true, 8, 9}};
  if (!hotspots.find("from_time")) return;
  style.time_from = "from_time";
  style.time_to = "to_time";
}

}  // namespace

Style hotspots_style(const Table& hotspots) {
  std::vector<RuleClass> rules;
  if (hotspots.find("kind")) {
    rules.push_back(by_level("\"kind\" = 'hot'", "Hot: more events than elsewhere (wider: more)", &Level::hot));
    rules.push_back(by_level("\"kind\" = 'cold'", "Cold: fewer events than elsewhere (wider: fewer)", &Level::cold));
  } else {
    rules.push_back(by_level("", "Hot spots (wider: higher relative risk)", &Level::hot));
  }
  Style style{"Hot spots", "", std::move(rules)};
  style.description = "Colour by q_fdr in fixed steps; width by relative_risk.";
  style.order_by = "-\"hotspot_id\"";
  add_times_and_labels(style, hotspots);
  return style;
}

std::vector<Style> hotspots_styles(const Table& hotspots) {
  const std::vector<RangeClass> classes = stepped_classes(0, {{1, "no higher than elsewhere"},
                                                              {2, "1 – 2 times"},
                                                              {4, "2 – 4 times"},
                                                              {8, "4 – 8 times"},
                                                              {1e300, "over 8 times"}});
  std::vector<RuleClass> rules = range_rules(classes, "\"relative_risk\"", true);
  rules.back().label = "no events elsewhere";
  rules.back().symbol = classes.back().symbol;
  Style risk{"Relative risk", "",
             std::vector<RuleClass>{{"", "Rate inside, relative to outside", std::nullopt, std::move(rules)}}};
  risk.description = "Width and colour by relative_risk in fixed steps.";
  risk.order_by = "-\"hotspot_id\"";
  add_times_and_labels(risk, hotspots);
  return {hotspots_style(hotspots), risk};
}

}  // namespace thalweg
