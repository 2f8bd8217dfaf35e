#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace thalweg {

/// The routes straightened and laid end to end: chainage to the right, rates of the left side upwards and of the right
/// side downwards.
struct StripChart {
  struct Lane {
    std::string route;
    double length_km = 0;
  };
  struct Bar {
    std::size_t lane = 0;
    double from_km = 0, to_km = 0;
    double left = 0, right = 0;  ///< events per km
    bool significant = false;    ///< drawn darker
  };
  struct Point {
    std::size_t lane = 0;
    double km = 0;
    double left = 0, right = 0;  ///< events per km
  };
  struct Town {
    std::size_t lane = 0;
    double km = 0;
    std::string name;
    bool left = true;
  };

  std::vector<Lane> lanes;
  std::vector<Bar> bars;
  std::vector<Point> curve;  ///< a smoothed rate, drawn as a line over the bars
  std::vector<Town> towns;
  std::string left = "left", right = "right";  ///< names of the sides
};

/// Where places are on the drawing of a strip chart.
class StripScale {
 public:
  /// `width_mm` is that of the whole drawing.
  StripScale(const StripChart& chart, double width_mm);
  /// Millimetres from the drawing's left edge.
  [[nodiscard]] double x_mm(std::size_t lane, double km) const;
  [[nodiscard]] double mm_per_km() const { return mm_per_km_; }

 private:
  std::vector<double> lane_start_mm_;
  double mm_per_km_ = 1;
};

/// Upper and lower edge of the plotted part, in millimetres from the drawing's top.
inline constexpr double kStripTop = 4.6;
inline constexpr double kStripBottomMargin = 9.4;

/// The chart as an SVG document of that size, on a transparent ground. It needs a bar or a point of the curve. Where
/// there are more than some 2,000 bars, neighbours are joined, with their mean rate.
std::string strip_svg(const StripChart& chart, double width_mm, double height_mm);

}  // namespace thalweg
