#include "geo/density_limits.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "geo/double_policy.hpp"
#include "geo/error.hpp"

namespace thalweg {
namespace {

/// From this shape on the expansion below has nine digits, and the series of the incomplete gamma function is long.
constexpr double kManyEvents = 1000;

/// Cornish & Fisher's expansion of the quantile at the normal deviate z (Goldberg & Levine 1946,
/// doi:10.1214/aoms/1177730987, for chi-squared with twice the shape as degrees of freedom).
double expanded_quantile(double shape, double z) {
  const double z2 = z * z, root = std::sqrt(shape);
  return shape + z * root + (z2 - 1) / 3 + z * (z2 - 7) / (36 * root) - ((3 * z2 + 7) * z2 - 16) / (810 * shape) +
         z * ((9 * z2 + 256) * z2 - 433) / (38880 * shape * root);
}

/// Quantile of a gamma variable of scale 1 with the probability `tail` below (upper: above) it.
double gamma_quantile(double shape, double tail, bool upper) {
  if (shape > kManyEvents) {
    const double z = std::numbers::sqrt2 * boost::math::erfc_inv(2 * tail, kDouble);
    return expanded_quantile(shape, upper ? z : -z);
  }
  return upper ? boost::math::gamma_q_inv(shape, tail, kDouble) : boost::math::gamma_p_inv(shape, tail, kDouble);
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
