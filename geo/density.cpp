#include "geo/density.hpp"

#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "geo/density_limits.hpp"
#include "geo/error.hpp"

namespace thalweg {
namespace {

void add(std::vector<double>& to, const std::vector<double>& values) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += values[i];
}

/// What the classes come to: their sums, in their order, of one power of the kernel.
std::vector<double> sum_of(const std::vector<SmoothingClass>& classes, Kernel shape, double length_m, int power,
                           std::span<const double> at_m) {
  std::vector<std::vector<double>> parts(classes.size());
  tbb::parallel_for(std::size_t{0}, classes.size(), [&](std::size_t c) {
    const LineKernel kernel(shape, classes[c].bandwidth_m, length_m, power);
    parts[c] = kernel_sum(kernel, power == 1 ? classes[c].masses : classes[c].squares, at_m);
  });
  std::vector<double> out(at_m.size(), 0.0);
  for (const auto& part : parts) add(out, part);
  return out;
}

/// The largest weight that an event has, as far as the bins tell.
double heaviest(const BinnedEvents& events) {
  double out = 0;
  for (std::size_t k = 0; k < events.sum.value.size(); ++k) {
    if (events.sum.value[k] > 0) out = std::max(out, events.squares.value[k] / events.sum.value[k]);
  }
  return out > 0 ? out : 1;
}

/// The largest value of the kernel at x, wherever the event is: at x itself or, near an end, at that end.
double largest_kernel(const LineKernel& kernel, double x) {
  return std::max({kernel(x, x), kernel(x, 0), kernel(x, kernel.length_m())});
}

}  // namespace

Lixels::Lixels(double length_m, double step_m) : length_(length_m), step_(step_m), count_(0) {
  if (!(step_m > 0)) bad_input("a step of {:g} m between stations is not above 0; give one such as 1km", step_m);
  if (step_m > length_m) {
    bad_input("a step of {:g} km is longer than the route, {:.3f} km; give a shorter one", step_m / 1000,
              length_m / 1000);
  }
  if (length_m / step_m > static_cast<double>(kMaxStations)) {
    bad_input("a step of {:g} m gives {:.0f} stations on {:.3f} km; the most is {}: give a longer one", step_m,
              std::ceil(length_m / step_m), length_m / 1000, kMaxStations);
  }
  // A remainder that is rounding alone makes no lixel.
  count_ = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(length_m / step_m - 1e-9)));
}

Stretch Lixels::stretch(std::size_t k) const {
  return {{static_cast<double>(k) * step_}, {k + 1 == count_ ? length_ : static_cast<double>(k + 1) * step_}};
}

std::vector<double> Lixels::stations_m() const {
  std::vector<double> out(count_);
  for (std::size_t k = 0; k < count_; ++k) out[k] = (stretch(k).from.m + stretch(k).to.m) / 2;
  return out;
}

BinnedEvents unweighted(BinnedLine counts) {
  return {counts, counts};
}

Smoother::Smoother(const BinnedLine& events, const Smoothing& smoothing)
    : smoothing_(smoothing), length_(events.length_m) {
  const LineKernel checked(smoothing.kernel, smoothing.bandwidth_m, length_);
  if (smoothing.adaptive) local_.emplace(events, smoothing);
}

std::vector<SmoothingClass> Smoother::classes_of(const BinnedEvents& events) const {
  if (local_) return local_->classes(events);
  return {{smoothing_.bandwidth_m, occupied_bins(events.sum), occupied_bins(events.squares)}};
}

std::vector<double> Smoother::per_m(const BinnedLine& line, std::span<const double> at_m) const {
  return sum_of(classes_of({line, line}), smoothing_.kernel, length_, 1, at_m);
}

Density Smoother::density(const BinnedEvents& events, std::span<const double> at_m) const {
  const auto classes = classes_of(events);
  Density out;
  tbb::parallel_invoke([&] { out.per_m = sum_of(classes, smoothing_.kernel, length_, 1, at_m); },
                       [&] { out.se_per_m = sum_of(classes, smoothing_.kernel, length_, 2, at_m); });
  out.bandwidth_m = local_ ? local_->at(at_m) : std::vector<double>(at_m.size(), smoothing_.bandwidth_m);
  out.lower_per_m.resize(at_m.size());
  out.upper_per_m.resize(at_m.size());
  const double weight = heaviest(events);
  tbb::parallel_for(std::size_t{0}, at_m.size(), [&](std::size_t i) {
    const LineKernel kernel(smoothing_.kernel, out.bandwidth_m[i], length_);
    const double variance = out.se_per_m[i];
    const Limits limits = weighted_poisson_limits(out.per_m[i], variance, weight * largest_kernel(kernel, at_m[i]));
    out.lower_per_m[i] = limits.lower;
    out.upper_per_m[i] = limits.upper;
    out.se_per_m[i] = std::sqrt(variance);
  });
  return out;
}

Density density(const BinnedEvents& events, const Smoothing& smoothing, std::span<const double> at_m) {
  return Smoother(events.sum, smoothing).density(events, at_m);
}

std::vector<double> density_per_m(const BinnedLine& line, const Smoothing& smoothing, std::span<const double> at_m) {
  return Smoother(line, smoothing).per_m(line, at_m);
}

std::vector<std::size_t> peaks(const Density& density, std::span<const double> at_m, std::size_t count) {
  const std::vector<double>& f = density.per_m;
  std::vector<std::size_t> maxima, out;
  for (std::size_t i = 0, end = 0; i < f.size(); i = end) {
    for (end = i + 1; end < f.size() && f[end] == f[i];) ++end;
    if (f[i] > 0 && (i == 0 || f[i - 1] < f[i]) && (end == f.size() || f[end] < f[i])) maxima.push_back(i);
  }
  std::ranges::stable_sort(maxima, std::ranges::greater{}, [&](std::size_t i) { return f[i]; });
  for (const std::size_t i : maxima) {
    if (out.size() == count) break;
    const bool apart = std::ranges::all_of(out, [&](std::size_t other) {
      return std::abs(at_m[i] - at_m[other]) >= 2 * std::max(density.bandwidth_m[i], density.bandwidth_m[other]);
    });
    if (apart) out.push_back(i);
  }
  return out;
}

}  // namespace thalweg
