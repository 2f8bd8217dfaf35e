#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "geo/default_styles.hpp"
#include "geo/palette.hpp"

namespace thalweg {
namespace {

constexpr double kDot = 1.7;
constexpr std::array<const char*, 4> kShapes{"circle", "square", "diamond", "triangle"};

Symbol dot(const char* color, const char* shape = "circle") {
  Symbol s{color, kDot, kInk, shape};
  s.outline_width = 0.1;
  return s;
}

Style by_side(std::span<const Route> routes) {
  std::vector<ValueClass> classes;
  const auto add = [&](const std::string& name, const char* color) {
    if (std::ranges::find(classes, name, &ValueClass::value) == classes.end())
      classes.push_back({name, name, dot(color)});
  };
  for (const Route& route : routes) {
    add(route.side_name(Side::left), kDiverging.front());
    add(route.side_name(Side::right), kDiverging.back());
  }
  classes.push_back({"on", "on the line itself", dot(kInk)});
  classes.push_back({"", "no data", dot(kOther)});
  Style style{"By side", "side", std::move(classes)};
  style.description = "Colour by side.";
  return style;
}

Style by_category(const std::string& column, const std::vector<std::string>& categories) {
  std::vector<ValueClass> classes;
  for (std::size_t i = 0; i < std::min(categories.size(), kQualitative.size()); ++i) {
    if (!categories[i].empty())
      classes.push_back({categories[i], categories[i], dot(kQualitative[i], kShapes[i % kShapes.size()])});
  }
  classes.push_back({"", "other, or none", dot(kOther)});
  Style style{"By category", column, std::move(classes)};
  style.description = fmt::format("Colour and sign by {}: the {} most frequent.", column, kQualitative.size());
  return style;
}

using Day = std::chrono::sys_days;

Day day_of(Instant t) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(t.ms)));
}

/// `2018-04-09`, with another text between the parts.
std::string written(Day day, std::string_view between) {
  const std::chrono::year_month_day d{day};
  return fmt::format("{:04}{}{:02}{}{:02}", int(d.year()), between, unsigned(d.month()), between, unsigned(d.day()));
}

/// Up to five parts of the time, of equally many days. Days are compared as numbers, 20180409, for QGIS's versions
/// differ in the time zone that they read moments in.
Style by_time(const Period& period) {
  const Day first = day_of(period.from);
  const int days = static_cast<int>((day_of(period.to) - first).count()) + 1, parts = std::min(5, days);
  const std::string day = "to_int(format_date(\"event_time\", 'yyyyMMdd'))";
  std::vector<RuleClass> rules;
  for (int i = 0; i < parts; ++i) {
    const auto edge = [&](int k) { return first + std::chrono::days(static_cast<std::int64_t>(days) * k / parts); };
    const Day from = edge(i), to = edge(i + 1) - std::chrono::days(1);
    const std::string label = from == to ? written(from, "-") : written(from, "-") + " – " + written(to, "-");
    rules.push_back({fmt::format("{0} >= {1} AND {0} <= {2}", day, written(from, ""), written(to, "")), label,
                     dot(kSequential[static_cast<std::size_t>(i) + 1])});
  }
  rules.push_back({"\"event_time\" IS NULL", "no time", dot(kOther)});
  Style style{"By time", "", std::move(rules)};
  style.description = "Colour by event_time, in five parts of equally many days; the latest is the darkest.";
  style.order_by = "\"event_time\"";
  return style;
}

}  // namespace

Style events_style(Span max_offset) {
  std::vector<RangeClass> classes;
  const std::vector<double> limits{1e3, 5e3, 10e3, 25e3, 50e3};
  double lower = 0;
  for (std::size_t i = 0; lower < max_offset.m || classes.empty(); ++i) {
    const double upper = i < limits.size() ? std::min(limits[i], max_offset.m) : max_offset.m;
    classes.push_back({lower, upper, fmt::format("{:g} – {:g} km from the line", lower / 1000, upper / 1000),
                       dot(kReceding[std::min(i, kReceding.size() - 1)])});
    lower = upper;
  }
  Style style{"Distance from the line", "offset_m", std::move(classes)};
  style.description = "Colour by offset_m in fixed steps; the nearest are the darkest and on top.";
  style.order_by = "-\"offset_m\"";
  return style;
}

std::vector<Style> events_styles(const EventsDrawn& events) {
  std::vector<Style> styles{events_style(events.max_offset), by_side(events.routes)};
  if (!events.category_column.empty()) styles.push_back(by_category(events.category_column, events.categories));
  if (!events.period) return styles;
  styles.push_back(by_time(*events.period));
  for (Style& style : styles) style.time_from = "event_time";
  return styles;
}

}  // namespace thalweg
