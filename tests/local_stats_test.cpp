#include "geo/local_stats.hpp"

#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "messages.hpp"
#include "random.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

struct Case {
  std::vector<Segment> segments;
  std::vector<double> values;
  std::vector<Neighbourhood> neighbours;
  LocalOptions options;
  std::vector<std::vector<double>> rows;
};

/// The lines of local_stats.csv; its columns are named in its first line.
std::map<int, Case> reference_cases() {
  std::map<int, Case> cases;
  for (const auto& r : reference_rows("local_stats.csv")) {
    Case& c = cases[static_cast<int>(r[0])];
    c.segments.push_back({0, {{r[4] * 1000}, {r[5] * 1000}}, {}});
    c.values.push_back(r[6]);
    c.rows.push_back(r);
  }
  for (auto& [number, c] : cases) {
    const auto& r = c.rows.front();
    c.neighbours = r[1] > 0 ? neighbours_within(c.segments, {r[1] * 1000})
                            : nearest_neighbours(c.segments, static_cast<std::size_t>(r[2]));
    c.options.style = r[3] > 0 ? WeightStyle::row_standardised : WeightStyle::binary;
  }
  return cases;
}

std::vector<Segment> equal_segments(std::size_t count, std::uint32_t route = 0) {
  std::vector<Segment> out;
  for (std::size_t i = 0; i < count; ++i) {
    const double from = static_cast<double>(i) * 10e3;
    out.push_back({route, {{from}, {from + 10e3}}, {}});
  }
  return out;
}

std::vector<double> random_values(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> out;
  while (out.size() < count) out.push_back(static_cast<double>(random.below(9)));
  return out;
}

bool nothing(const std::vector<LocalStatistic>& stats) {
  return std::ranges::all_of(
      stats, [](const LocalStatistic& s) { return s.z == 0 && s.p == 1 && s.p_sim == 1 && s.q_fdr == 1; });
}

}  // namespace

TEST_CASE("Gi* and local Moran agree with esda's", "[local_stats]") {
  const auto cases = reference_cases();
  REQUIRE(cases.size() == 4);
  constexpr double kMoreErrors = 4.5;  // standard errors of two Monte Carlo runs, for 330 comparisons
  for (const auto& [number, c] : cases) {
    const auto g = getis_ord(c.values, c.neighbours, c.options);
    const auto moran = local_moran(c.values, c.neighbours, c.options);
    const double n = static_cast<double>(c.values.size());
    for (std::size_t i = 0; i < c.rows.size(); ++i) {
      INFO("case " << number << " segment " << i);
      const auto& r = c.rows[i];
      CHECK(g[i].value == Approx(r[7]).epsilon(kLocalError));
      if (c.options.style == WeightStyle::binary) {  // esda's variance takes any weights for binary ones
        CHECK(g[i].z == Approx(r[8]).epsilon(kLocalError));
        CHECK(g[i].p == Approx(r[9]).epsilon(kLocalError));
      }
      CHECK(moran[i].value == Approx(r[10] * n / (n - 1)).epsilon(kLocalError));  // esda's m2 divides by n - 1
      const double one_tail = r[13];
      const double error = std::sqrt(one_tail * (1 - one_tail) * (1 / 9999.0 + 1 / 99999.0)) + 1e-4;
      CHECK(g[i].p_sim == moran[i].p_sim);       // both are made of the same sum over neighbours
      if (c.neighbours[i].size() < 3) continue;  // with one neighbour ties are many, which esda's lower tail leaves out
      CHECK(std::abs(moran[i].p_sim - std::min(1.0, 2 * one_tail)) <= 2 * kMoreErrors * error);
    }
  }
}

TEST_CASE("Gi* and local Moran agree with spdep's", "[local_stats]") {
  std::map<int, std::vector<std::vector<double>>> reference;  // case, from_km, g_z, moran, e, var, z, p
  for (const auto& r : reference_rows("local_stats_r.csv")) reference[static_cast<int>(r[0])].push_back(r);
  for (const auto& [number, c] : reference_cases()) {
    const auto g = getis_ord(c.values, c.neighbours, c.options);
    const auto moran = local_moran(c.values, c.neighbours, c.options);
    REQUIRE(reference[number].size() == c.values.size());
    for (std::size_t i = 0; i < c.values.size(); ++i) {
      INFO("case " << number << " segment " << i);
      const auto& r = reference[number][i];
      CHECK(g[i].z == Approx(r[2]).epsilon(kLocalError));
      CHECK(moran[i].value == Approx(r[3]).epsilon(kLocalError));
      CHECK(moran[i].z == Approx(r[6]).epsilon(kLocalError));
      CHECK(moran[i].p == Approx(r[7]).epsilon(kLocalError));
    }
  }
}

