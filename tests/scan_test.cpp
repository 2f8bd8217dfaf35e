#include "geo/scan.hpp"

#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "catch.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

struct Table {
  std::vector<std::uint64_t> counts;
  std::vector<double> exposure;
  std::vector<BinRange> runs;

  [[nodiscard]] double total() const { return std::accumulate(counts.begin(), counts.end(), 0.0); }
  [[nodiscard]] std::vector<double> expected_before() const {
    std::vector<double> before(exposure.size() + 1);
    std::partial_sum(exposure.begin(), exposure.end(), before.begin() + 1);
    const double scale = total() / before.back();
    for (double& b : before) b *= scale;
    return before;
  }
};

/// Every window, one by one, by the definition.
double greatest_by_force(const Table& t, double limit, double share) {
  const std::vector<double> before = t.expected_before();
  double greatest = 0;
  for (const BinRange& run : t.runs) {
    for (std::size_t from = run.from; from < run.to; ++from) {
      double count = 0;
      for (std::size_t to = from + 1; to <= run.to; ++to) {
        count += static_cast<double>(t.counts[to - 1]);
        const double expected = share * (before[to] - before[from]);
        if (expected > share * limit * (1 + 1e-9)) break;
        if (count <= expected) continue;
        const double n = t.total(), rest = n - count;
        const double outside = rest > 0 ? rest * std::log(rest / (n - expected)) : 0;
        greatest = std::max(greatest, count * std::log(count / expected) + outside);
      }
    }
  }
  return greatest;
}

/// Few or many events, alike or clustered, on even or uneven bins, some of them without exposure.
Table random_table(Random& random) {
  Table t;
  const std::size_t bins = 2 + random.below(120);
  const bool even = random.below(2) == 0, holes = random.below(3) == 0;
  for (std::size_t i = 0; i < bins; ++i) t.exposure.push_back(even ? 100 : random.uniform(0.01, 10));
  if (holes) {
    for (std::size_t k = 0; k < bins / 4; ++k) t.exposure[random.below(bins)] = 0;
  }
  if (*std::ranges::max_element(t.exposure) == 0) t.exposure[0] = 1;
  t.counts.assign(bins, 0);
  const std::size_t events = 2 + random.below(random.below(2) == 0 ? 20 : 3000);
  const std::size_t hot = random.below(bins), width = 1 + random.below(10);
  for (std::size_t k = 0; k < events; ++k) {
    std::size_t bin = random.below(3) == 0 ? std::min(hot + random.below(width), bins - 1) : random.below(bins);
    while (t.exposure[bin] == 0) bin = (bin + 1) % bins;
    ++t.counts[bin];
  }
  if (random.below(10) == 0)
    std::ranges::replace_if(
        t.counts, [](auto c) { return c > 0; }, 3U);  // many ties
  t.runs = {{0, bins}};
  if (random.below(3) == 0 && bins > 10) t.runs = {{0, bins / 3}, {bins / 3, bins - 4}};
  return t;
}

ScanData data_of(std::vector<std::uint64_t> counts) {
  ScanData d;
  d.exposure.assign(counts.size(), 1.0);
  d.counts = {std::move(counts)};
  return d;
}

/// Events in proportion to `rate`.
ScanData simulated(const std::vector<double>& rate, std::size_t events, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> before(rate.size());
  std::partial_sum(rate.begin(), rate.end(), before.begin());
  std::vector<std::uint64_t> counts(rate.size());
  for (std::size_t k = 0; k < events; ++k) {
    const double at = random.uniform(0, before.back());
    ++counts[static_cast<std::size_t>(std::ranges::upper_bound(before, at) - before.begin())];
  }
  return data_of(std::move(counts));
}

}  // namespace

TEST_CASE("the scan statistic is Kulldorff's, and convex", "[scan]") {
  // By hand: 6 of 10 events where 3 are expected: 6 ln 2 + 4 ln(4/7).
  CHECK(scan_statistic(6, 3, 10) == Approx(6 * std::log(2.0) + 4 * std::log(4.0 / 7)).epsilon(1e-15));
  CHECK(scan_statistic(10, 5, 10) == Approx(10 * std::log(2.0)).epsilon(1e-15));
  CHECK(scan_statistic(3, 3, 10) == 0);
  CHECK(scan_statistic(2, 3, 10) == 0);
  Random random(2);
  for (int k = 0; k < 2000; ++k) {
    const double n = 100, c1 = random.uniform(0, n), c2 = random.uniform(0, n), m1 = random.uniform(1e-3, n),
                 m2 = random.uniform(1e-3, n);
    const double middle = scan_statistic((c1 + c2) / 2, (m1 + m2) / 2, n);
    CHECK(middle <= (scan_statistic(c1, m1, n) + scan_statistic(c2, m2, n)) / 2 * (1 + 1e-12) + 1e-12);
  }
}

