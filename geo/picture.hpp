#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/route_set.hpp"
#include "geo/svg.hpp"

namespace thalweg {

/// Drawings come in two sizes with letters of the same size: for a page, and for a telephone.
enum class PictureSize { wide, narrow };
double picture_width(PictureSize size);

/// A place near the routes, as drawings need it.
struct RoutePlace {
  std::string name;
  int rank = 1;
  std::uint32_t route = 0;
  Chainage at;
  Side side = Side::on;
  LonLat position;
};

/// What drawings know of the world besides the events.
struct Surroundings {
  explicit Surroundings(const RouteSet& on);
  const RouteSet& set;
  std::vector<RoutePlace> towns;  ///< those near the routes, the most widely known and then the nearest first
};

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `least` (> 0): for steps.
double nice_number(double least);
/// The smallest of 1, 2, 3, 4, 5, 6 and 8 times a power of ten that is at least `least` (> 0): for the top of a scale.
double nice_top(double least);

/// The text, or as much of it as fits a width, and an ellipsis.
std::string fitted(std::string text, double size, double width);

/// Intervals that are taken on a line, such as by labels.
class TakenIntervals {
 public:
  [[nodiscard]] bool is_free(double from, double to) const;
  void take(double from, double to) { taken_.push_back({from, to}); }

 private:
  struct Interval {
    double from, to;
  };
  std::vector<Interval> taken_;
};

/// Rows of signs with their meaning, which break at a width.
class Legend {
 public:
  Legend(double left, double right, double top) : left_(left), right_(right), x_(left), y_(top) {}
  /// Draws the text at the next place and gives where its sign goes: kSign wide, kSign high.
  struct Place {
    double x, y;
  };
  static constexpr double kSign = 12, kRow = 19;
  Place add(Svg& svg, const std::string& text);
  /// The height of a legend with these texts.
  static double height(const std::vector<std::string>& texts, double width);

 private:
  static double width_of(const std::string& text);
  double left_, right_, x_, y_;
};

}  // namespace thalweg