TEST_CASE("p of permutations is that of all arrangements", "[local_stats]") {
  // Seven segments, each with the nearest two: C(6, 2) = 15 pairs of others can be its neighbours.
  const std::vector<double> x{9, 8, 0, 1, 0, 2, 0};
  const auto neighbours = nearest_neighbours(equal_segments(7), 2);
  const auto stats = getis_ord(x, neighbours);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto at = neighbours[i];
    double observed = -x[i];
    for (std::size_t j = at.first; j < at.last; ++j) observed += x[j];
    double high = 0, low = 0;
    for (std::size_t a = 0; a < 7; ++a) {
      for (std::size_t b = a + 1; b < 7; ++b) {
        if (a == i || b == i) continue;
        high += x[a] + x[b] >= observed;
        low += x[a] + x[b] <= observed;
      }
    }
    const double exact = std::min(1.0, 2 * std::min(high, low) / 15);
    INFO("segment " << i);
    CHECK(std::abs(stats[i].p_sim - exact) <= 2 * 4 * std::sqrt(0.25 / 9999) + 2e-4);
  }
}

TEST_CASE("a mirrored line has mirrored statistics", "[local_stats]") {
  const auto segments = equal_segments(40);
  std::vector<double> x = random_values(40, 3);
  const auto neighbours = neighbours_within(segments, {20e3});
  const auto forth = getis_ord(x, neighbours);
  const auto moran = local_moran(x, neighbours);
  std::ranges::reverse(x);
  const auto back = getis_ord(x, neighbours);
  const auto moran_back = local_moran(x, neighbours);
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(back[39 - i].z == Approx(forth[i].z).margin(1e-12));
    CHECK(moran_back[39 - i].value == Approx(moran[i].value).margin(1e-12));
  }
}

TEST_CASE("neighbours are of the same route", "[local_stats]") {
  std::vector<Segment> segments = equal_segments(3, 0), more = equal_segments(2, 1);
  segments.insert(segments.end(), more.begin(), more.end());
  const auto band = neighbours_within(segments, {100e3}), nearest = nearest_neighbours(segments, 4);
  for (const auto& at : {band[0], band[2], nearest[1]}) CHECK((at.first == 0 && at.last == 3));
  for (const auto& at : {band[3], nearest[4]}) CHECK((at.first == 3 && at.last == 5));
  CHECK(neighbours_within(segments, {10e3})[1].size() == 3);  // exactly 10 km away counts
  CHECK(neighbours_within(segments, {9e3})[1].size() == 1);
  CHECK(nearest_neighbours(segments, 1)[1].first == 0);
}

TEST_CASE("nothing is claimed where nothing varies", "[local_stats]") {
  const auto two = neighbours_within(equal_segments(20), {10e3});
  CHECK(nothing(getis_ord(std::vector<double>(20, 0.1), two)));
  CHECK(nothing(local_moran(std::vector<double>(20, 0.0), two)));
  const auto x = random_values(20, 1);
  CHECK(nothing(getis_ord(x, neighbours_within(equal_segments(20), {1e6}))));    // all are neighbours
  CHECK(nothing(local_moran(x, neighbours_within(equal_segments(20), {1e3}))));  // none is
  CHECK(nothing(getis_ord(std::vector<double>{3}, neighbours_within(equal_segments(1), {1e3}))));
  CHECK(nothing(local_moran(std::vector<double>{3, 1}, neighbours_within(equal_segments(2), {1e5}))));
  CHECK(getis_ord({}, {}).empty());
}

TEST_CASE("permutations do not depend on threads but on the seed", "[local_stats]") {
  const auto x = random_values(60, 9);
  const auto neighbours = neighbours_within(equal_segments(60), {30e3});
  const auto p_of = [&](std::uint64_t seed) {
    std::vector<double> p;
    for (const auto& s : getis_ord(x, neighbours, {WeightStyle::binary, 999, seed})) p.push_back(s.p_sim);
    return p;
  };
  const auto several = p_of(1);
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  CHECK(p_of(1) == several);
  CHECK(p_of(2) != several);
}

TEST_CASE("impossible requests are refused", "[local_stats]") {
  const auto segments = equal_segments(3);
  CHECK_THAT(message_of([&] { neighbours_within(segments, {0}); }), Contains("must be more than 0"));
  CHECK_THAT(message_of([&] { nearest_neighbours(segments, 0); }), Contains("at least 1"));
  CHECK_THAT(message_of([&] { getis_ord(std::vector<double>{1}, neighbours_within(segments, {1})); }),
             Contains("as many"));
  CHECK_THAT(message_of([&] {
               getis_ord(std::vector<double>{1, 2, std::nan("")}, neighbours_within(segments, {1}));
             }),
             Contains("not finite"));
}