TEST_CASE("the scan statistic of great counts keeps its digits", "[scan][great_counts]") {
  // Taylor's series in the excess x: x^2 / 2 (1 / m + 1 / r) - x^3 / 6 (1 / m^2 - 1 / r^2), r = N - m; the next term is
  // (x / m)^2 / 6 of the first.
  for (const double n : {5e10, 0x1p53}) {
    const double m = n / 4, r = n - m, x = std::floor(4 * std::sqrt(m));
    const double series = x * x / 2 * (1 / m + 1 / r) - x * x * x / 6 * (1 / (m * m) - 1 / (r * r));
    CHECK(scan_statistic(m + x, m, n) == Approx(series).epsilon(1e-8));
  }
}

TEST_CASE("a hot spot among great counts is found, and none where there is none", "[scan][great_counts]") {
  for (const std::uint64_t each : {500'000'000ULL, 90'000'000'000'000ULL}) {
    std::vector<std::uint64_t> counts(100, each);
    ScanOptions options;
    options.replicates = 99;
    CHECK(scan(data_of(counts), options).clusters.empty());  // nothing has more than expected
    const auto deviation = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(each)));
    counts[7] += deviation / 2;
    CHECK(scan(data_of(counts), options).clusters.at(0).p > 0.05);
    for (std::size_t i = 40; i < 45; ++i) counts[i] += 4 * deviation;
    const ScanCluster found = scan(data_of(counts), options).clusters.at(0);
    CHECK(found.bins == BinRange{40, 45});
    CHECK(found.p == 0.01);
    CHECK(found.count == 5 * (each + 4 * deviation));
  }
}

TEST_CASE("the search finds the greatest statistic of all windows", "[scan]") {
  Random random(11);
  for (int k = 0; k < 1500; ++k) {
    const Table t = random_table(random);
    const double limit = t.total() * (random.below(2) == 0 ? 0.5 : random.uniform(0.02, 1));
    const double share = random.below(2) == 0 ? 1 : random.uniform(0.1, 1);
    const std::vector<double> before = t.expected_before();
    WindowSearch search(before, t.runs, limit, t.total());
    const ScanWindow found = search.best(t.counts, share);
    const double greatest = greatest_by_force(t, limit, share);
    INFO("table " << k);
    CHECK(std::abs(found.statistic - greatest) <= kScanError * greatest);
    if (greatest == 0) continue;
    const auto [from, to] = found.bins;
    CHECK(found.count == std::accumulate(t.counts.begin() + static_cast<std::ptrdiff_t>(from),
                                         t.counts.begin() + static_cast<std::ptrdiff_t>(to), 0.0));
    CHECK(found.expected == Approx(share * (before[to] - before[from])).epsilon(1e-9));
    CHECK(found.expected <= share * limit * (1 + 1e-9));
    CHECK(std::ranges::any_of(t.runs, [&](const BinRange& r) { return r.from <= from && to <= r.to; }));
  }
}

TEST_CASE("a scan of periods finds the greatest statistic of all cylinders", "[scan]") {
  Random random(3);
  for (int k = 0; k < 40; ++k) {
    ScanData d;
    const std::size_t bins = 10 + random.below(20), periods = 2 + random.below(6);
    for (std::size_t i = 0; i < bins; ++i) d.exposure.push_back(random.uniform(0.5, 2));
    d.duration.clear();
    for (std::size_t p = 0; p < periods; ++p) d.duration.push_back(random.uniform(0.8, 1.2));
    d.counts.assign(periods, std::vector<std::uint64_t>(bins));
    const std::size_t events = 20 + random.below(200);
    for (std::size_t e = 0; e < events; ++e) ++d.counts[random.below(periods)][random.below(bins)];
    ScanOptions o;
    o.replicates = 19;
    o.max_duration = 0.7;
    const ScanResult got = scan(d, o);

    const double time = std::accumulate(d.duration.begin(), d.duration.end(), 0.0);
    double greatest = 0;
    for (std::size_t from = 0; from < periods; ++from) {
      Table t{std::vector<std::uint64_t>(bins), d.exposure, {{0, bins}}};
      double share = 0;
      for (std::size_t to = from; to < periods; ++to) {
        share += d.duration[to] / time;
        if (share > 0.7) break;
        for (std::size_t i = 0; i < bins; ++i) t.counts[i] += d.counts[to][i];
        // Events outside of the periods are in a bin that no window holds.
        Table whole = t;
        whole.counts.push_back(static_cast<std::uint64_t>(events - static_cast<std::size_t>(t.total())));
        whole.exposure.push_back(0);
        greatest = std::max(greatest, greatest_by_force(whole, 0.5 * static_cast<double>(events), share));
      }
    }
    REQUIRE(!got.clusters.empty());
    CHECK(std::abs(got.clusters[0].statistic - greatest) <= kScanError * greatest);
  }
}

