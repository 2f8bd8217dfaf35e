#pragma once

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

namespace thalweg {

/// From here on three terms of the remainder of Stirling's formula are exact to 1e-13.
inline constexpr double kStirlingFrom = 30;

/// What Stirling's formula leaves out of ln Gamma(x), x > 0.
inline double stirling_rest(double x) {
  if (x < kStirlingFrom) {
    return boost::math::lgamma(x) - ((x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi));
  }
  const double y = 1 / (x * x);
  return (1.0 / 12 - y * (1.0 / 360 - y / 1260)) / x;
}

/// ln(Gamma(r + n) / (Gamma(r) r^n)) for r > 0 and n > -r, without the cancellation where r is large. The error is a
/// few roundings of n.
inline double log_rising(double n, double r) {
  return (n + r - 0.5) * std::log1p(n / r) - n + stirling_rest(n + r) - stirling_rest(r);
}

}  // namespace thalweg
