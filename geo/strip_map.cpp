#include "geo/strip_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "geo/strip_layout.hpp"
#include "geo/table_row.hpp"
#include "geo/words.hpp"

namespace thalweg {
namespace {

constexpr std::array<const char*, 4> kClassNames{"no event", "no more than chance gives",
                                                 "perhaps more (p ≤ 0.05, q > 0.05)", "more events (q ≤ 0.05)"};

std::string tooltip_of(const ScopeReport& report, std::size_t i, const Route& route) {
  const TableRow row(report.stretches, i);
  const std::string name = row.text("name");
  std::string out =
      fmt::format("km {}{}: {} ({} {}, {} {}); {} per km ({}–{}); {}", km_text(report.scope.stretches[i].stretch),
                  name.empty() ? "" : ", " + name, events_text(row.count("count")), route.sides().left,
                  count_text(row.count("count_left")), route.sides().right, count_text(row.count("count_right")),
                  rate_text(*row.real("rate_per_km")), rate_text(*row.real("rate_lo")), rate_text(*row.real("rate_hi")),
                  p_text("q", *row.real("q_fdr")));
  if (const auto lo = row.integer("rank_lo")) out += fmt::format("; rank {}–{}", *lo, *row.integer("rank_hi"));
  return out;
}

/// Draws one row; y grows downwards from `top`.
class Row {
 public:
  Row(Svg& svg, const StripLayout& layout, const ScopeReport& report, const Surroundings& around, const StripRow& row,
      double top)
      : svg_(svg), l_(layout), report_(report), around_(around), row_(row), route_(around.set.routes[row.route]) {
    const double heading = l_.headings ? StripLayout::kHeading : 0;
    heading_ = top + 14;
    plot_top_ = top + heading + StripLayout::kNames;
    middle_ = plot_top_ + l_.bank;
    lower_ = middle_ + StripLayout::kBand;
    plot_bottom_ = lower_ + l_.bank;
    right_ = x(row.stretch.to.m);
  }

  void draw() {
    if (l_.headings && report_.scope.parts[row_.part].stretch.from == row_.stretch.from) {
      svg_.text("tw-bold", StripLayout::kLeft, heading_,
                fitted(route_.name(), 12, l_.plot_right() - StripLayout::kLeft));
    }
    grid();
    hot_spots();
    bank(report_.density[row_.part].left, "tw-left", middle_, -1);
    bank(report_.density[row_.part].right, "tw-right", lower_, 1);
    stretches();
    side_names();
    names(Side::left, plot_top_, -1);
    names(Side::right, plot_bottom_, 1);
    hits();
  }

 private:
  [[nodiscard]] double x(double m) const { return StripLayout::kLeft + (m - row_.stretch.from.m) * l_.px_per_m; }
  [[nodiscard]] double clamped_x(double m) const { return std::clamp(x(m), StripLayout::kLeft, right_); }
  [[nodiscard]] bool meets(Stretch s) const { return s.from < row_.stretch.to && row_.stretch.from < s.to; }

  void grid() {
    for (const double share : {0.5, 1.0}) {
      for (const double y : {middle_ - share * l_.bank, lower_ + share * l_.bank}) {
        svg_.line("tw-grid", StripLayout::kLeft, y, right_, y);
        svg_.text("tw-small tw-quiet", StripLayout::kLeft - 5, y + 4, fmt::format("{:g}", share * l_.top_rate),
                  Anchor::end);
      }
    }
    const double from = row_.stretch.from.m / 1000, to = row_.stretch.to.m / 1000;
    const double y = plot_bottom_ + StripLayout::kNames + 12;
    for (double k = std::ceil(from / l_.km_step - 1e-9); k * l_.km_step <= to + 1e-9; ++k) {
      const double at = x(k * l_.km_step * 1000);
      svg_.line("tw-grid", at, plot_top_, at, plot_bottom_);
      const bool unit = k * l_.km_step + l_.km_step > to + 1e-9;
      const std::string label = fmt::format("{}{:g}", unit ? "km " : "", k * l_.km_step + 0.0);
      svg_.text("tw-small tw-quiet", std::min(at, l_.width - text_width(label, 10.5) / 2), y, label, Anchor::middle);
    }
  }