TEST_CASE("scan results agree with NumPy's", "[scan]") {
  // table, from, to, count, expected, statistic; the counts come from the formula in the generator.
  for (const auto& r : reference_rows("scan.csv")) {
    const auto bins = static_cast<std::size_t>(r[1]);
    ScanData d;
    d.counts.emplace_back();
    for (std::size_t i = 0; i < bins; ++i) {
      const std::size_t x = (i * i * 7 + i * 13 + static_cast<std::size_t>(r[0]) * 31) % 101;
      const bool hot = i >= bins / 3 && i < bins / 3 + 5;
      d.counts[0].push_back(static_cast<std::uint64_t>(x % 4 + (hot ? 3 : 0)));
      d.exposure.push_back(1 + 0.01 * static_cast<double>(x));
    }
    ScanOptions o;
    o.max_window = r[2];
    o.replicates = 19;
    const ScanCluster got = scan(d, o).clusters.at(0);
    INFO("table " << r[0]);
    CHECK(got.bins == BinRange{static_cast<std::size_t>(r[3]), static_cast<std::size_t>(r[4])});
    CHECK(static_cast<double>(got.count) == r[5]);
    CHECK(std::abs(got.expected - r[6]) <= kScanError * r[6]);
    CHECK(std::abs(got.statistic - r[7]) <= kScanError * r[7]);
  }
}

TEST_CASE("p counts the replicates at least as great, and Gumbel's goes on where they end", "[scan]") {
  std::vector<double> rate(200, 1.0);
  for (std::size_t i = 90; i < 110; ++i) rate[i] = 1.6;
  const ScanData d = simulated(rate, 800, 4);
  ScanOptions o;
  o.replicates = 199;
  const ScanResult r = scan(d, o);
  const ScanCluster& c = r.clusters[0];
  const auto reached = std::ranges::count_if(r.replicate_maxima, [&](double m) { return m >= c.statistic; });
  CHECK(c.p == (static_cast<double>(reached) + 1) / 200);
  CHECK(c.p_gumbel == gumbel_p(r.replicate_maxima, c.statistic));
  // Exact where the moments are those of a Gumbel distribution by construction: mean 0.5772 and variance pi^2 / 6.
  const double deviation = std::sqrt(std::numbers::pi * std::numbers::pi / 12);
  const double mean = std::numbers::egamma;
  CHECK(gumbel_p({mean - deviation, mean + deviation}, 3) == Approx(1 - std::exp(-std::exp(-3.0))).epsilon(1e-12));
  CHECK(gumbel_p({2, 2}, 3) == 1);
}

TEST_CASE("a scan gives the same on any number of threads", "[scan]") {
  ScanData d = simulated(std::vector<double>(300, 1.0), 500, 8);
  ScanOptions o;
  o.replicates = 99;
  const ScanResult many = scan(d, o);
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  CHECK(scan(d, o).replicate_maxima == many.replicate_maxima);
}

