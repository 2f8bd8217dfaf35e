#include "geo/strip_layout.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {
namespace {

/// Stretches that one row shows with tooltips wide enough to be hit, and the most rows of a part.
struct RowLimits {
  double stretches;
  int rows;
};

RowLimits limits_of(PictureSize size) {
  return size == PictureSize::wide ? RowLimits{40, 6} : RowLimits{20, 12};
}

/// The length of a row, metres: the same for all parts, a whole number of ticks.
double row_length(const ScopeReport& report, PictureSize size) {
  const RowLimits limits = limits_of(size);
  double longest = 0;
  for (const Segment& part : report.scope.parts) {
    const auto stretches = std::ranges::count(report.scope.stretches, part.route, &Segment::route);
    const double rows =
        std::clamp(std::ceil(static_cast<double>(stretches) / limits.stretches), 1.0, static_cast<double>(limits.rows));
    longest = std::max(longest, part.stretch.length().m / rows);
  }
  if (longest >= report.scope.length().m) return longest;
  const double tick = nice_number(longest / 20);
  return std::ceil(longest / tick - 1e-9) * tick;
}

double highest(const std::vector<BankDensity>& density) {
  double out = 0;
  for (const BankDensity& d : density) {
    for (const Density* bank : {&d.left, &d.right}) {
      for (const double upper : bank->upper_per_m) out = std::max(out, upper * 1000);
    }
  }
  return out;
}

}  // namespace

StripLayout::StripLayout(const ScopeReport& report, PictureSize size) : width(picture_width(size)) {
  bank = size == PictureSize::wide ? 52 : 44;
  headings = report.scope.parts.size() > 1;
  const double row_m = row_length(report, size), plot = plot_right() - kLeft;
  px_per_m = plot / row_m;
  km_step = nice_number(row_m / 1000 / plot * 70);
  const double most = highest(report.density);
  top_rate = nice_top(most > 0 ? most : 1);
  for (std::size_t p = 0; p < report.scope.parts.size(); ++p) {
    const Segment& part = report.scope.parts[p];
    double from = part.stretch.from.m;
    while (from < part.stretch.to.m) {
      const double to = std::min(from + row_m, part.stretch.to.m);
      rows.push_back({p, part.route, {{from}, {to}}});
      from = to;
    }
  }
}

}  // namespace thalweg
