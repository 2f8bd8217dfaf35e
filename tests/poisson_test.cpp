#include "geo/poisson.hpp"

#include <cmath>

#include "catch.hpp"
#include "geo/error.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

void check_near(const Limits& got, double lower, double upper, double error) {
  CHECK(std::abs(got.lower - lower) <= error * lower);
  CHECK(std::abs(got.upper - upper) <= error * upper);
}

}  // namespace

TEST_CASE("Poisson limits agree with SciPy's", "[poisson]") {
  const auto rows = reference_rows("poisson_limits.csv");  // count, level, lower, upper
  CHECK(rows.size() == 72);
  for (const auto& r : rows) {
    INFO("count " << r[0] << " level " << r[1]);
    check_near(poisson_limits(static_cast<std::uint64_t>(r[0]), r[1]), r[2], r[3], kPoissonError);
  }
}

TEST_CASE("Poisson limits agree with R's", "[poisson]") {
  const auto rows = reference_rows("poisson_limits_r.csv");  // count, level, poisson.test's limits, epitools' limits
  CHECK(rows.size() == 24);
  for (const auto& r : rows) {
    INFO("count " << r[0] << " level " << r[1]);
    const Limits got = poisson_limits(static_cast<std::uint64_t>(r[0]), r[1]);
    check_near(got, r[2], r[3], kPoissonError);
    CHECK(got.lower == Approx(r[4]).margin(1e-3));  // epitools searches for the root to this
    CHECK(got.upper == Approx(r[5]).margin(1e-3));
  }
}

TEST_CASE("mid-P limits agree with the roots that SciPy finds", "[poisson]") {
  const auto rows = reference_rows("poisson_mid_p.csv");  // count, level, lower, upper
  CHECK(rows.size() == 70);
  for (const auto& r : rows) {
    INFO("count " << r[0] << " level " << r[1]);
    check_near(poisson_mid_p_limits(static_cast<std::uint64_t>(r[0]), r[1]), r[2], r[3], kPoissonError);
  }
}

TEST_CASE("mid-P limits lie inside the exact ones", "[poisson]") {
  for (const std::uint64_t n : {0ULL, 1ULL, 7ULL, 100ULL, 1'000'000ULL, 1'000'000'000ULL}) {
    const Limits exact = poisson_limits(n), mid = poisson_mid_p_limits(n);
    CHECK(exact.lower <= mid.lower);
    CHECK(mid.lower <= static_cast<double>(n));
    CHECK(static_cast<double>(n) < mid.upper);
    CHECK(mid.upper < exact.upper);
  }
}

TEST_CASE("the limits of a zero count are two-sided", "[poisson]") {
  CHECK(poisson_limits(0).lower == 0);
  CHECK(poisson_limits(0).upper == Approx(-std::log(0.025)).epsilon(kPoissonError));  // the chance of 0 is exp(-mean)
  CHECK_THROWS_AS(poisson_limits(1, 1.0), Error);
  CHECK_THROWS_AS(poisson_limits(1, 0.0), Error);
  CHECK_THROWS_AS(poisson_mid_p_limits(1, 1.0), Error);
}

TEST_CASE("the probability of an excess is SciPy's binomial tail", "[poisson]") {
  const auto rows = reference_rows("excess_p.csv");  // count, total, share, p
  CHECK(rows.size() == 37);
  for (const auto& r : rows) {
    INFO("count " << r[0] << " of " << r[1] << ", share " << r[2]);
    const double p = excess_p(static_cast<std::uint64_t>(r[0]), static_cast<std::uint64_t>(r[1]), r[2]);
    CHECK(p == Approx(r[3]).epsilon(1e-9).margin(1e-300));
  }
}

TEST_CASE("an excess needs a possible count and share", "[poisson]") {
  CHECK_THROWS_AS(excess_p(3, 2, 0.5), Error);
  CHECK_THROWS_AS(excess_p(1, 2, 1.5), Error);
  CHECK_THROWS_AS(excess_p(1, 2, std::nan("")), Error);
}