  /// In the margin beside each bank's zero; in the plot where they are too long for that.
  void side_names() {
    const SideNames& sides = route_.sides();
    const double room = StripLayout::kLeft - 6;
    const bool fit = std::max(text_width(sides.left, 10.5), text_width(sides.right, 10.5)) <= room;
    const double x = fit ? room : StripLayout::kLeft + 4;
    const Anchor anchor = fit ? Anchor::end : Anchor::start;
    svg_.text("tw-small tw-bold tw-halo tw-left", x, fit ? middle_ - 2 : plot_top_ + 10, sides.left, anchor);
    svg_.text("tw-small tw-bold tw-halo tw-right", x, fit ? lower_ + 10 : plot_bottom_ - 4, sides.right, anchor);
  }

  void hot_spots() {
    for (std::size_t i = 0; i < report_.hotspots.spots.size(); ++i) {
      const HotSpot& spot = report_.hotspots.spots[i];
      if (spot.route != row_.route || !meets(spot.stretch)) continue;
      const double from = clamped_x(spot.stretch.from.m), to = clamped_x(spot.stretch.to.m);
      svg_.rect("tw-spot", from, plot_top_, to - from, plot_bottom_ - plot_top_);
      svg_.rect("tw-spot-bar", from, plot_top_ - 3, to - from, 3);
      svg_.rect("tw-spot-bar", from, plot_bottom_, to - from, 3);
      svg_.text("tw-small tw-bold tw-halo tw-spot-name", (from + to) / 2, plot_top_ + 10, std::to_string(i + 1),
                Anchor::middle);
    }
  }

  /// A bank's density with its limits, upwards (-1) or downwards (1) from `base`.
  void bank(const Density& d, const std::string& side, double base, double direction) {
    const std::vector<double>& at = report_.density[row_.part].at_m;
    const auto y = [&](double per_m) { return base + direction * l_.bank * per_m * 1000 / l_.top_rate; };
    SvgPath line, band;
    std::vector<std::pair<double, double>> back;
    const auto add = [&](double m, double value, double lower, double upper) {
      line.to(x(m), y(value));
      band.to(x(m), y(upper));
      back.emplace_back(x(m), y(lower));
    };
    const auto between = [&](const std::vector<double>& v, std::size_t i, double m) {
      return v[i] + (v[i + 1] - v[i]) * (m - at[i]) / (at[i + 1] - at[i]);
    };
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (const double end : {row_.stretch.from.m, row_.stretch.to.m}) {
        if (i > 0 && at[i - 1] < end && end < at[i]) {
          add(end, between(d.per_m, i - 1, end), between(d.lower_per_m, i - 1, end),
              between(d.upper_per_m, i - 1, end));
        }
      }
      if (row_.stretch.from.m <= at[i] && at[i] <= row_.stretch.to.m) {
        add(at[i], d.per_m[i], d.lower_per_m[i], d.upper_per_m[i]);
      }
    }
    for (auto p = back.rbegin(); p != back.rend(); ++p) band.line(p->first, p->second);
    band.close();
    svg_.path(side + " tw-band", band);
    svg_.path(side + " tw-line", line);
  }

