#include "geo/tail_sums.hpp"

#include <cmath>

#include "catch.hpp"
#include "geo/exact_tests.hpp"
#include "geo/gamma_quantile.hpp"
#include "geo/poisson.hpp"
#include "random.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::uint64_t count(double x) {
  return static_cast<std::uint64_t>(x);
}

void check_near(double got, double wanted, double error) {
  CHECK(std::abs(got - wanted) <= error * std::abs(wanted));
}

/// What a number of events of 2^53 at the most lets a probability be known to.
double probability_error(double total) {
  return 1e-10 + 1e-14 * std::sqrt(total);
}

}  // namespace

TEST_CASE("Poisson limits of great counts agree with R's", "[great_counts]") {
  const auto rows = reference_rows("great_limits.csv");  // count, level, lower, upper, mid-P lower, mid-P upper
  CHECK(rows.size() == 12);
  for (const auto& r : rows) {
    INFO("count " << r[0] << " level " << r[1]);
    const Limits exact = poisson_limits(count(r[0]), r[1]), mid_p = poisson_mid_p_limits(count(r[0]), r[1]);
    check_near(exact.lower, r[2], 1e-14);
    check_near(exact.upper, r[3], 1e-14);
    check_near(mid_p.lower, r[4], 2e-14);
    check_near(mid_p.upper, r[5], 2e-14);
  }
}

TEST_CASE("the expansion of great gamma quantiles meets Boost's series", "[great_counts]") {
  for (const double tail : {0.4, 0.025, 0.005, 1e-6}) {
    for (const Tail which : {Tail::lower, Tail::upper}) {
      check_near(great_gamma_quantile(1000, tail, which), gamma_quantile(1000, tail, which), 1e-8);
      check_near(great_gamma_quantile(1e6, tail, which), gamma_quantile(1e6, tail, which), 1e-14);
    }
  }
}

TEST_CASE("probabilities and risks of great counts agree with R's", "[great_counts]") {
  const auto rows = reference_rows("great_tails.csv");  // count, total, share, p, risk, lower, upper
  CHECK(rows.size() == 94);
  for (const auto& r : rows) {
    INFO(r[0] << " of " << r[1] << ", share " << r[2]);
    check_near(excess_p(count(r[0]), count(r[1]), r[2]), r[3], 10 * probability_error(r[1]));
    const RelativeRisk risk = relative_risk(count(r[0]), r[1] * r[2], count(r[1]));
    REQUIRE((risk.value && risk.lower && risk.upper));
    check_near(*risk.value, r[4], 1e-12);
    check_near(*risk.lower, r[5], 1e-12);
    check_near(*risk.upper, r[6], 1e-12);
  }
}

TEST_CASE("changes of great counts agree with sums of 40 digits", "[great_counts]") {
  const auto rows = reference_rows("great_changes.csv");  // the four counts, ratio, lower, upper, p, share, its p
  CHECK(rows.size() == 7);
  for (const auto& r : rows) {
    INFO(r[0] << ", " << r[1] << ", " << r[2] << ", " << r[3]);
    const OddsRatio got = odds_ratio({count(r[0]), count(r[1]), count(r[2]), count(r[3])});
    REQUIRE((got.p && got.ratio.value && got.ratio.lower && got.ratio.upper));
    check_near(*got.ratio.value, r[4], 1e-12);
    check_near(*got.ratio.lower, r[5], 1e-12);
    check_near(*got.ratio.upper, r[6], 1e-12);
    check_near(*got.p, r[7], probability_error(r[0] + r[1] + r[2] + r[3]));
    check_near(binomial_test(count(r[1]), count(r[0] + r[1]), r[8]), r[9], probability_error(r[0] + r[1]));
  }
}
