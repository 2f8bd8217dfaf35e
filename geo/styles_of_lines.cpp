#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "geo/default_styles.hpp"
#include "geo/palette.hpp"

namespace thalweg {
namespace {

constexpr int kRateClasses = 5;
constexpr double kNearScale = 1e6;  // denominator of the scale from which every segment is named
constexpr const char* kRule = "head/tail breaks";

/// Classes of a column by head/tail breaks, rounded as the layer will hold it, so that every value falls into a class.
std::vector<RangeClass> classes_of(const Table& table, std::string_view rate, const std::string& unit) {
  const Column& column = *table.find(rate);
  std::vector<double> values;
  for (const auto& v : std::get<Reals>(column.values)) {
    if (v) values.push_back(rounded(*v, column.decimals));
  }
  return rate_classes(std::move(values), kRateClasses, unit);
}

/// `rate_per_km_year` as people say it: `per km and year`.
std::string unit_of(const std::string& rate) {
  const auto at = rate.find("per_");
  const std::string what = at == std::string::npos ? "km" : rate.substr(at + 4);
  if (what == "km") return "per km";
  return what == "km_year" ? "per km and year" : "per unit of " + what;
}

/// Width and colour by the classes of a column, on rules, so that nulls are drawn too.
Style graduated(const std::string& name, const std::string& heading, const std::vector<RangeClass>& classes,
                const std::string& expression, bool nulls) {
  RuleClass all{"", heading, std::nullopt, range_rules(classes, expression, nulls)};
  for (RuleClass& rule : all.children) rule.symbol->pass = 1;  // over casings
  Style style{name, "", std::vector<RuleClass>{std::move(all)}};
  style.order_by = expression;
  return style;
}

/// The same for a column.
Style graduated(const std::string& name, const std::string& heading, const std::vector<RangeClass>& classes,
                const Column& column) {
  const bool nulls = std::ranges::any_of(std::get<Reals>(column.values), [](const auto& v) { return !v; });
  return graduated(name, heading, classes, quoted_column(column.name), nulls);
}

/// The names of the two sides where all routes agree on them.
SideNames common_sides(std::span<const Route> routes) {
  SideNames names = routes.empty() ? SideNames{} : routes.front().sides();
  if (std::ranges::any_of(routes, [&](const Route& r) { return r.sides() != names; })) names = {};
  const auto with_name = [](const std::string& side, const std::string& name) {
    return name.empty() || name == side ? side : fmt::format("{} ({})", side, name);
  };
  return {with_name("left", names.left), with_name("right", names.right)};
}

/// Colour by the share of the left side in five equal steps; width as `size_by` says. Neither column has nulls.
Style by_side(const std::string& left, const std::string& right, std::span<const Route> routes,
              const std::string& size_by) {
  const SideNames side = common_sides(routes);
  const std::string sum = fmt::format("({} + {})", quoted_column(left), quoted_column(right));
  const std::string share = fmt::format("(1.0 * {} / {})", quoted_column(left), sum);
  const std::array<std::string, 5> labels{fmt::format("over 80 % on the {}", side.left),
                                          fmt::format("60 – 80 % on the {}", side.left), "40 – 60 % on each side",
                                          fmt::format("60 – 80 % on the {}", side.right),
                                          fmt::format("over 80 % on the {}", side.right)};
  std::vector<RuleClass> rules;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    Symbol symbol{kDiverging[i], 1.6};
    symbol.size_by = size_by;
    const std::string above =
        i + 1 == labels.size() ? "" : fmt::format(" AND {} > {}", share, (80 - 20 * static_cast<int>(i)) / 100.0);
    const std::string below =
        i == 0 ? "" : fmt::format(" AND {} <= {}", share, (100 - 20 * static_cast<int>(i)) / 100.0);
    rules.push_back({fmt::format("{} > 0{}{}", sum, above, below), labels[i], symbol});
  }
  rules.push_back({fmt::format("{} = 0", sum), "none", zero_symbol()});
  return {"By side", "", rules};
}

/// Classes of significance, the strongest widest.
std::vector<RangeClass> significance_classes() {
  std::vector<RangeClass> classes = stepped_classes(0, {{0.001, "q ≤ 0.001"}, {0.01, "q ≤ 0.01"}, {0.05, "q ≤ 0.05"}});
  std::swap(classes.front().symbol, classes.back().symbol);
  classes.push_back({0.05, 1, "q > 0.05: within what chance gives", zero_symbol()});
  return classes;
}

/// The first five ranks everywhere, all with names and rates as one comes closer.
std::vector<Label> segment_labels(const std::string& rate, const std::string& unit) {
  const std::string all =
      fmt::format("\"rank\" || '. ' || \"name\" || '\\n' || format_number({}, 1) || {}", rate, quoted_text(" " + unit));
  return {{"'#' || \"rank\"", "\"rank\" <= 5", 0, 9, true, 8, 3, kNearScale},
          {all, "\"rank\" <= 5", kNearScale, 9, true, 8, 5},
          {all, "\"rank\" > 5 AND \"count\" > 0", kNearScale, 8, false, 4, 5}};
}

}  // namespace

