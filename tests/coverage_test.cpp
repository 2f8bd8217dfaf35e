#include <fmt/format.h>

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>

#include "catch.hpp"
#include "geo/empirical_bayes.hpp"
#include "geo/local_stats.hpp"
#include "geo/random.hpp"
#include "geo/ranks.hpp"

using namespace thalweg;

namespace {

/// Probability that the limits of a Poisson count hold its mean: summed over all counts, so without error of its own.
template <typename Method>
double coverage(Method limits, double mean) {
  double covered = 0, probability = std::exp(-mean);
  for (std::uint64_t n = 0; static_cast<double>(n) < mean + 12 * std::sqrt(mean) + 30; ++n) {
    const Limits l = limits(n, 0.95);
    if (l.lower <= mean && mean <= l.upper) covered += probability;
    probability *= mean / static_cast<double>(n + 1);
  }
  return covered;
}

/// How often true rates and true places lie within their limits.
struct Covered {
  std::size_t tables = 0, fitted = 0, segments = 0, rate = 0, place = 0;
  [[nodiscard]] double rates() const { return static_cast<double>(rate) / static_cast<double>(segments); }
  [[nodiscard]] double places() const { return static_cast<double>(place) / static_cast<double>(segments); }
};

struct Setting {
  std::size_t segments;
  double per_segment, shape;  ///< events in the mean, and the shape of the rates' distribution
};

/// Tables of counts whose rates are gamma distributed, on segments of 5 to 15 km.
Covered simulate(const Setting& s, std::size_t tables, std::size_t replicates) {
  Covered out;
  for (std::size_t t = 0; t < tables; ++t) {
    auto engine = replicate_engine(1000 + s.segments, t);
    std::vector<CountCase> cases;
    std::vector<double> rates;
    for (std::size_t i = 0; i < s.segments; ++i) {
      const double length = 5 + 10 * (static_cast<double>(i % 11) / 10), shape = s.shape * length / 10;
      const double relative = boost::random::gamma_distribution<double>(shape, 1 / shape)(engine);
      rates.push_back(relative * s.per_segment / 10);
      const double mean = std::max(rates.back() * length, 1e-300);
      const auto n = boost::random::poisson_distribution<std::int64_t, double>(mean)(engine);
      cases.push_back({static_cast<std::uint64_t>(n), length, length});
    }
    const EmpiricalBayes eb = empirical_bayes(cases);
    const auto ranks =
        eb.posterior.empty() ? rank_intervals_of_equals(cases.size()) : rank_intervals(eb.posterior, t, replicates);
    const auto places = places_by_value(rates);
    ++out.tables;
    out.fitted += eb.model == RateModel::negative_binomial;
    out.segments += cases.size();
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Limits& l = eb.estimates[i].limits;
      out.rate += l.lower <= rates[i] && rates[i] <= l.upper;
      out.place += ranks[i].lower <= places[i] && places[i] <= ranks[i].upper;
    }
  }
  return out;
}

/// Four binomial errors of a share of 0.95 around it; a table's segments share their prior, so that a table counts as
/// a tenth of its segments.
double four_errors(const Covered& c) {
  return 4 * std::sqrt(0.95 * 0.05 / (static_cast<double>(c.segments) / 10));
}

}  // namespace

TEST_CASE("exact limits cover every mean, mid-P limits on average", "[poisson]") {
  double exact_sum = 0, sum = 0;
  int means = 0;
  for (double mean = 0.1; mean < 60; mean *= 1.05, ++means) {
    INFO("mean " << mean);
    const double exact = coverage(poisson_limits, mean), mid = coverage(poisson_mid_p_limits, mean);
    CHECK(exact >= 0.95);
    CHECK(mid >= 0.91);
    exact_sum += exact;
    sum += mid;
  }
  CHECK(sum / means >= 0.95);
  CHECK(sum < exact_sum);
}

TEST_CASE("limits of rates and places cover the truth", "[empirical_bayes][ranks]") {
  const Covered c = simulate({139, 20, 2.5}, 30, 500);
  CHECK(c.fitted == c.tables);
  CHECK(std::abs(c.rates() - 0.95) <= four_errors(c));
  CHECK(c.places() >= 0.95 - four_errors(c));
}

TEST_CASE("coverage in numbers, for docs/accuracy.md", "[.coverage]") {
  fmt::print("| limits | setting | coverage |\n|---|---|---|\n");
  for (const double mean : {0.5, 2.0, 10.0, 50.0}) {
    fmt::print("| Poisson, exact; mid-P | mean {:g}, all counts | {:.2f} %; {:.2f} % |\n", mean,
               100 * coverage(poisson_limits, mean), 100 * coverage(poisson_mid_p_limits, mean));
  }
  const std::vector<Setting> settings{{139, 20, 2.5}, {139, 2, 1}, {139, 20, 30}, {30, 20, 2.5}, {12, 20, 2.5}};
  for (const Setting& s : settings) {
    const Covered c = simulate(s, 400, 2000);
    fmt::print(
        "| empirical Bayes rate; rank | {} segments, {:g} events each in the mean, shape {:g}: {} tables, {} fitted "
        "| {:.2f} %; {:.2f} % |\n",
        s.segments, s.per_segment, s.shape, c.tables, c.fitted, 100 * c.rates(), 100 * c.places());
    if (s.segments < 100) continue;  // the prior is taken as known, which few segments do not bear out
    CHECK(c.rates() >= 0.93);
    CHECK(c.places() >= 0.93);
  }
}

TEST_CASE("Gi* claims nothing on flat tables more often than stated", "[.coverage]") {
  std::vector<Segment> segments;
  for (int i = 0; i < 139; ++i) segments.push_back({0, {{i * 10e3}, {(i + 1) * 10e3}}, {}});
  const auto neighbours = neighbours_within(segments, {20e3});
  int with_a_claim = 0;
  for (std::uint64_t table = 0; table < 200; ++table) {
    auto engine = replicate_engine(7, table);
    boost::random::poisson_distribution<std::int64_t, double> events(7);
    std::vector<double> values(segments.size());
    for (double& x : values) x = static_cast<double>(events(engine));
    const auto gi = getis_ord(values, neighbours, {WeightStyle::binary, 9999, table});
    with_a_claim += std::ranges::any_of(gi, [](const LocalStatistic& s) { return s.q_fdr <= 0.05; });
  }
  fmt::print("| Gi*, q_fdr ≤ 0.05 | 200 flat tables of 139 segments, 7 events each | {} with a claim |\n",
             with_a_claim);
  CHECK(with_a_claim <= 20);  // 200 tables at 5 %: more has a probability of 0.1 %
}
