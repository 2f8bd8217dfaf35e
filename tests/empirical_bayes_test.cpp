#include "geo/empirical_bayes.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "messages.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

using Rows = std::vector<std::vector<double>>;

std::map<int, Rows> by_case(const char* name) {
  std::map<int, Rows> cases;
  for (auto& r : reference_rows(name)) cases[static_cast<int>(r[0])].push_back(r);
  return cases;
}

std::vector<CountCase> of_equal_length(const std::vector<std::uint64_t>& counts, double length = 10) {
  std::vector<CountCase> out;
  for (const std::uint64_t n : counts) out.push_back({n, length, length});
  return out;
}

bool is_finite(const EmpiricalBayes& eb) {
  return std::ranges::all_of(eb.estimates, [](const RateEstimate& e) {
    return std::isfinite(e.rate) && std::isfinite(e.limits.upper) && 0 <= e.limits.lower &&
           e.limits.lower <= e.limits.upper && 0 <= e.rate;
  });
}

}  // namespace

TEST_CASE("empirical Bayes agrees with SciPy's maximum and quantiles", "[empirical_bayes]") {
  // case, count, exposure, length, rate, phi, gain, eb_rate, eb_lo, eb_hi
  const auto cases = by_case("negative_binomial.csv");
  REQUIRE(cases.size() == 5);
  for (const auto& [number, rows] : cases) {
    INFO("case " << number);
    std::vector<CountCase> counts;
    for (const auto& r : rows) counts.push_back({static_cast<std::uint64_t>(r[1]), r[2], r[3]});
    const NegativeBinomialFit fit = fit_negative_binomial(counts);
    REQUIRE(fit.outcome == FitOutcome::fitted);
    CHECK(fit.model.rate == Approx(rows[0][4]).epsilon(kFitError));
    CHECK(fit.model.inverse_dispersion == Approx(rows[0][5]).epsilon(kFitError));
    CHECK(fit.gain == Approx(rows[0][6]).epsilon(1e-8));
    const EmpiricalBayes eb = empirical_bayes(counts);
    REQUIRE(eb.model == RateModel::negative_binomial);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(eb.estimates[i].rate == Approx(rows[i][7]).epsilon(kFitError));
      CHECK(eb.estimates[i].limits.lower == Approx(rows[i][8]).epsilon(10 * kFitError).margin(1e-12));
      CHECK(eb.estimates[i].limits.upper == Approx(rows[i][9]).epsilon(kFitError));
    }
  }
}

TEST_CASE("on equal lengths the fit is that of MASS::glm.nb", "[empirical_bayes]") {
  const auto cases = by_case("glm_nb.csv");  // case, count, mean, theta, gain
  REQUIRE(cases.size() == 3);
  for (const auto& [number, rows] : cases) {
    std::vector<CountCase> counts;
    for (const auto& r : rows) counts.push_back({static_cast<std::uint64_t>(r[1]), 10, 10});
    const NegativeBinomialFit fit = fit_negative_binomial(counts);
    CHECK(fit.model.rate * 10 == Approx(rows[0][2]).epsilon(kFitError));
    CHECK(fit.model.inverse_dispersion * 10 == Approx(rows[0][3]).epsilon(kFitError));
    CHECK(fit.gain == Approx(rows[0][4]).epsilon(1e-8));
  }
}

TEST_CASE("the unit of length changes the rate and nothing else", "[empirical_bayes]") {
  const std::vector<std::uint64_t> n{0, 3, 1, 9, 0, 0, 14, 2, 30, 1, 0, 4};
  const EmpiricalBayes km = empirical_bayes(of_equal_length(n, 10)), m = empirical_bayes(of_equal_length(n, 10'000));
  for (std::size_t i = 0; i < n.size(); ++i) CHECK(m.estimates[i].rate * 1000 == Approx(km.estimates[i].rate));
}

TEST_CASE("an estimate lies between a segment's own rate and the overall one", "[empirical_bayes]") {
  const std::vector<std::uint64_t> n{0, 3, 1, 9, 0, 0, 14, 2, 30, 1, 0, 4};
  const EmpiricalBayes eb = empirical_bayes(of_equal_length(n));
  REQUIRE(eb.model == RateModel::negative_binomial);
  const double overall = 64 / 120.0;
  for (std::size_t i = 0; i < n.size(); ++i) {
    const double own = static_cast<double>(n[i]) / 10;
    CHECK(eb.estimates[i].rate >= std::min(own, overall) - 1e-12);
    CHECK(eb.estimates[i].rate <= std::max(own, overall) + 1e-12);
  }
}

TEST_CASE("without overdispersion every segment gets the overall rate, and it is said", "[empirical_bayes]") {
  const EmpiricalBayes eb = empirical_bayes(of_equal_length(std::vector<std::uint64_t>(20, 5)));
  CHECK(eb.model == RateModel::one_rate);
  CHECK(eb.posterior.empty());
  CHECK(eb.estimates[3].rate == Approx(0.5));
  CHECK(eb.estimates[3].limits.upper == Approx(poisson_limits(100).upper / 200));
  CHECK_THAT(eb.reason, Contains("no overdispersion"));
}

TEST_CASE("few segments stand alone", "[empirical_bayes]") {
  const EmpiricalBayes eb = empirical_bayes(of_equal_length({4}));
  CHECK(eb.model == RateModel::separate);
  CHECK(eb.estimates[0].rate == Approx(0.45));
  CHECK_THAT(eb.reason, Contains("1 segment is too few"));
}

TEST_CASE("extreme tables give finite estimates", "[empirical_bayes]") {
  std::vector<std::uint64_t> at_one_place(200), one_event(200), none(200), huge(200, 1'000'000);
  at_one_place[17] = 1'000'000;
  one_event[3] = 1;
  huge[5] = 1'003'000;
  for (const auto& n : {at_one_place, one_event, none, huge}) CHECK(is_finite(empirical_bayes(of_equal_length(n))));
  std::vector<CountCase> uneven{{5, 1e-3, 1e-3}, {0, 1e6, 1e4}};
  for (std::uint64_t k = 0; k < 20; ++k) uneven.push_back({k * k, 1.0 + static_cast<double>(k), 1});
  CHECK(is_finite(empirical_bayes(uneven)));
  const EmpiricalBayes one = empirical_bayes(of_equal_length(at_one_place));
  CHECK(one.model == RateModel::negative_binomial);
  CHECK(one.estimates[17].rate == Approx(1e5).epsilon(1e-3));
}

TEST_CASE("a case without exposure is refused", "[empirical_bayes]") {
  CHECK_THROWS_AS(empirical_bayes({}), Error);
  CHECK_THROWS_AS(empirical_bayes(std::vector<CountCase>{{1, 0, 1}}), Error);
}
