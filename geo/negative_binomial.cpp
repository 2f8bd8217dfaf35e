#include "geo/negative_binomial.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>

#include "geo/error.hpp"
#include "geo/stirling.hpp"
#include "geo/sum.hpp"

namespace thalweg {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// ln(Gamma(n + r) / (Gamma(r) r^n)) = sum of ln(1 + k / r) over k < n, without the cancellation for large r.
double rising(double n, double r) {
  if (n <= 16) {
    double product = 1;
    for (double k = 1; k < n; ++k) product *= 1 + k / r;
    if (product < 1.5) {  // near 1 the product has lost digits
      double sum = 0;
      for (double k = 1; k < n; ++k) sum += std::log1p(k / r);
      return sum;
    }
    if (std::isfinite(product)) return std::log(product);
  }
  if (r >= kStirlingFrom) return log_rising(n, r);
  return boost::math::lgamma(n + r) - boost::math::lgamma(r) - n * std::log(r);
}

struct Totals {
  double count = 0, exposure = 0, length = 0;
  bool proportional = true;  ///< exposure goes with length
  [[nodiscard]] double rate() const { return count / exposure; }
};

Totals totals_of(std::span<const CountCase> cases) {
  if (cases.empty()) bad_input("no segment has an exposure; rates need at least one");
  CompensatedSum count, exposure, length;
  for (const CountCase& c : cases) {
    if (!(c.exposure > 0 && c.length > 0) || std::isinf(c.exposure) || std::isinf(c.length)) {
      bad_input("a segment of {} km has an exposure of {}; both must be more than 0", c.length, c.exposure);
    }
    count.add(static_cast<double>(c.count));
    exposure.add(c.exposure);
    length.add(c.length);
  }
  Totals t{count.value(), exposure.value(), length.value()};
  const double ratio = t.exposure / t.length;
  t.proportional = std::ranges::all_of(
      cases, [&](const CountCase& c) { return std::abs(c.exposure - ratio * c.length) <= 1e-12 * c.exposure; });
  return t;
}

double gain_of(std::span<const CountCase> cases, const NegativeBinomial& model, double poisson_rate) {
  if (std::isinf(model.inverse_dispersion)) return 0;
  const double up = poisson_rate > 0 ? std::log(model.rate / poisson_rate) : 0;
  CompensatedSum sum;
  for (const CountCase& c : cases) {
    const double n = static_cast<double>(c.count), r = model.inverse_dispersion * c.length;
    const double mean = model.rate * c.exposure;
    sum.add(n * up + rising(n, r) - (n + r) * std::log1p(mean / r) + poisson_rate * c.exposure);
  }
  return sum.value();
}

/// The rate that fits best with a given overdispersion: the root of the derivative by the rate's logarithm.
double best_rate(std::span<const CountCase> cases, const Totals& totals, double phi) {
  if (totals.proportional) return totals.rate();
  const double start = std::log(totals.rate());
  const auto slope = [&](double log_rate) {
    const double rate = std::exp(log_rate);
    double first = 0, second = 0;
    for (const CountCase& c : cases) {
      const double n = static_cast<double>(c.count), r = phi * c.length, mean = rate * c.exposure;
      first += r * (n - mean) / (r + mean);
      second -= (n + r) * r * mean / ((r + mean) * (r + mean));
    }
    return std::pair(first, second);
  };
  std::uintmax_t steps = 100;
  return std::exp(boost::math::tools::newton_raphson_iterate(slope, start, start - 50, start + 50, 46, steps));
}

}  // namespace

double log_likelihood_gain(std::span<const CountCase> cases, const NegativeBinomial& model) {
  return gain_of(cases, model, totals_of(cases).rate());
}

NegativeBinomialFit fit_negative_binomial(std::span<const CountCase> cases) {
  const Totals totals = totals_of(cases);
  const NegativeBinomialFit poisson{FitOutcome::no_overdispersion, {totals.rate(), kInfinity}, 0};
  if (totals.count == 0) return poisson;
  const double k = static_cast<double>(cases.size()), per_case = totals.count / k;
  const auto model_at = [&](double x) {  // x: the logarithm of the mean shape
    const double phi = std::exp(x) * k / totals.length;
    return NegativeBinomial{best_rate(cases, totals, phi), phi};
  };
  const auto loss = [&](double x) { return -gain_of(cases, model_at(x), totals.rate()); };

  // Beyond a mean shape of 10^4 times the mean count the variance differs from Poisson's by less than 1 in 10^4.
  constexpr double kStep = 0.5;
  const double from = std::log(1e-6), to = std::log(1e4 * (1 + per_case));
  const int steps = static_cast<int>(std::ceil((to - from) / kStep));
  int best = 0;
  double least = kInfinity;
  for (int i = 0; i <= steps; ++i) {
    const double here = loss(from + i * kStep);
    if (here < least) {
      least = here;
      best = i;
    }
  }
  if (best == 0) return {FitOutcome::not_converged, poisson.model, 0};
  const double nothing = std::max(1e-9, 1e-15 * totals.count);  // a gain of rounding errors
  if (best == steps || -least <= nothing) return poisson;
  const auto [x, value] =
      boost::math::tools::brent_find_minima(loss, from + (best - 1) * kStep, from + (best + 1) * kStep, 30);
  return {FitOutcome::fitted, model_at(x), -value};
}

}  // namespace thalweg
