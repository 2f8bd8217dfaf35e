#include "geo/gamma_quantile.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "geo/double_policy.hpp"

namespace thalweg {

double gamma_quantile(double shape, double tail, Tail which) {
  return which == Tail::upper ? boost::math::gamma_q_inv(shape, tail, kDouble)
                              : boost::math::gamma_p_inv(shape, tail, kDouble);
}

double great_gamma_quantile(double shape, double tail, Tail which) {
  const double deviate = std::numbers::sqrt2 * boost::math::erfc_inv(2 * tail, kDouble);
  const double z = which == Tail::upper ? deviate : -deviate;
  const double z2 = z * z, root = std::sqrt(shape);
  return shape + z * root + (z2 - 1) / 3 + z * (z2 - 7) / (36 * root) - ((3 * z2 + 7) * z2 - 16) / (810 * shape) +
         z * ((9 * z2 + 256) * z2 - 433) / (38880 * shape * root);
}

}  // namespace thalweg
