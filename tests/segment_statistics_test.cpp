#include "geo/segment_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "geo/ranks.hpp"
#include "geo/simulate.hpp"
#include "geo/time.hpp"
#include "messages.hpp"
#include "random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

/// 1,384 km of the equator: the default border's length, quick to simulate on.
const Route& straight() {
  static const Route route("r", {}, {{0, 0}, {12.43, 0}});
  return route;
}

/// Events of a simulated table by segments of 10 km, at the chainages that were drawn.
std::vector<Tally> simulated(double events, std::vector<HotStretch> hot, std::uint64_t seed) {
  SimulateOptions o;
  o.events = events;
  o.hot = std::move(hot);
  o.since = *parse_iso8601("2018-01-01");
  o.until = *parse_iso8601("2019-01-01");
  o.seed = seed;
  Simulator simulator(straight(), o);
  const SegmentIndex index(cut_by_length({&straight(), 1}, {10e3}));
  std::vector<Tally> tallies(index.segments().size());
  for (Table rows = simulator.next(); rows.rows() > 0; rows = simulator.next()) {
    for (const auto& chainage : std::get<Reals>(rows.find("true_chainage_m")->values)) {
      ++tallies[index.find(0, {*chainage})].count;
    }
  }
  return tallies;
}

std::vector<Segment> segments() {
  return cut_by_length({&straight(), 1}, {10e3});
}

std::vector<CountCase> cases_of(const std::vector<Tally>& tallies) {
  std::vector<CountCase> out;
  const auto all = segments();
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    const double km = all[i].stretch.length().m / 1000;
    out.push_back({tallies[i].count, km, km});
  }
  return out;
}

template <typename Values>
double sum(const Values& values) {
  double total = 0;
  for (const auto& v : values) total += v.value_or(0);
  return total;
}

}  // namespace

TEST_CASE("a planted hot segment is the first with a probability near 1", "[segment_statistics]") {
  const auto tallies = simulated(2000, {{{{700e3}, {710e3}}, 12, {}}}, 3);
  const SegmentStatistics s = segment_statistics(segments(), tallies, nullptr, 1);
  CHECK(*s.rank[70] == 1);
  CHECK(*s.p_first[70] > 0.99);
  CHECK(*s.rank_hi[70] == 1);
  CHECK(*s.q_fdr[70] < 1e-6);
}

TEST_CASE("the segments of a planted hot stretch are the first ones", "[segment_statistics]") {
  const auto tallies = simulated(3000, {{{{700e3}, {760e3}}, 8, {}}, {{{1190e3}, {1230e3}}, 5, {}}}, 1);
  const SegmentStatistics s = segment_statistics(segments(), tallies, nullptr, 1);
  double first = 0;
  for (std::size_t i = 70; i < 76; ++i) {
    first += *s.p_first[i];
    CHECK(*s.rank_hi[i] <= 10);  // one of the ten planted ones
    CHECK(*s.q_fdr[i] <= 0.05);
  }
  CHECK(first > 0.99);
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    const bool planted = (i >= 70 && i < 76) || (i >= 119 && i < 123);
    CHECK((*s.q_fdr[i] <= 0.05) == planted);
  }
}

TEST_CASE("on flat tables nothing is claimed more often than stated", "[segment_statistics]") {
  int tables_with_a_claim = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Excess excess = excess_over_expectation(cases_of(simulated(1000, {}, seed)));
    tables_with_a_claim += std::ranges::any_of(excess.q_fdr, [](double q) { return q <= 0.05; });
  }
  CHECK(tables_with_a_claim <= 20);  // 200 tables at 5 %: more has a probability of 0.1 %
}

TEST_CASE("expected counts add up, p is adjusted upwards, the first place is somebody's", "[segment_statistics]") {
  const auto tallies = simulated(500, {{{{0}, {100e3}}, 3, {}}}, 5);
  const SegmentStatistics s = segment_statistics(segments(), tallies, nullptr, 1);
  const double total = std::accumulate(tallies.begin(), tallies.end(), 0.0,
                                       [](double n, const Tally& t) { return n + static_cast<double>(t.count); });
  CHECK(sum(s.expected) == Approx(total));
  CHECK(sum(s.p_first) == Approx(1));
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    CHECK(*s.q_fdr[i] >= *s.p[i]);
    CHECK(*s.rank_lo[i] <= *s.rank_hi[i]);
    CHECK(*s.eb_lo[i] < *s.eb_rate[i]);
    CHECK(*s.eb_rate[i] < *s.eb_hi[i]);
  }
}