  template <typename Draw>
  void for_stretches(Draw draw) {
    const auto& all = report_.scope.stretches;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].route != row_.route || !meets(all[i].stretch)) continue;
      const double from = clamped_x(all[i].stretch.from.m);
      draw(i, from, clamped_x(all[i].stretch.to.m) - from);
    }
  }

  void stretches() {
    for_stretches([&](std::size_t i, double from, double width) {
      svg_.rect(fmt::format("tw-stretch tw-s{}", static_cast<int>(report_.classes[i])), from, middle_, width,
                StripLayout::kBand);
    });
  }

  void hits() {
    for_stretches([&](std::size_t i, double from, double width) {
      svg_.rect("tw-hit", from, plot_top_, width, plot_bottom_ - plot_top_, tooltip_of(report_, i, route_));
    });
  }

  /// Ticks of a bank's towns at the plot's edge, and their names in two lines as far as there is room; the most widely
  /// known first.
  void names(Side side, double edge, double direction) {
    std::array<TakenIntervals, 2> lines;
    for (const RoutePlace& town : around_.towns) {
      if (town.route != row_.route || town.side != side || town.at < row_.stretch.from) continue;
      if (!(town.at < row_.stretch.to)) continue;
      const double at = x(town.at.m), half = text_width(town.name, 12) / 2 + 3;
      const double middle = std::clamp(at, half, l_.width - half);
      double reach = 6;
      for (std::size_t line = 0; line < lines.size(); ++line) {
        if (!lines[line].is_free(middle - half, middle + half)) continue;
        if (line == 1 && !lines[0].is_free(at - 2, at + 2)) continue;
        lines[line].take(middle - half, middle + half);
        if (line == 1) lines[0].take(at - 2, at + 2);
        reach = 6 + 14 * static_cast<double>(line);
        svg_.text("", middle, edge + direction * (reach + (direction < 0 ? 3 : 11)), town.name, Anchor::middle);
        break;
      }
      svg_.line("tw-tick", at, edge, at, edge + direction * reach);
    }
  }

  Svg& svg_;
  const StripLayout& l_;
  const ScopeReport& report_;
  const Surroundings& around_;
  const StripRow& row_;
  const Route& route_;
  double heading_ = 0, plot_top_ = 0, middle_ = 0, lower_ = 0, plot_bottom_ = 0, right_ = 0;
};

std::vector<std::string> legend_texts(const ScopeReport& report, const RouteSet& set) {
  const auto [left, right] = side_names(report.scope, set);
  std::vector<std::string> out{left + " side: events per km, smoothed, with 95 % limits", right + " side: the same"};
  for (const std::size_t c : {3, 2, 1, 0}) out.emplace_back(kClassNames[c]);
  if (!report.hotspots.spots.empty()) out.emplace_back("hot spot (scan), by number");
  return out;
}

void draw_legend(Svg& svg, const std::vector<std::string>& texts, double top, double width) {
  Legend legend(4, width, top);
  constexpr double sign = Legend::kSign;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto [x, y] = legend.add(svg, texts[i]);
    if (i < 2) {
      const std::string side = i == 0 ? "tw-left" : "tw-right";
      svg.rect(side + " tw-band", x, y + 1, sign, sign - 2);
      svg.path(side + " tw-line", SvgPath().move(x, y + sign / 2).line(x + sign, y + sign / 2));
    } else if (i < 6) {
      svg.rect(fmt::format("tw-stretch tw-s{}", 5 - i), x, y + 1, sign, sign - 2);
    } else {
      svg.rect("tw-spot", x, y, sign, sign);
      svg.rect("tw-spot-bar", x, y, sign, 3);
    }
  }
}

}  // namespace

Svg strip_map(const ScopeReport& report, const Surroundings& around, PictureSize size) {
  const StripLayout layout(report, size);
  const std::vector<std::string> texts = legend_texts(report, around.set);
  const double legend = Legend::height(texts, layout.width - 4) + 8;
  Svg svg(size == PictureSize::wide ? "strip-wide" : "strip-narrow", "Strip map of " + report.scope.name,
          fmt::format("The line straightened: events per km of the left bank upwards, of the right bank downwards, in "
                      "{} rows; the table of stretches has the numbers.",
                      layout.rows.size()),
          layout.width, layout.height() + legend);
  draw_legend(svg, texts, 2, layout.width);
  double top = legend;
  for (const StripRow& row : layout.rows) {
    Row(svg, layout, report, around, row, top).draw();
    top += layout.row_height();
  }
  return svg;
}

}  // namespace thalweg