Style segments_style(const Table& segments, const std::string& rate_column) {
  const std::string unit = unit_of(rate_column), rate = quoted_column(rate_column);
  const std::vector<RangeClass> classes = classes_of(segments, rate_column, unit);
  Style style =
      graduated("Events " + unit, fmt::format("Events {} ({})", unit, kRule), classes, *segments.find(rate_column));
  if (style.name.size() > 30) style.name = "Events per unit of exposure";
  std::get<std::vector<RuleClass>>(style.classes)
      .push_back({"\"q_fdr\" < 0.05", "more than chance gives (q < 0.05)", casing_symbol(class_size(classes, rate))});
  style.description = fmt::format(
      "Width and colour by {}; classes by head/tail breaks, each with its upper limit; dark edges where q_fdr < 0.05; "
      "the first five ranks are numbered.",
      rate_column);
  style.labels = segment_labels(rate, unit);
  return style;
}

std::vector<Style> segments_styles(const Table& segments, const std::string& rate_column,
                                   std::span<const Route> routes) {
  const std::string unit = unit_of(rate_column);
  const std::string width = class_size(classes_of(segments, rate_column, unit), quoted_column(rate_column));
  std::vector<Style> styles{segments_style(segments, rate_column)};
  styles.push_back(by_side("count_left", "count_right", routes, width));
  styles.back().description =
      "Colour by the share of events on the left, in five equal steps; width by " + rate_column + ".";
  styles.push_back(graduated(
      "Probability to be the first", "Probability to have the highest rate",
      stepped_classes(
          0, {{0.01, "up to 1 %"}, {0.05, "1 – 5 %"}, {0.25, "5 – 25 %"}, {0.5, "25 – 50 %"}, {1, "over 50 %"}}),
      *segments.find("p_first")));
  styles.back().description = "Width and colour by p_first in fixed steps.";
  styles.push_back(graduated("Rate, empirical Bayes", fmt::format("Events {}, empirical Bayes ({})", unit, kRule),
                             classes_of(segments, "eb_rate", unit), *segments.find("eb_rate")));
  styles.back().description = "Width and colour by eb_rate; classes by head/tail breaks.";
  styles.push_back(graduated("Significance", "More than chance gives: q, adjusted for all segments",
                             significance_classes(), *segments.find("q_fdr")));
  styles.back().order_by = "-\"q_fdr\"";
  styles.back().description = "Width and colour by q_fdr in fixed steps.";
  for (Style& style : styles) style.labels = styles.front().labels;
  return styles;
}

Style corridors_style(const Table& corridors, const std::string& rate_column) {
  Style style = segments_style(corridors, rate_column);
  auto& rules = std::get<std::vector<RuleClass>>(style.classes);
  for (RuleClass& rule : rules.front().children) {
    *rule.symbol = Symbol{rule.symbol->color, 0.1, "#ffffff"};
    rule.symbol->opacity = 0.8;
  }
  rules.back().symbol = Symbol{kInk, 0.6, kInk};
  rules.back().symbol->fill = "no";
  rules.back().symbol->pass = 1;
  style.description = fmt::format(
      "Colour by {}; classes by head/tail breaks, each with its upper limit; a dark outline where q_fdr < 0.05; the "
      "first five ranks are numbered.",
      rate_column);
  return style;
}

Style density_style(const Table& density) {
  const Column& column = *density.find("density_per_km");
  const std::string what = column.comment.starts_with("weight") ? "Weight" : "Events";
  Style style = graduated(what + " per km, smoothed", fmt::format("{} per km, smoothed ({})", what, kRule),
                          classes_of(density, column.name, "per km"), column);
  style.description = "Width and colour by density_per_km; classes by head/tail breaks, each with its upper limit.";
  return style;
}

std::vector<Style> density_styles(const Table& density, std::span<const Route> routes) {
  const std::vector<RangeClass> classes = classes_of(density, "density_per_km", "per km");
  const bool zeros = classes.front().upper == 0;
  const std::string width = class_size(classes, "\"density_per_km\"");
  std::vector<Style> styles{density_style(density)};
  styles.push_back(by_side("density_left_per_km", "density_right_per_km", routes, width));
  styles.back().description =
      "Colour by the share of the density on the left, in five equal steps; width by density_per_km.";
  const std::string relative = "(\"se\" / nullif(\"density_per_km\", 0))";
  styles.push_back(graduated("Relative standard error", "Standard error, relative to the density",
                             stepped_classes(0, {{0.1, "up to 10 %"},
                                                 {0.2, "10 – 20 %"},
                                                 {0.5, "20 – 50 %"},
                                                 {1, "50 – 100 %"},
                                                 {1e300, "over 100 %: a few events"}}),
                             relative, zeros));
  styles.back().description = "Width and colour by se / density_per_km in fixed steps.";
  return styles;
}

}  // namespace thalweg
