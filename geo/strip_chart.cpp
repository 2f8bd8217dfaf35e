#include "geo/strip_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "geo/xml.hpp"

namespace thalweg {
namespace {

constexpr double kLeftMargin = 14, kRightMargin = 3, kLaneGap = 3;  // mm
constexpr double kUnits = 10;                                       // drawing units per mm: Qt rounds small fonts
constexpr double kLetter = 1.35;                                    // mm, of a letter on average
constexpr std::size_t kMostMarks = 2000;
constexpr std::string_view kInk = "#3a3a3a", kMuted = "#8a8a8a";
constexpr std::string_view kLeft = "#9ecae1", kLeftDark = "#08519c", kRight = "#fdbe85", kRightDark = "#a63603";

/// The least of 1, 2, 2.5, 5 times a power of ten that is >= value.
double nice_above(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 2.5, 5.0}) {
    if (step * power >= value * (1 - 1e-9)) return step * power;
  }
  return 10 * power;
}

std::string units(double mm) {
  return fmt::format("{:.1f}", mm * kUnits);
}

/// Bars and points joined so that a lane has not many more than can be told apart on a page.
StripChart thinned(StripChart chart) {
  const auto thin = [](auto& all, auto join) {
    const std::size_t every = (all.size() + kMostMarks - 1) / kMostMarks;
    if (every <= 1) return;
    std::remove_reference_t<decltype(all)> out;
    std::size_t joined = 0;
    for (const auto& item : all) {
      if (joined == 0 || joined == every || out.back().lane != item.lane) {
        out.push_back(item);
        joined = 1;
      } else {
        join(out.back(), item);
        ++joined;
      }
    }
    all = std::move(out);
  };
  thin(chart.bars, [](StripChart::Bar& a, const StripChart::Bar& b) {
    const double la = a.to_km - a.from_km, lb = b.to_km - b.from_km;
    a.left = (a.left * la + b.left * lb) / (la + lb);
    a.right = (a.right * la + b.right * lb) / (la + lb);
    a.to_km = b.to_km;
    a.significant = a.significant || b.significant;
  });
  thin(chart.curve, [](StripChart::Point&, const StripChart::Point&) {});
  return chart;
}

