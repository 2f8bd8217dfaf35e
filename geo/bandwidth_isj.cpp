#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "geo/bandwidth.hpp"
#include "geo/error.hpp"

namespace thalweg {
namespace {

using Complex = std::complex<double>;
constexpr double kPi = std::numbers::pi;

/// Discrete Fourier transform of a power of two of values, in place (Cooley & Tukey 1965, doi:10.2307/2003354).
void transform(std::vector<Complex>& x) {
  const std::size_t n = x.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {  // to bit-reversed order
    std::size_t bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  for (std::size_t half = 1; half < n; half *= 2) {
    for (std::size_t k = 0; k < half; ++k) {
      const Complex turn = std::polar(1.0, -kPi * static_cast<double>(k) / static_cast<double>(half));
      for (std::size_t i = k; i < n; i += 2 * half) {
        const Complex odd = turn * x[i + half];
        x[i + half] = x[i] - odd;
        x[i] += odd;
      }
    }
  }
}

/// sum_j x_j cos(pi k (j + 1/2) / n) for every k, through a transform of the same size (Makhoul 1980,
/// doi:10.1109/TASSP.1980.1163351).
std::vector<double> cosine_sums(const std::vector<double>& x) {
  const std::size_t n = x.size();
  std::vector<Complex> folded(n);
  for (std::size_t j = 0; j < n / 2; ++j) {
    folded[j] = x[2 * j];
    folded[n - 1 - j] = x[2 * j + 1];
  }
  transform(folded);
  std::vector<double> out(n);
  for (std::size_t k = 0; k < n; ++k) {
    out[k] = (std::polar(1.0, -kPi * static_cast<double>(k) / static_cast<double>(2 * n)) * folded[k]).real();
  }
  return out;
}

/// Shares of the events by cell; those of a bin are spread evenly over it.
std::vector<double> shares_by_cell(const BinnedLine& counts, double events) {
  std::vector<double> cells(kIsjCells, 0.0);
  const double width = counts.length_m / static_cast<double>(kIsjCells);
  for (std::size_t k = 0; k < counts.value.size(); ++k) {
    if (counts.value[k] == 0) continue;
    const double from = counts.from_m(k), to = counts.to_m(k), per_m = counts.value[k] / events / (to - from);
    for (auto c = static_cast<std::size_t>(from / width); c < kIsjCells; ++c) {
      const double low = std::max(from, static_cast<double>(c) * width);
      const double high = std::min(to, static_cast<double>(c + 1) * width);
      if (high > low) cells[c] += per_m * (high - low);
      if (to <= static_cast<double>(c + 1) * width) break;
    }
  }
  return cells;
}

/// The paper's equation t = xi * gamma^[l](t) with l = 7, for the line scaled to length 1; t is the bandwidth squared.
class FixedPoint {
 public:
  FixedPoint(const BinnedLine& counts, double events) : events_(events) {
    power_ = cosine_sums(shares_by_cell(counts, events));
    for (double& a : power_) a *= a;
  }
  /// t minus the right-hand side.
  double operator()(double t) const {
    constexpr int kStages = 7;
    double norm = derivative_norm(kStages, t);
    for (int s = kStages - 1; s >= 2; --s) {
      double odd = 1;  // 1 * 3 * ... * (2s - 1)
      for (int k = 3; k < 2 * s; k += 2) odd *= k;
      const double numerator = 2 * (1 + std::pow(0.5, s + 0.5)) / 3 * odd / std::sqrt(2 * kPi);
      norm = derivative_norm(s, std::pow(numerator / (events_ * norm), 2 / (3 + 2.0 * s)));
    }
    return t - std::pow(2 * events_ * std::sqrt(kPi) * norm, -0.4);
  }

 private:
  /// Squared norm of the s-th derivative of the density smoothed with variance t.
  [[nodiscard]] double derivative_norm(int s, double t) const {
    double sum = 0;
    for (std::size_t k = 1; k < power_.size(); ++k) {
      const double frequency = kPi * kPi * static_cast<double>(k) * static_cast<double>(k);
      const double damping = std::exp(-frequency * t);
      if (damping == 0) break;
      sum += std::pow(frequency, s) * power_[k] * damping;
    }
    return 2 * sum;
  }

  double events_;
  std::vector<double> power_;
};

}  // namespace

double isj_bandwidth(const BinnedLine& counts) {
  double events = 0;
  for (const double v : counts.value) events += v;
  const FixedPoint residual(counts, events);
  constexpr double kStep = 1.3, kLargest = 0.1;
  double low = std::pow(0.25 / static_cast<double>(kIsjCells), 2);
  if (!(residual(low) < 0)) {
    bad_input("isj asks for a bandwidth below {:.3g} m: the events repeat the same places; give one, such as 10km",
              std::sqrt(low) * counts.length_m);
  }
  while (low < kLargest && residual(low * kStep) < 0) low *= kStep;
  if (!(low < kLargest)) {
    bad_input("isj finds no bandwidth for these {:.0f} events; give one, such as 10km, or let silverman or lcv choose",
              events);
  }
  std::uintmax_t steps = 100;
  const auto bracket = boost::math::tools::toms748_solve([&](double t) { return residual(t); }, low, low * kStep,
                                                         boost::math::tools::eps_tolerance<double>(40), steps);
  return std::sqrt((bracket.first + bracket.second) / 2) * counts.length_m;
}

}  // namespace thalweg
