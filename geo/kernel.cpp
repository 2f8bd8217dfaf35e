#include "geo/kernel.hpp"

#include <array>
#include <limits>
#include <numbers>
#include <string>

#include "geo/error.hpp"

namespace thalweg {
namespace {

struct Shape {
  std::string_view name;
  double half_width;  ///< in bandwidths
  double peak;        ///< times the half width; of the Gaussian times the bandwidth
};

constexpr double kEndless = std::numeric_limits<double>::infinity();

const std::array<Shape, 5> kShapes{{{"gaussian", kEndless, 0.5 * std::numbers::inv_sqrtpi* std::numbers::sqrt2},
                                    {"epanechnikov", std::sqrt(5.0), 0.75},
                                    {"quartic", std::sqrt(7.0), 15.0 / 16},
                                    {"triangular", std::sqrt(6.0), 1},
                                    {"uniform", std::sqrt(3.0), 0.5}}};

const Shape& shape_of(Kernel kernel) {
  return kShapes.at(static_cast<std::size_t>(kernel));
}

}  // namespace

Kernel parse_kernel(std::string_view name) {
  std::string all;
  for (std::size_t i = 0; i < kShapes.size(); ++i) {
    if (kShapes[i].name == name) return static_cast<Kernel>(i);
    all += (all.empty() ? "" : ", ") + std::string(kShapes[i].name);
  }
  bad_input("'{}' is not a kernel; the kernels are: {}", name, all);
}

std::string_view kernel_name(Kernel kernel) {
  return shape_of(kernel).name;
}

double support_half_width(Kernel kernel, double bandwidth_m) {
  return shape_of(kernel).half_width * bandwidth_m;
}

LineKernel::LineKernel(Kernel shape, double bandwidth_m, double length_m, int power)
    : shape_(shape), power_(power), bandwidth_(bandwidth_m), length_(length_m) {
  if (!(length_m > 0 && length_m < kEndless)) bad_input("a line of {} m has no length to smooth along", length_m);
  if (!(bandwidth_m > 0)) bad_input("a bandwidth of {:g} km is not above 0; give one such as 10km", bandwidth_m / 1000);
  if (!(bandwidth_m <= length_m)) {
    bad_input("a bandwidth of {:g} km is longer than the route, {:.3f} km; give a shorter one", bandwidth_m / 1000,
              length_m / 1000);
  }
  if (power != 1 && power != 2) bad_input("a kernel to the power {} is not provided", power);
  half_width_ = support_half_width(shape, bandwidth_m);
  const double width = shape == Kernel::gaussian ? bandwidth_m * std::numbers::sqrt2 : half_width_;
  inverse_width_ = 1 / width;
  peak_ = shape_of(shape).peak / (shape == Kernel::gaussian ? bandwidth_m : half_width_);
}

double LineKernel::image_reach(double nearest) const {
  // exp(-(reach^2 - nearest^2) / 2 bandwidth^2) = exp(-40) is 2^-57.
  return shape_ == Kernel::gaussian ? std::sqrt(nearest * nearest + 80 * bandwidth_ * bandwidth_) : half_width_;
}

double LineKernel::operator()(double x, double y) const {
  const double reach = image_reach(std::abs(x - y));
  double sum = endless(x - y);
  for (double shift = 0;; shift += 2 * length_) {  // the images beyond either end, ring by ring
    const double before = x + y + shift, beyond = 2 * length_ + shift - (x + y);
    if (before > reach && beyond > reach) break;
    sum += endless(before) + endless(beyond);
    const double period = 2 * length_ + shift;
    sum += endless(x - y + period) + endless(x - y - period);
  }
  return raised(sum);
}

}  // namespace thalweg
