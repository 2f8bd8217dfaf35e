#include "geo/style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "geo/palette.hpp"

namespace thalweg {
namespace {

/// A number for a label: at most three significant digits.
std::string brief(double v) {
  if (v == 0) return "0";
  const int digits = std::max(0, 2 - static_cast<int>(std::floor(std::log10(std::abs(v)))));
  return fmt::format("{:.{}f}", v, std::min(digits, 6));
}

/// Upper limits by head/tail breaks: the mean of all, the mean of those above it, and so on, then the greatest value.
std::vector<double> head_tail_limits(const std::vector<double>& sorted, int classes) {
  std::vector<double> limits;
  auto head = sorted.begin();
  while (static_cast<int>(limits.size()) + 1 < classes && *head < sorted.back()) {
    const double mean = std::accumulate(head, sorted.end(), 0.0) / static_cast<double>(sorted.end() - head);
    const auto above = std::upper_bound(head, sorted.end(), mean);
    if (above == sorted.end() || above == head) break;  // nothing left to tell apart
    limits.push_back(mean);
    head = above;
  }
  limits.push_back(sorted.back());
  return limits;
}

}  // namespace

Symbol step_symbol(std::size_t step, std::size_t steps) {
  const double share = steps > 1 ? static_cast<double>(step) / static_cast<double>(steps - 1) : 1;
  const auto color = static_cast<std::size_t>(std::lround(share * (kSequential.size() - 1)));
  return {kSequential[color], kLeastWidth + share * (kMostWidth - kLeastWidth)};
}

Symbol zero_symbol() {
  return {kNeutral, kZeroWidth};
}

Symbol no_data_symbol() {
  Symbol s{kNeutral, kZeroWidth};
  s.dash = "dot";
  return s;
}

Symbol casing_symbol(const std::string& size_by) {
  constexpr double edge = 0.5;  // millimetres
  Symbol s{"#ffffff", 1.2};
  s.size_by = size_by;
  s.casing = kInk;
  s.casing_width = edge;
  return s;
}

std::vector<RangeClass> rate_classes(std::vector<double> values, int classes, std::string_view unit) {
  std::ranges::sort(values);
  const auto first_positive = std::ranges::upper_bound(values, 0.0);
  std::vector<RangeClass> out;
  if (first_positive != values.begin() || values.empty()) out.push_back({0, 0, "none", zero_symbol()});
  const std::vector<double> positive(first_positive, values.end());
  if (positive.empty()) return out;
  const std::vector<double> limits = head_tail_limits(positive, classes);
  double lower = positive.front();
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const std::string label = lower == limits[i] ? fmt::format("{} {}", brief(lower), unit)
                                                 : fmt::format("{} – {} {}", brief(lower), brief(limits[i]), unit);
    out.push_back({lower, limits[i], label, step_symbol(i, limits.size())});
    lower = limits[i];
  }
  return out;
}

std::vector<RangeClass> stepped_classes(double lower, const std::vector<Step>& steps) {
  std::vector<RangeClass> out;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    out.push_back({lower, steps[i].upper, steps[i].label, step_symbol(i, steps.size())});
    lower = steps[i].upper;
  }
  return out;
}

std::vector<RuleClass> range_rules(const std::vector<RangeClass>& classes, const std::string& expression, bool nulls) {
  std::vector<RuleClass> out;
  for (const RangeClass& c : classes) {
    const bool joins = !out.empty() && c.lower < c.upper && (&c - 1)->upper == c.lower;
    const std::string filter = c.lower == c.upper ? fmt::format("{} = {}", expression, c.upper)
                                                  : fmt::format("{0} {1} {2} AND {0} <= {3}", expression,
                                                                joins ? ">" : ">=", c.lower, c.upper);
    out.push_back({filter, c.label, c.symbol});
  }
  if (nulls) out.push_back({expression + " IS NULL", "no data", no_data_symbol()});
  return out;
}

std::string class_size(const std::vector<RangeClass>& classes, const std::string& expression) {
  std::string out = "CASE";
  for (const RangeClass& c : classes) {
    out += fmt::format(" WHEN {} <= {} THEN {:g}", expression, c.upper, c.symbol.size);
  }
  return out + fmt::format(" ELSE {:g} END", kZeroWidth);
}

}  // namespace thalweg
