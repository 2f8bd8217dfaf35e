#include "geo/bandwidth.hpp"

#include <cmath>

#include "binned_lines.hpp"
#include "catch.hpp"
#include "geo/kernel_sum.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

/// A normal variable as the sum of twelve uniform ones, which is near enough here.
double bell(Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.uniform(0, 1);
  return sum;
}

}  // namespace

TEST_CASE("selectors agree with SciPy, KDEpy's equation and a direct sum", "[bandwidth]") {
  const BinnedLine line = reference_events();
  const auto rows = reference_rows("density_bandwidth.csv");
  REQUIRE(rows.size() == 4);
  CHECK(scott_bandwidth(line) == Approx(rows[0][1]).epsilon(1e-12));
  CHECK(silverman_bandwidth(line) == Approx(rows[1][1]).epsilon(1e-12));
  CHECK(isj_bandwidth(line) == Approx(rows[2][1]).epsilon(1e-9));
  CHECK(lcv_bandwidth(line) == Approx(rows[3][1]).epsilon(kBandwidthError));
}

TEST_CASE("leaving one out of two gives the kernel between them", "[bandwidth]") {
  BinnedLine line = empty_line(100e3, 10);
  line.value[2000] = 1;
  line.value[5000] = 1;
  const double apart = 30e3;
  for (const double h : {20e3, 3e3, 1e3}) {  // 1 km: 30 bandwidths apart, exp(-450)
    const LineKernel kernel(Kernel::gaussian, h, line.length_m);
    const double want = std::log(kernel(line.middle_m(2000), line.middle_m(5000)));
    CHECK(lcv_score(line, h) == Approx(want).epsilon(1e-12));
  }
  CHECK(lcv_score(line, 5e3) ==
        Approx(-apart * apart / 50e6 - std::log(5e3 * std::sqrt(2 * 3.141592653589793))).epsilon(1e-9));
}

TEST_CASE("selectors find the bandwidth that is best for a normal density", "[bandwidth]") {
  // For normal data of deviation s the bandwidth least in mean integrated squared error is near s (4 / 3n)^(1/5).
  Random random(11);
  BinnedLine line = empty_line(100e3, 10);
  constexpr int n = 5000;
  constexpr double s = 5e3;
  for (int i = 0; i < n; ++i) ++line.value[static_cast<std::size_t>((50e3 + s * bell(random)) / 10)];
  const double best = s * std::pow(4.0 / (3 * n), 0.2);
  CHECK(silverman_bandwidth(line) == Approx(best).epsilon(0.05));
  CHECK(isj_bandwidth(line) == Approx(best).epsilon(0.15));
  CHECK(lcv_bandwidth(line) == Approx(best).epsilon(0.4));
}

TEST_CASE("two humps far apart mislead the rules of thumb and not the others", "[bandwidth]") {
  Random random(12);
  BinnedLine line = empty_line(500e3, 100);
  for (int i = 0; i < 4000; ++i) {
    ++line.value[static_cast<std::size_t>(((i % 2 ? 100e3 : 400e3) + 3e3 * bell(random)) / 100)];
  }
  const double best = 3e3 * std::pow(4.0 / (3 * 2000), 0.2);
  CHECK(silverman_bandwidth(line) > 20 * best);
  CHECK(isj_bandwidth(line) == Approx(best).epsilon(0.2));
  CHECK(lcv_bandwidth(line) == Approx(best).epsilon(0.4));
}

TEST_CASE("mirroring the line and doubling its length scale", "[bandwidth]") {
  const BinnedLine line = reference_events();
  BinnedLine whole = empty_line(50000, 10), mirrored = whole, longer = empty_line(100000, 20);
  for (std::size_t k = 0; k < whole.value.size(); ++k) {
    whole.value[k] = line.value[k];
    mirrored.value[whole.value.size() - 1 - k] = line.value[k];
    longer.value[k] = line.value[k];
  }
  for (const Selector s : {Selector::lcv, Selector::scott, Selector::silverman, Selector::isj}) {
    INFO(selector_name(s));
    const double h = select_bandwidth(whole, s);
    CHECK(select_bandwidth(mirrored, s) == Approx(h).epsilon(kBandwidthError));
    CHECK(select_bandwidth(longer, s) == Approx(2 * h).epsilon(kBandwidthError));
  }
}

TEST_CASE("where there is nothing to choose from, a selector says so", "[bandwidth]") {
  for (const Selector s : {Selector::lcv, Selector::scott, Selector::silverman, Selector::isj}) {
    BinnedLine line = empty_line(100e3, 10);
    CHECK_THAT(message_of([&] { select_bandwidth(line, s); }), Contains("needs two events or more"));
    line.value[77] = 1;
    CHECK_THAT(message_of([&] { select_bandwidth(line, s); }), Contains("there is one; give one"));
    line.value[77] = 500;
    CHECK_THAT(message_of([&] { select_bandwidth(line, s); }), Contains("all 500 events are at one place, km 0.775"));
  }
  BinnedLine towns = empty_line(100e3, 10);
  for (const std::size_t k : {1000U, 3000U, 7000U}) towns.value[k] = 50;
  CHECK_THAT(message_of([&] { lcv_bandwidth(towns); }), Contains("the events repeat the same places"));
  CHECK_THAT(message_of([&] { parse_selector("best"); }), Contains("lcv, scott, silverman, isj"));
}