TEST_CASE("a segment without exposure has no rate, and it is said", "[segment_statistics]") {
  const auto all = segments();
  std::vector<Tally> tallies(all.size());
  for (std::size_t i = 0; i < tallies.size(); ++i) tallies[i].count = i % 4;
  const Exposure hours("hours", {{0, {{100e3}, {straight().length().m}}, 500}});
  const SegmentStatistics s = segment_statistics(all, tallies, &hours, 1);
  CHECK(s.exposure[3] == 0.0);
  for (const Reals* column : {&s.expected, &s.p, &s.q_fdr, &s.eb_rate, &s.p_first}) {
    CHECK_FALSE((*column)[9]);
    CHECK((*column)[10]);
  }
  for (const Integers* column : {&s.rank, &s.rank_lo, &s.rank_count, &s.rank_eb}) CHECK_FALSE((*column)[9]);
  CHECK_THAT(s.remarks.front(), Contains("10 of 139 segments have no exposure and so no rate; their 13 events"));
}

TEST_CASE("one segment, one event and no event have defined statistics", "[segment_statistics]") {
  const std::vector<Segment> one{{0, {{0}, {10e3}}, {}}};
  std::vector<Tally> tally(1);
  tally[0].count = 4;
  const SegmentStatistics alone = segment_statistics(one, tally, nullptr, 1);
  CHECK(*alone.p[0] == 1);
  CHECK(*alone.p_first[0] == 1);
  CHECK(*alone.rank_hi[0] == 1);
  CHECK(*alone.expected[0] == 4);

  std::vector<Tally> tallies(139);
  const SegmentStatistics none = segment_statistics(segments(), tallies, nullptr, 1);
  CHECK(*none.eb_rate[0] == 0);
  CHECK(*none.p[0] == 1);
  CHECK(*none.rank[138] == 1);
  CHECK(*none.rank_hi[5] == 139);
  tallies[50].count = 1;
  const SegmentStatistics single = segment_statistics(segments(), tallies, nullptr, 1);
  CHECK(*single.rank[50] == 1);
  CHECK(*single.p[50] == Approx(10e3 / straight().length().m));
  CHECK(*single.p_first[50] == Approx(1 / 139.0));  // one event tells of no difference
  tallies[50].count = 1000;
  CHECK(*segment_statistics(segments(), tallies, nullptr, 1).p_first[50] == 1);
}

TEST_CASE("the seed changes rank intervals only", "[segment_statistics]") {
  const auto tallies = simulated(500, {{{{0}, {100e3}}, 3, {}}}, 5);
  const SegmentStatistics a = segment_statistics(segments(), tallies, nullptr, 1),
                          b = segment_statistics(segments(), tallies, nullptr, 2);
  CHECK(a.eb_rate == b.eb_rate);
  CHECK(a.p_first != b.p_first);
}

TEST_CASE("a hot spot that the cut made is marked", "[segment_statistics]") {
  std::vector<Tally> tallies(40);
  std::vector<Segment> segments;
  BinnedLine line{400e3, 10, std::vector<double>(40'000)};
  const auto put = [&](double at, int events) {
    line.value[static_cast<std::size_t>(at / 10)] += events;
    tallies[static_cast<std::size_t>(at / 10e3)].count += static_cast<std::uint64_t>(events);
  };
  for (int i = 0; i < 40; ++i) segments.push_back({0, {{i * 10e3}, {(i + 1) * 10e3}}, {}});
  for (int i = 0; i < 400; ++i) put(i * 1e3 + 500, 2);
  put(101e3, 5), put(109e3, 5);                          // together only in this cut
  for (int i = 0; i < 20; ++i) put(200e3 + i * 1e3, 6);  // hot however it is cut
  SegmentStatistics s = segment_statistics(segments, tallies, nullptr, 1);
  add_stability(s, segments, tallies, std::vector{line}, nullptr, 3);
  CHECK(*s.cut_dependent[10] == 1);
  CHECK(*s.cut_dependent[20] == 0);
  CHECK(*s.stability[20] == 1);
  CHECK(*s.cut_dependent[5] == 0);  // not in the top
  CHECK_THAT(s.remarks.back(), Contains("2 of the 3 segments in the top 3") && EndsWith("not segment ids 11"));
}
