#include "geo/fdr.hpp"

#include <map>

#include "catch.hpp"
#include "geo/error.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

TEST_CASE("adjusted p-values agree with statsmodels'", "[fdr]") {
  std::map<int, std::pair<std::vector<double>, std::vector<double>>> families;
  for (const auto& r : reference_rows("benjamini_hochberg.csv")) {  // family, p, q
    auto& [p, q] = families[static_cast<int>(r[0])];
    p.push_back(r[1]);
    q.push_back(r[2]);
  }
  REQUIRE(families.size() == 4);
  for (const auto& [number, family] : families) {
    const std::vector<double> q = benjamini_hochberg(family.first);
    for (std::size_t i = 0; i < q.size(); ++i) CHECK(q[i] == Approx(family.second[i]).epsilon(1e-14));
  }
}

TEST_CASE("no p-values give no adjusted ones, and impossible ones are refused", "[fdr]") {
  CHECK(benjamini_hochberg({}).empty());
  CHECK_THROWS_AS(benjamini_hochberg(std::vector<double>{0.5, 1.5}), Error);
}
