#include "geo/poisson.hpp"

#include <boost/math/special_functions/gamma.hpp>

#include "geo/error.hpp"

namespace thalweg {

Limits poisson_limits(std::uint64_t count, double level) {
  if (!(level > 0 && level < 1)) bad_input("a confidence level of {} is not between 0 and 1", level);
  const double tail = (1 - level) / 2, n = static_cast<double>(count);
  // P(count or more | mean) = gamma_p(count, mean), P(count or fewer | mean) = gamma_q(count + 1, mean).
  const double lower = count == 0 ? 0 : boost::math::gamma_p_inv(n, tail);
  return {lower, boost::math::gamma_q_inv(n + 1, tail)};
}

}  // namespace thalweg