TEST_CASE("planted clusters are found with their extents, one after the other", "[scan]") {
  std::vector<double> rate(500, 1.0);
  std::fill_n(rate.begin() + 100, 20, 8.0);
  std::fill_n(rate.begin() + 300, 30, 6.0);
  for (const bool sequential : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const ScanData d = simulated(rate, 4000, seed);
      ScanOptions o;
      o.replicates = 99;
      o.sequential = sequential;
      const ScanResult r = scan(d, o);
      REQUIRE(r.clusters.size() >= 2);
      const auto near = [&](std::size_t a, std::size_t b) {
        return std::ranges::any_of(r.clusters, [&](const ScanCluster& c) {
          const auto off = [](std::size_t x, std::size_t y) { return x > y ? x - y : y - x; };
          return c.p <= 0.05 && off(c.bins.from, a) <= 2 && off(c.bins.to, b) <= 2;
        });
      };
      CHECK(near(100, 120));
      CHECK(near(300, 330));
      for (std::size_t i = 0; i < r.clusters.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
          const BinRange a = r.clusters[i].bins, b = r.clusters[k].bins;
          CHECK((a.to <= b.from || b.to <= a.from));
        }
      }
    }
  }
}

TEST_CASE("a scan of flat tables claims something at the stated rate", "[scan]") {
  // 200 tables at level 0.05: 10 claims expected; 3 to 19 hold 99.4 % of the binomial distribution.
  int claims = 0, gumbel_claims = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const ScanData d = simulated(std::vector<double>(150, 1.0), 300, 1000 + seed);
    ScanOptions o;
    o.replicates = 99;
    o.seed = seed;
    const ScanResult r = scan(d, o);
    if (!r.clusters.empty() && r.clusters[0].p <= 0.05) ++claims;
    if (!r.clusters.empty() && r.clusters[0].p_gumbel <= 0.05) ++gumbel_claims;
  }
  CHECK(claims >= 3);
  CHECK(claims <= 19);
  CHECK(gumbel_claims >= 3);
  CHECK(gumbel_claims <= 19);
}

TEST_CASE("replicates by cell and by event are of one distribution", "[scan]") {
  // The same rates with few events (drawn one by one) and many (drawn cell by cell): the maxima must have the law of
  // brute-force tables. Means of 400 maxima of each kind, compared at 4 standard errors.
  for (const std::size_t events : {60UL, 400UL}) {
    ScanData d = simulated(std::vector<double>(50, 1.0), events, 5);
    ScanOptions o;
    o.replicates = 400;
    const std::vector<double> maxima = scan(d, o).replicate_maxima;
    std::vector<double> forced;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
      const ScanData s = simulated(std::vector<double>(50, 1.0), events, 77 + seed);
      forced.push_back(greatest_by_force({s.counts[0], s.exposure, {{0, 50}}}, 0.5 * static_cast<double>(events), 1));
    }
    const auto mean = [](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / 400; };
    double variance = 0;
    for (const double m : forced) variance += (m - mean(forced)) * (m - mean(forced)) / 399;
    CHECK(std::abs(mean(maxima) - mean(forced)) <= 4 * std::sqrt(2 * variance / 400));
  }
}

TEST_CASE("a scan says what is wrong", "[scan]") {
  const auto message = [](ScanData d, const ScanOptions& o) { return message_of([&] { scan(d, o); }); };
  const ScanData good = data_of({1, 0, 2, 1});
  for (const double bad : {0.0, -1.0, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
    ScanOptions o;
    o.max_window = bad;
    CHECK_THAT(message(good, o), Contains("--max-window"));
  }
  ScanOptions o;
  o.replicates = 0;
  CHECK_THAT(message(good, o), Contains("0 replicates (--replicates); level 0.05 needs at least 19"));
  o.replicates = 98;
  o.level = 0.01;
  CHECK_THAT(message(good, o), Contains("needs at least 99"));
  o = {};
  CHECK_THAT(message(data_of({0, 0, 0, 0}), o), Contains("no event located; a scan needs at least 2"));
  CHECK_THAT(message(data_of({0, 1, 0, 0}), o), Contains("one event located; a scan needs at least 2"));
  CHECK_THAT(message(data_of({0, 5, 0, 0}), o), Contains("all 5 events lie in one bin"));
  CHECK_THAT(message(data_of({5}), o), Contains("1 bin; make bins shorter"));
  ScanData d = good;
  d.exposure[3] = 10;
  CHECK_THAT(message(d, o), Contains("a bin holds 0.769 of the route's exposure"));
  d.exposure[3] = 0;
  CHECK_THAT(message(d, o), Contains("bin 3 has 1 events but no exposure"));
  d.exposure[3] = -1;
  CHECK_THAT(message(d, o), Contains("exposure -1"));
}

TEST_CASE("no window has more than expected where all bins have the same rate", "[scan]") {
  CHECK(scan(data_of({2, 2, 2, 2}), {}).clusters.empty());
}
