#include "geo/style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace thalweg {
namespace {

// Six steps from light to dark that differ in lightness, so that they read the same for the colour-blind and in grey;
// the hues follow ColorBrewer's sequential YlOrRd (Harrower and Brewer 2003, doi:10.1179/000870403235002042).
constexpr std::array<const char*, 6> kRamp{"#fed976", "#feb24c", "#fd8d3c", "#f03b20", "#bd0026", "#67001f"};
constexpr const char* kZeroColor = "#b8bfc6";
constexpr double kZeroWidth = 0.4, kLeastWidth = 0.8, kMostWidth = 3.2;

/// A number for a label: at most three significant digits.
std::string brief(double v) {
  if (v == 0) return "0";
  const int digits = std::max(0, 2 - static_cast<int>(std::floor(std::log10(std::abs(v)))));
  return fmt::format("{:.{}f}", v, std::min(digits, 6));
}

Symbol step_symbol(std::size_t step, std::size_t steps) {
  const double share = steps > 1 ? static_cast<double>(step) / static_cast<double>(steps - 1) : 1;
  const auto color = static_cast<std::size_t>(std::lround(share * (kRamp.size() - 1)));
  return {kRamp[color], kLeastWidth + share * (kMostWidth - kLeastWidth)};
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

std::vector<RangeClass> rate_classes(std::vector<double> values, int classes, std::string_view unit) {
  std::ranges::sort(values);
  const auto first_positive = std::ranges::upper_bound(values, 0.0);
  std::vector<RangeClass> out;
  if (first_positive != values.begin() || values.empty()) {
    out.push_back({0, 0, "none", {kZeroColor, kZeroWidth}});
  }
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

}  // namespace thalweg
