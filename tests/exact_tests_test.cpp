#include "geo/exact_tests.hpp"

#include <algorithm>
#include <cmath>

#include "messages.hpp"
#include "random.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::uint64_t count(double x) {
  return static_cast<std::uint64_t>(x);
}

/// -1 stands for a value that is infinite, and null here.
void check_value(const std::optional<double>& got, double wanted, double error) {
  CHECK(got.has_value() == (wanted != -1));
  if (got && wanted != -1) CHECK(std::abs(*got - wanted) <= error * wanted);
}

void check_inverse(const std::optional<double>& a, const std::optional<double>& b) {
  if (a && *a > 0) {
    REQUIRE(b);
    CHECK(*b == Approx(1 / *a).epsilon(2 * kExactTestError));
  } else {
    CHECK((a || b == 0.0));
  }
}

}  // namespace

TEST_CASE("ratios of two Poisson rates agree with R's poisson.test", "[compare]") {
  const auto rows = reference_rows("change.csv");  // before, after, share_after, ratio, lower, upper, p
  CHECK(rows.size() == 14);
  for (const auto& r : rows) {
    INFO(r[0] << " and " << r[1]);
    const std::uint64_t total = count(r[0] + r[1]);
    const RelativeRisk got = relative_risk(count(r[1]), r[2] * (r[0] + r[1]), total);
    check_value(got.value, r[3], kExactTestError);
    check_value(got.lower, r[4], kExactTestError);
    check_value(got.upper, r[5], kExactTestError);
    CHECK(std::abs(binomial_test(count(r[1]), total, r[2]) - r[6]) <= kExactTestError * r[6]);
  }
}

TEST_CASE("odds ratios agree with SciPy's", "[compare]") {
  const auto rows = reference_rows("change_odds.csv");  // the four counts, ratio, lower, upper, p
  CHECK(rows.size() == 12);
  for (const auto& r : rows) {
    INFO(r[0] << ", " << r[1] << ", " << r[2] << ", " << r[3]);
    const OddsRatio got = odds_ratio({count(r[0]), count(r[1]), count(r[2]), count(r[3])});
    check_value(got.ratio.value, r[4], kExactTestError);
    check_value(got.ratio.lower, r[5], kExactTestError);
    check_value(got.ratio.upper, r[6], kExactTestError);
    REQUIRE(got.p);
    CHECK(std::abs(*got.p - r[7]) <= kExactTestError * r[7]);
  }
}

TEST_CASE("before and after exchanged invert ratio and limits and keep p", "[compare]") {
  Random random(11);
  for (int i = 0; i < 300; ++i) {
    const FourCounts c{random.below(30), random.below(30), random.below(300), random.below(300)};
    const OddsRatio a = odds_ratio(c);
    const OddsRatio b = odds_ratio({c.here_after, c.here_before, c.elsewhere_after, c.elsewhere_before});
    REQUIRE(a.p.has_value() == b.p.has_value());
    if (!a.p) continue;
    CHECK(*a.p == Approx(*b.p).epsilon(kExactTestError));
    check_inverse(a.ratio.value, b.ratio.value);
    check_inverse(a.ratio.lower, b.ratio.upper);
    check_inverse(a.ratio.upper, b.ratio.lower);
    const std::uint64_t total = c.here_before + c.here_after;
    const double share = random.uniform(0.05, 0.95);
    CHECK(binomial_test(c.here_after, total, share) ==
          Approx(binomial_test(c.here_before, total, 1 - share)).epsilon(kExactTestError));
  }
}

TEST_CASE("p of all counts with their probabilities is a valid p", "[compare]") {
  const std::uint64_t n = 23;
  const double share = 0.3;
  for (const double level : {0.01, 0.05, 0.3}) {
    double rejected = 0;
    for (std::uint64_t k = 0; k <= n; ++k) {
      const double x = static_cast<double>(k), rest = static_cast<double>(n - k);
      if (binomial_test(k, n, share) > level) continue;
      rejected += std::exp(std::lgamma(24) - std::lgamma(x + 1) - std::lgamma(rest + 1) + x * std::log(share) +
                           rest * std::log(1 - share));
    }
    CHECK(rejected <= level);
    CHECK(rejected > 0);
  }
  CHECK(binomial_test(0, 0, 0.5) == 1);
}

TEST_CASE("margins that leave one outcome have no ratio and no p", "[compare]") {
  for (const FourCounts& c : {FourCounts{0, 0, 5, 6}, {3, 4, 0, 0}, {0, 3, 0, 5}, {3, 0, 5, 0}, {}}) {
    const OddsRatio got = odds_ratio(c);
    CHECK(!got.p);
    CHECK(!got.ratio.value);
    CHECK(!got.ratio.lower);
    CHECK(!got.ratio.upper);
  }
}

TEST_CASE("large and lopsided counts give numbers", "[compare]") {
  CHECK(binomial_test(0, 1'000'000, 0.5) == 0);  // 2^-999999
  CHECK(binomial_test(500'000'000, 1'000'000'000, 0.5) == Approx(1));
  const OddsRatio far = odds_ratio({1'000'000, 0, 0, 1'000'000});
  CHECK(far.p == 0.0);
  CHECK(far.ratio.value == 0.0);
  CHECK(far.ratio.lower == 0.0);
  REQUIRE(far.ratio.upper);
  CHECK(*far.ratio.upper > 0);
  const OddsRatio large = odds_ratio({10'000'000, 11'000'000, 90'000'000, 91'000'000});
  // ln of an odds ratio is nearly normal here: its standard deviation is the root of the sum of 1 / counts.
  const double sd = std::sqrt(1e-7 + 1 / 1.1e7 + 1 / 9e7 + 1 / 9.1e7);
  REQUIRE(large.ratio.upper);
  CHECK(std::log(*large.ratio.upper / *large.ratio.lower) == Approx(2 * 1.959964 * sd).epsilon(1e-3));
}

TEST_CASE("counts that do not fit are refused", "[compare]") {
  CHECK_THAT(message_of([] { binomial_test(3, 2, 0.5); }), Contains("more than the total of 2"));
  CHECK_THAT(message_of([] { binomial_test(1, 2, 1); }), Contains("share of 1"));
  CHECK_THAT(message_of([] { odds_ratio({1, 2, 3, 4}, 0); }), Contains("level of 0"));
}
