#include "geo/poisson.hpp"

#include <cmath>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "geo/error.hpp"

using namespace thalweg;

TEST_CASE("Poisson limits agree with SciPy's", "[poisson]") {
  std::ifstream file(std::string(THALWEG_SOURCE_DIR) + "/tests/reference/poisson_limits.csv");
  std::string line;
  int rows = 0;
  for (std::getline(file, line); std::getline(file, line); ++rows) {
    std::istringstream in(line);
    in.imbue(std::locale::classic());
    std::uint64_t count = 0;
    double level = 0, lower = 0, upper = 0;
    char comma = 0;
    in >> count >> comma >> level >> comma >> lower >> comma >> upper;
    const Limits got = poisson_limits(count, level);
    INFO(line);
    CHECK(std::abs(got.lower - lower) <= kPoissonError * lower);
    CHECK(std::abs(got.upper - upper) <= kPoissonError * upper);
  }
  CHECK(rows == 72);
}

TEST_CASE("the limits of a zero count are two-sided", "[poisson]") {
  CHECK(poisson_limits(0).lower == 0);
  CHECK(poisson_limits(0).upper == Approx(-std::log(0.025)).epsilon(kPoissonError));  // the chance of 0 is exp(-mean)
  CHECK_THROWS_AS(poisson_limits(1, 1.0), Error);
  CHECK_THROWS_AS(poisson_limits(1, 0.0), Error);
}
