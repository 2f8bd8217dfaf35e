#pragma once

#include <cmath>
#include <string_view>

namespace thalweg {

/// Shapes of a smoothing kernel. All are set by their standard deviation, the bandwidth, so that one can be put in
/// place of another without smoothing more or less (Wand & Jones 1995, doi:10.1201/b14876, section 2.7, "canonical" by
/// variance).
enum class Kernel { gaussian, epanechnikov, quartic, triangular, uniform };

/// @throws Error{bad_input} that lists the names.
Kernel parse_kernel(std::string_view name);
std::string_view kernel_name(Kernel kernel);

/// The distance from which the kernel is 0, metres: sqrt(5), sqrt(7), sqrt(6), sqrt(3) bandwidths for Epanechnikov,
/// quartic, triangular, uniform; infinite for the Gaussian.
double support_half_width(Kernel kernel, double bandwidth_m);

/// The kernel on a line with reflecting ends, 0 and length_m, to a power: the sum over all mirror images of an event,
/// y + 2 n length and -y + 2 n length for every integer n, raised to `power`. Its integral over the line is 1 for every
/// place of the event (power 1). For the Gaussian it is the heat kernel with insulated ends. Immutable.
class LineKernel {
 public:
  /// @throws Error{bad_input} unless 0 < bandwidth_m <= length_m < infinity, and power is 1 or 2.
  LineKernel(Kernel shape, double bandwidth_m, double length_m, int power = 1);

  [[nodiscard]] double length_m() const { return length_; }
  [[nodiscard]] Kernel shape() const { return shape_; }
  [[nodiscard]] double bandwidth_m() const { return bandwidth_; }
  [[nodiscard]] int power() const { return power_; }
  [[nodiscard]] double half_width_m() const { return half_width_; }

  /// The kernel on an endless line at a distance, 1/m; not raised to the power.
  [[nodiscard]] double endless(double d) const {
    const double u = d * inverse_width_, v = 1 - u * u;
    switch (shape_) {
      case Kernel::gaussian:
        return peak_ * std::exp(-u * u);
      case Kernel::epanechnikov:
        return v > 0 ? peak_ * v : 0;
      case Kernel::quartic:
        return v > 0 ? peak_ * v * v : 0;
      case Kernel::triangular:
        return std::abs(u) < 1 ? peak_ * (1 - std::abs(u)) : 0;
      case Kernel::uniform:
        return v > 0 ? peak_ : 0;
    }
    return 0;
  }
  [[nodiscard]] double raised(double value) const { return power_ == 2 ? value * value : value; }
  /// An image farther than this adds nothing, in double precision, to an event at distance `nearest`.
  [[nodiscard]] double image_reach(double nearest) const;

  /// The whole kernel between two places of the line. O(1 + bandwidth / length).
  [[nodiscard]] double operator()(double x, double y) const;

 private:
  Kernel shape_;
  int power_;
  double bandwidth_, length_, half_width_, inverse_width_, peak_;
};

}  // namespace thalweg