class Drawing {
 public:
  Drawing(const StripChart& chart, double width, double height)
      : chart_(chart),
        scale_(chart, width),
        width_(width),
        bottom_(height - kStripBottomMargin),
        zero_((kStripTop + bottom_) / 2),
        most_(nice_above(std::max(1e-9, greatest()))) {
    svg_.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                      {"width", fmt::format("{}mm", width)},
                      {"height", fmt::format("{}mm", height)},
                      {"viewBox", fmt::format("0 0 {} {}", units(width), units(height))}});
  }

  std::string draw() {
    axis();
    for (const StripChart::Bar& bar : chart_.bars) draw(bar);
    curve(&StripChart::Point::left, +1);
    curve(&StripChart::Point::right, -1);
    for (std::size_t i = 0; i < chart_.lanes.size(); ++i) lane(i);
    towns(true);
    towns(false);
    return svg_.close().str();
  }

 private:
  [[nodiscard]] double greatest() const {
    double most = 0;
    for (const auto& b : chart_.bars) most = std::max({most, b.left, b.right});
    for (const auto& p : chart_.curve) most = std::max({most, p.left, p.right});
    return most;
  }

  [[nodiscard]] double y(double rate, int up) const { return zero_ - up * rate / most_ * (zero_ - kStripTop); }

  void text(double x, double at_y, std::string_view content, double size, std::string_view color,
            std::string_view anchor, std::string_view weight = "normal") {
    svg_.text("text", content,
              {{"x", units(x)},
               {"y", units(at_y)},
               {"font-family", "sans-serif"},
               {"font-size", units(size)},
               {"font-weight", std::string(weight)},
               {"text-anchor", std::string(anchor)},
               {"fill", std::string(color)}});
  }
  void line(double x1, double y1, double x2, double y2, std::string_view color, double w) {
    svg_.leaf("line", {{"x1", units(x1)},
                       {"y1", units(y1)},
                       {"x2", units(x2)},
                       {"y2", units(y2)},
                       {"stroke", std::string(color)},
                       {"stroke-width", units(w)}});
  }
  void box(double x1, double y1, double x2, double y2, std::string_view color) {
    svg_.leaf("rect", {{"x", units(x1)},
                       {"y", units(std::min(y1, y2))},
                       {"width", units(std::max(0.0, x2 - x1))},
                       {"height", units(std::abs(y2 - y1))},
                       {"fill", std::string(color)}});
  }

  void axis() {
    for (const double share : {1.0, 0.5}) {
      for (const int up : {+1, -1}) {
        const double at = y(share * most_, up);
        line(kLeftMargin, at, width_ - kRightMargin, at, "#dcdcdc", 0.1);
        text(kLeftMargin - 1, at + 0.75, fmt::format("{:g}", share * most_), 2.1, kMuted, "end");
      }
    }
    text(kLeftMargin - 1, zero_ + 0.75, "0", 2.1, kMuted, "end");
    text(0.5, zero_ - 1.6, chart_.left, 2.6, kLeftDark, "start", "bold");
    text(0.5, zero_ + 3.6, chart_.right, 2.6, kRightDark, "start", "bold");
  }

  void draw(const StripChart::Bar& b) {
    const double x1 = scale_.x_mm(b.lane, b.from_km), x2 = scale_.x_mm(b.lane, b.to_km);
    const double gap = std::min(0.2, (x2 - x1) * 0.1);
    if (b.left > 0) box(x1, y(b.left, +1), x2 - gap, zero_, b.significant ? kLeftDark : kLeft);
    if (b.right > 0) box(x1, zero_, x2 - gap, y(b.right, -1), b.significant ? kRightDark : kRight);
  }

  void curve(double StripChart::Point::*rate, int up) {
    for (std::size_t i = 0; i < chart_.lanes.size(); ++i) {
      std::string points;
      for (const StripChart::Point& p : chart_.curve) {
        if (p.lane == i) points += units(scale_.x_mm(i, p.km)) + "," + units(y(p.*rate, up)) + " ";
      }
      if (points.empty()) continue;
      svg_.leaf("polyline", {{"points", points},
                             {"fill", "none"},
                             {"stroke", std::string(kInk)},
                             {"stroke-width", units(0.2)},
                             {"stroke-linejoin", "round"}});
    }
  }

  void lane(std::size_t i) {
    const double end = chart_.lanes[i].length_km, from = scale_.x_mm(i, 0), to = scale_.x_mm(i, end);
    line(from, zero_, to, zero_, kInk, 0.25);
    const double step = nice_above(14 / scale_.mm_per_km()), base = bottom_ + 5.2;
    line(from, base, to, base, kMuted, 0.15);
    for (double km = 0; km <= end; km += step) {
      const double x = scale_.x_mm(i, km);
      line(x, base, x, base + 0.9, kMuted, 0.15);
      text(x, base + 3.2, fmt::format("{:g}{}", km, km == 0 ? " km" : ""), 2.1, kInk, km == 0 ? "start" : "middle");
    }
    if (chart_.lanes.size() > 1) text(to, base - 0.6, chart_.lanes[i].route, 2.1, kMuted, "end");
  }

  /// Names of one side's towns in a row, the first that come; those that would run into another are left out.
  void towns(bool left) {
    double free_from = 0;
    const double row = left ? kStripTop - 1.6 : bottom_ + 3.2;
    for (const StripChart::Town& t : chart_.towns) {
      if (t.left != left) continue;
      const double x = scale_.x_mm(t.lane, t.km), half = static_cast<double>(t.name.size()) * kLetter / 2;
      if (x - half < free_from || x + half > width_) continue;
      free_from = x + half + 1;
      line(x, left ? kStripTop - 1.1 : bottom_, x, left ? kStripTop : bottom_ + 1.1, kMuted, 0.2);
      text(x, row, t.name, 2.3, kInk, "middle");
    }
  }

  const StripChart& chart_;
  StripScale scale_;
  double width_, bottom_, zero_, most_;
  Xml svg_;
};

}  // namespace

StripScale::StripScale(const StripChart& chart, double width_mm) {
  double all_km = 0;
  for (const StripChart::Lane& lane : chart.lanes) all_km += lane.length_km;
  const double plot = width_mm - kLeftMargin - kRightMargin, lanes = static_cast<double>(chart.lanes.size());
  const double gap = std::min(kLaneGap, plot / 10 / lanes);
  mm_per_km_ = (plot - gap * (lanes - 1)) / all_km;
  double start = kLeftMargin;
  for (const StripChart::Lane& lane : chart.lanes) {
    lane_start_mm_.push_back(start);
    start += lane.length_km * mm_per_km_ + gap;
  }
}

double StripScale::x_mm(std::size_t lane, double km) const {
  return lane_start_mm_.at(lane) + km * mm_per_km_;
}

std::string strip_svg(const StripChart& chart, double width_mm, double height_mm) {
  const StripChart drawn = thinned(chart);
  return Drawing(drawn, width_mm, height_mm).draw();
}

}  // namespace thalweg
