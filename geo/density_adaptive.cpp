#include <algorithm>
#include <cmath>
#include <map>

#include "geo/density.hpp"

namespace thalweg {
namespace {

// Between neighbouring classes the kernel, as a function of the logarithm of its bandwidth, is taken as linear. Its
// second derivative is at most 1.1 peaks (of the Gaussian), so the error is at most log(1.05)^2 / 8 * 1.1 of the peak.
const double kClassStep = std::log(1.05);

}  // namespace

LocalBandwidth::LocalBandwidth(const BinnedLine& line, const Smoothing& smoothing)
    : smoothing_(smoothing),
      length_(line.length_m),
      shortest_(std::min(line.bin_m, smoothing.bandwidth_m)),
      masses_(occupied_bins(line)) {
  const LineKernel kernel(smoothing.kernel, smoothing.bandwidth_m, length_);
  const std::vector<double> pilot = kernel_sum(kernel, masses_, masses_.at_m);
  double total = 0, logs = 0;
  for (std::size_t i = 0; i < pilot.size(); ++i) {
    total += masses_.mass[i];
    logs += masses_.mass[i] * std::log(pilot[i]);
  }
  if (total > 0) log_mean_ = logs / total;
}

std::vector<double> LocalBandwidth::at(std::span<const double> at_m) const {
  const LineKernel kernel(smoothing_.kernel, smoothing_.bandwidth_m, length_);
  std::vector<double> out = kernel_sum(kernel, masses_, at_m);
  for (double& v : out) {
    const double factor = masses_.mass.empty() ? 1 : v > 0 ? std::exp((log_mean_ - std::log(v)) / 2) : HUGE_VAL;
    v = std::clamp(smoothing_.bandwidth_m * factor, shortest_, length_);
  }
  return out;
}

std::vector<SmoothingClass> LocalBandwidth::classes(const BinnedEvents& events) const {
  const PointMasses masses = occupied_bins(events.sum);
  const std::vector<double> bandwidth = at(masses.at_m);
  std::map<long, SmoothingClass> out;
  std::size_t i = 0;
  const auto put = [&](long number, double share, double squares) {
    if (share <= 0) return;
    SmoothingClass& c = out[number];
    c.bandwidth_m = std::min(smoothing_.bandwidth_m * std::exp(static_cast<double>(number) * kClassStep), length_);
    c.masses.at_m.push_back(masses.at_m[i]);
    c.masses.mass.push_back(share * masses.mass[i]);
    c.squares.at_m.push_back(masses.at_m[i]);
    c.squares.mass.push_back(share * squares);
  };
  for (std::size_t k = 0; k < events.sum.value.size(); ++k) {
    if (events.sum.value[k] == 0) continue;
    const double place = std::log(bandwidth[i] / smoothing_.bandwidth_m) / kClassStep, below = std::floor(place);
    put(static_cast<long>(below), 1 - (place - below), events.squares.value[k]);
    put(static_cast<long>(below) + 1, place - below, events.squares.value[k]);
    ++i;
  }
  std::vector<SmoothingClass> all;
  for (auto& [number, one] : out) all.push_back(std::move(one));
  return all;
}

}  // namespace thalweg
