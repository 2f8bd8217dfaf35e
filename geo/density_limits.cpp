#include "geo/density_limits.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "geo/error.hpp"

namespace thalweg {
namespace {

// Without promotion to long double, which costs eight times as much for digits that nobody sees.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// From this shape on Wilson & Hilferty's approximation (1931, doi:10.1073/pnas.17.12.684) has ten digits, and the
/// series would be long.
constexpr double kManyEvents = 1e6;

/// Quantile of a gamma variable of scale 1 with the probability `tail` below (upper: above) it.
double gamma_quantile(double shape, double tail, bool upper) {
  if (shape > kManyEvents) {
    const double z = std::numbers::sqrt2 * boost::math::erfc_inv(2 * tail, Policy()) * (upper ? 1 : -1);
    return shape * std::pow(1 - 1 / (9 * shape) + z / (3 * std::sqrt(shape)), 3);
  }
  return upper ? boost::math::gamma_q_inv(shape, tail, Policy()) : boost::math::gamma_p_inv(shape, tail, Policy());
}

}  // namespace

Limits weighted_poisson_limits(double sum, double squares, double largest, double level) {
  if (!(level > 0 && level < 1)) bad_input("a confidence level of {} is not between 0 and 1", level);
  const double tail = (1 - level) / 2;
  Limits out;
  if (const double scale = sum > 0 ? squares / sum : 0; scale > 0) {
    out.lower = gamma_quantile(sum / scale, tail, false) * scale;
  }
  if (largest > 0) {
    const double scale = (squares + largest * largest) / (sum + largest);
    out.upper = gamma_quantile((sum + largest) / scale, tail, true) * scale;
  }
  return out;
}

}  // namespace thalweg
