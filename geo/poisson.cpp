#include "geo/poisson.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "geo/double_policy.hpp"
#include "geo/error.hpp"
#include "geo/gamma_quantile.hpp"
#include "geo/tail_sums.hpp"

namespace thalweg {
namespace {

double tail_of(double level) {
  if (!(level > 0 && level < 1)) bad_input("a confidence level of {} is not between 0 and 1", level);
  return (1 - level) / 2;
}

/// The mean at which `excess` is 0, between two means at which its sign differs.
template <typename Excess>
double mean_between(double low, double high, Excess excess) {
  const double at_low = excess(low), at_high = excess(high);
  if (at_low == 0 || low == high) return low;
  if (at_high == 0) return high;
  std::uintmax_t steps = 100;
  const boost::math::tools::eps_tolerance<double> enough(48);
  const auto [a, b] = boost::math::tools::toms748_solve(excess, low, high, at_low, at_high, enough, steps);
  return a + (b - a) / 2;
}

/// Mid-P limits of a great count. The mean of the tails of the shapes n and n + 1 is that of the shape n + 1/2 but for
/// 1/8 of its second derivative by the shape, which moves the quantile at the normal deviate z by z / (8 sqrt(n)):
/// some 1e-14 of it from 10^9 on.
Limits middle_limits(double n, double tail) {
  return {great_gamma_quantile(n + 0.5, tail, Tail::lower), great_gamma_quantile(n + 0.5, tail, Tail::upper)};
}

}  // namespace

Limits poisson_limits(std::uint64_t count, double level) {
  const double tail = tail_of(level), n = static_cast<double>(count);
  // P(count or more | mean) = gamma_p(count, mean), P(count or fewer | mean) = gamma_q(count + 1, mean).
  const auto quantile = n > kManyEvents ? great_gamma_quantile : gamma_quantile;
  return {count == 0 ? 0 : quantile(n, tail, Tail::lower), quantile(n + 1, tail, Tail::upper)};
}

Limits poisson_mid_p_limits(std::uint64_t count, double level) {
  using namespace boost::math;
  const double tail = tail_of(level), n = static_cast<double>(count);
  if (count == 0) return {0, -std::log(2 * tail)};
  if (n > kManyEvents) return middle_limits(n, tail);
  // Half of "count or more" and half of "more than count": the mean lies between those of the two.
  const auto above = [&](double mean) {
    return (gamma_p(n, mean, kDouble) + gamma_p(n + 1, mean, kDouble)) / 2 - tail;
  };
  const auto below = [&](double mean) {
    return (gamma_q(n, mean, kDouble) + gamma_q(n + 1, mean, kDouble)) / 2 - tail;
  };
  const auto between = [&](Tail which, const auto& excess) {
    return mean_between(gamma_quantile(n, tail, which), gamma_quantile(n + 1, tail, which), excess);
  };
  return {between(Tail::lower, above), between(Tail::upper, below)};
}

double excess_p(std::uint64_t count, std::uint64_t total, double share) {
  if (count > total) bad_input("a count of {} is more than the total of {}", count, total);
  if (!(share >= 0 && share <= 1)) bad_input("a share of {} is not between 0 and 1", share);
  if (count == 0) return 1;
  const double n = static_cast<double>(count);
  if (static_cast<double>(total) > kManyEvents && share > 0 && share < 1) {
    return tail_sums(binomial_family(static_cast<double>(total)), share / (1 - share), n).at_least();
  }
  return boost::math::ibeta(n, static_cast<double>(total) - n + 1, share);
}

}  // namespace thalweg
