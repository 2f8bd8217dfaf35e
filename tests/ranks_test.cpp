#include "geo/ranks.hpp"

#include <tbb/global_control.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>

#include "catch.hpp"
#include "geo/error.hpp"
#include "geo/gamma_sampler.hpp"
#include "geo/random.hpp"

using namespace thalweg;

TEST_CASE("equal values share the better place", "[ranks]") {
  CHECK(places_by_value(std::vector<double>{0, 1, 2, 1 + 1e-12}) == std::vector<std::int64_t>{4, 2, 1, 2});
  CHECK(places_by_value(std::vector<double>{0, 0}) == std::vector<std::int64_t>{1, 1});
}

TEST_CASE("the probability to be first is the one that calculus gives", "[ranks]") {
  // Of two gamma variables with equal rates the first is larger with the probability I_1/2(b, a).
  const std::vector<Gamma> pair{{12.5, 3}, {8.5, 3}};
  const double exact = boost::math::ibeta(8.5, 12.5, 0.5);
  const auto got = rank_intervals(pair, 1);
  const double four_errors = 4 * std::sqrt(exact * (1 - exact) / kRankReplicates);
  CHECK(std::abs(got[0].p_first - exact) <= four_errors);
  CHECK(got[0].p_first + got[1].p_first == Approx(1));
  CHECK(got[0].lower == 1);
  CHECK(got[0].upper == 2);
}

TEST_CASE("gamma draws have the gamma distribution", "[ranks]") {
  for (const double shape : {0.05, 0.7, 1.0, 2.5, 40.0, 1e5}) {
    CAPTURE(shape);
    const GammaSampler sampler(shape);
    auto engine = replicate_engine(20261126, 0);
    constexpr std::size_t draws = 20'000;
    std::vector<double> cdf;
    for (std::size_t i = 0; i < draws; ++i) cdf.push_back(boost::math::gamma_p(shape, sampler(engine)));
    std::ranges::sort(cdf);
    double farthest = 0;
    for (std::size_t i = 0; i < draws; ++i) {
      farthest = std::max({farthest, std::abs(cdf[i] - static_cast<double>(i) / draws),
                           std::abs(cdf[i] - static_cast<double>(i + 1) / draws)});
    }
    CHECK(farthest * std::sqrt(static_cast<double>(draws)) < 2.23);  // Kolmogorov: exceeded once in 10,000
  }
}

TEST_CASE("few segments, whose places are counted, have those that many have, which are sorted", "[ranks]") {
  std::vector<Gamma> segments;
  for (int i = 0; i < 200; ++i) segments.push_back({1000.0 + i, 1});
  const auto few = rank_intervals(segments, 7, 500);
  segments.resize(300, {1, 1});  // far below, drawn after the others
  const auto many = rank_intervals(segments, 7, 500);
  for (std::size_t i = 0; i < few.size(); ++i) {
    CAPTURE(i);
    CHECK(few[i].lower == many[i].lower);
    CHECK(few[i].upper == many[i].upper);
    CHECK(few[i].p_first == many[i].p_first);
  }
}

TEST_CASE("rates far apart have certain places", "[ranks]") {
  const auto got = rank_intervals(std::vector<Gamma>{{100, 1}, {10'000, 1}, {1000, 1}}, 5);
  CHECK(got[0].lower == 3);
  CHECK(got[0].upper == 3);
  CHECK(got[1].p_first == 1);
  CHECK(got[2].p_first == 0);
}

TEST_CASE("draws that are all 0 share the places", "[ranks]") {
  const std::vector<Gamma> tiny(5, {1e-6, 1});  // nearly every draw underflows
  const auto got = rank_intervals(tiny, 3);
  double sum = 0;
  for (const RankInterval& r : got) {
    CHECK(r.lower <= 3);
    CHECK(r.upper >= 3);
    CHECK(std::isfinite(r.p_first));
    sum += r.p_first;
  }
  CHECK(sum == Approx(1));
  CHECK(rank_intervals_of_equals(4)[2].upper == 4);
  CHECK(rank_intervals_of_equals(4)[2].p_first == 0.25);
}

TEST_CASE("rank intervals do not depend on threads but on the seed", "[ranks]") {
  std::vector<Gamma> posterior;
  for (int i = 0; i < 30; ++i) posterior.push_back({5.0 + i % 7, 2});
  const auto same = [](const auto& a, const auto& b) {
    return std::ranges::equal(a, b, [](const RankInterval& x, const RankInterval& y) {
      return x.lower == y.lower && x.upper == y.upper && x.p_first == y.p_first;
    });
  };
  const auto several = rank_intervals(posterior, 7);
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  CHECK(same(rank_intervals(posterior, 7), several));
  CHECK_FALSE(same(rank_intervals(posterior, 8), several));
}

TEST_CASE("many segments get fewer replicates, and too many none", "[ranks]") {
  CHECK(rank_replicates(1) == kRankReplicates);
  CHECK(rank_replicates(10'000) == 2000);
  CHECK(rank_replicates(kMaxRanked) == 200);
  CHECK_THROWS_AS(rank_intervals(std::vector<Gamma>(kMaxRanked + 1), 1), Error);
}
