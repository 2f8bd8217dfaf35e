#include "geo/poisson.hpp"

#include <cmath>

#include "catch.hpp"
#include "geo/error.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

TEST_CASE("Poisson limits agree with SciPy's", "[poisson]") {
  const auto rows = reference_rows("poisson_limits.csv");  // count, level, lower, upper
  CHECK(rows.size() == 72);
  for (const auto& r : rows) {
    const Limits got = poisson_limits(static_cast<std::uint64_t>(r[0]), r[1]);
    INFO("count " << r[0] << " level " << r[1]);
    CHECK(std::abs(got.lower - r[2]) <= kPoissonError * r[2]);
    CHECK(std::abs(got.upper - r[3]) <= kPoissonError * r[3]);
  }
}

TEST_CASE("the limits of a zero count are two-sided", "[poisson]") {
  CHECK(poisson_limits(0).lower == 0);
  CHECK(poisson_limits(0).upper == Approx(-std::log(0.025)).epsilon(kPoissonError));  // the chance of 0 is exp(-mean)
  CHECK_THROWS_AS(poisson_limits(1, 1.0), Error);
  CHECK_THROWS_AS(poisson_limits(1, 0.0), Error);
}
