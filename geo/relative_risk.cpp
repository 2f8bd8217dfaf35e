#include "geo/relative_risk.hpp"

#include <boost/math/special_functions/beta.hpp>

#include "geo/error.hpp"
#include "geo/tail_sums.hpp"

namespace thalweg {
namespace {

/// Odds of the probability x at which I_x(a, b) = area, 1 - x being kept apart so that no digit is lost near 1.
double odds_at(double a, double b, double area) {
  double rest = 0;
  const double x = boost::math::ibeta_inv(a, b, area, &rest);
  return x / rest;
}

/// The least odds that leave `count` or more of `total` events the probability `tail`, for a count > 0.
double lower_odds(double count, double total, double tail) {
  if (total <= kManyEvents) return odds_at(count, total - count + 1, tail);
  return odds_at_tail(binomial_family(total), count, tail, (count + 0.5) / (total - count + 0.5));
}

/// And the greatest that leave as many or fewer so, for a count < total.
double upper_odds(double count, double total, double tail) {
  if (total <= kManyEvents) return odds_at(count + 1, total - count, 1 - tail);
  return 1 / lower_odds(total - count, total, tail);
}

}  // namespace

RelativeRisk relative_risk(std::uint64_t count, double expected, std::uint64_t total, double level) {
  const double c = static_cast<double>(count), n = static_cast<double>(total);
  if (count > total || !(expected >= 0 && expected <= n)) {
    bad_input("relative risk: {} of {} events, {} expected; neither may be more than all", count, total, expected);
  }
  if (!(level > 0 && level < 1)) bad_input("a confidence level of {} is not between 0 and 1", level);
  if (!(expected > 0 && expected < n)) return {};
  const double tail = (1 - level) / 2, odds_expected = expected / (n - expected);
  RelativeRisk r;
  r.lower = count == 0 ? 0 : lower_odds(c, n, tail) / odds_expected;
  if (count == total) return r;
  r.value = c / (n - c) / odds_expected;
  r.upper = upper_odds(c, n, tail) / odds_expected;
  return r;
}

}  // namespace thalweg
