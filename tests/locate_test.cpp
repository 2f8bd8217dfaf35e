#include "geo/locate.hpp"

#include <geodesic.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "catch.hpp"
#include "geo/error.hpp"
#include "geodesic_oracle.hpp"
#include "random.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

/// Events within 100 km of the route: off an edge's inside, off a vertex, on the line and on a vertex.
std::vector<LonLat> events_near(const Route& route, std::size_t count, std::uint64_t seed, double nearest = 1) {
  Random random(seed);
  std::vector<LonLat> events;
  while (events.size() < count) {
    const double reach = std::pow(10, random.uniform(std::log10(nearest), 5));  // to 100 km, each scale alike
    const std::size_t vertex = random.below(route.vertices().size());
    const bool at_vertex = random.below(4) == 0, on_line = random.below(8) == 0;
    const LonLat from = at_vertex ? route.vertices()[vertex] : route.at({random.uniform(0, route.length().m)});
    const LonLat event = geodesic_step_oracle(from, random.uniform(0, 360), on_line ? 0 : reach);
    if (std::abs(event.lat) <= 90) events.push_back(event);
  }
  return events;
}

void check_against_oracle(const Route& route, std::size_t count, std::uint64_t seed, double nearest = 1) {
  const Locator locator(std::span(&route, 1));
  const Oracle oracle(route);
  double worst_offset = 0, worst_chainage = 0;
  for (const LonLat p : events_near(route, count, seed, nearest)) {
    const Location got = locator.locate(p);
    const OraclePlace want = oracle.nearest(p);
    if (want.offset_m > kLocateRange) continue;
    worst_offset = std::max(worst_offset, std::abs(got.offset.m - want.offset_m));
    // Where two places are equally near to within the bound, either is an answer: ask how far ours is.
    const double off = std::abs(got.chainage.m - want.chainage_m);
    if (off > kLocateError && oracle.distance_at(p, got.chainage.m) - want.offset_m < kLocateError &&
        oracle.is_another_minimum(p, got.chainage.m)) {
      continue;
    }
    worst_chainage = std::max(worst_chainage, off);
    INFO(p.lon << " " << p.lat << " offset " << want.offset_m);
    CHECK(off <= kLocateError);
  }
  INFO("worst offset " << worst_offset << " chainage " << worst_chainage);
  CHECK(worst_offset <= kLocateError);
  CHECK(worst_chainage <= kLocateError);
}

}  // namespace

TEST_CASE("on the default border, within the bound of an ellipsoidal brute force", "[locate]") {
  check_against_oracle(border(), 2000, 1);
}

TEST_CASE("over the antimeridian and at 80 degrees north too", "[locate]") {
  check_against_oracle(Route("fiji", {}, {{178, -17}, {179.5, -16.5}, {-179.7, -16.9}, {-178, -16}}), 500, 2);
  check_against_oracle(random_walk(200, {15, 80}, 3), 500, 4);
  check_against_oracle(random_walk(200, {-70, -30}, 5), 500, 6);
}

TEST_CASE("at the far end of the range, at any latitude", "[locate]") {
  for (const double lat : {0.3, -45.0, 60.0, 84.0}) check_against_oracle(random_walk(60, {10, lat}, 11), 300, 12, 70e3);
}

TEST_CASE("a published pair of distances to a segment of 2,300 km", "[locate]") {
  // A GeographicLib-based answer; a sphere gives 508.07 and 489.55 m.
  const Route route("r", {}, {{-16.42203, -7.52882}, {4.89998, -6.15568}});
  const Locator locator(std::span(&route, 1));
  CHECK(std::abs(locator.locate(LonLat{3.32696, -6.29345}).offset.m - 481.739088) <= 1e-3);
  CHECK(std::abs(locator.locate(LonLat{3.3262, -6.28451}).offset.m - 510.482732) <= 1e-3);
}

TEST_CASE("the side is left or right of the direction, also off vertices and ends", "[locate]") {
  const Route bend("r", {}, {{0, 0}, {1, 0}, {1, 1}});  // turns left at (1, 0)
  const Locator locator(std::span(&bend, 1));
  CHECK(locator.locate(LonLat{0.5, 0.1}).side == Side::left);
  CHECK(locator.locate(LonLat{0.5, -0.1}).side == Side::right);
  CHECK(locator.locate(LonLat{1.1, -0.1}).side == Side::right);
  CHECK(locator.locate(LonLat{0.9, 0.05}).side == Side::left);
  CHECK(locator.locate(LonLat{-0.1, 0.01}).side == Side::left);
  CHECK(locator.locate(LonLat{1.01, 1.1}).side == Side::right);
  CHECK(locator.locate(LonLat{0.5, 0}).side == Side::on);
  CHECK(locator.locate(LonLat{1, 0}).side == Side::on);
  CHECK(locator.locate(LonLat{1, 0}).offset.m < 1e-6);
}

TEST_CASE("reversing a route mirrors chainage and side", "[locate]") {
  const Route there = random_walk(300, {126, 41}, 7);
  std::vector<LonLat> turned(there.vertices().rbegin(), there.vertices().rend());
  const Route back("back", {}, turned);
  const Locator a(std::span(&there, 1)), b(std::span(&back, 1));
  for (const LonLat p : events_near(there, 500, 8)) {
    const Location x = a.locate(p), y = b.locate(p);
    CHECK(std::abs(x.offset.m - y.offset.m) <= kLocateError);
    if (x.alt && x.alt->extra.m <= kLocateError) continue;  // a tie may fall to either branch
    CHECK(std::abs(x.chainage.m + y.chainage.m - there.length().m) <= 2 * kLocateError);
    if (x.offset.m > kLocateError) CHECK((x.side == Side::left) == (y.side == Side::right));
  }
}

TEST_CASE("a loop's other branch is reported, a far one is not", "[locate]") {
  // Two parallel branches 2 km apart, joined far to the east.
  const double lat = 2000 / 110574.0;
  const Route loop("r", {}, {{0, 0}, {0.5, 0}, {0.5, lat}, {0, lat}});
  const Locator locator(std::span(&loop, 1));
  const Location near_middle = locator.locate(LonLat{0.1, lat * 0.45});
  REQUIRE(near_middle.alt);
  CHECK(near_middle.alt->extra.m == Approx(200).margin(1));
  CHECK(near_middle.alt->chainage.m == Approx(loop.length().m - near_middle.chainage.m).margin(0.1));
  CHECK_FALSE(locator.locate(LonLat{0.1, -0.01}).alt);
}

TEST_CASE("each event goes to the nearest of several routes", "[locate]") {
  const std::vector<Route> routes{Route("south", {}, {{0, 0}, {1, 0}}), Route("north", {}, {{0, 1}, {1, 1}})};
  const Locator locator(routes);
  CHECK(locator.locate(LonLat{0.5, 0.1}).route == 0);
  CHECK(locator.locate(LonLat{0.5, 0.9}).route == 1);
  const Location middle = locator.locate(LonLat{0.5, 0.501});
  REQUIRE(middle.alt);
  CHECK(middle.alt->route == 0);
}

TEST_CASE("the same on one thread and on two", "[locate]") {
  const Route route = random_walk(500, {126, 41}, 9);
  const Locator locator(std::span(&route, 1));
  const std::vector<LonLat> events = events_near(route, 20000, 10);
  const auto on_threads = [&](std::size_t n) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, n);
    return locator.locate(events);
  };
  const auto one = on_threads(1), two = on_threads(2);
  for (std::size_t i = 0; i < events.size(); ++i) {
    REQUIRE(one[i].chainage == two[i].chainage);
    REQUIRE(one[i].offset == two[i].offset);
    REQUIRE(one[i].alt.has_value() == two[i].alt.has_value());
  }
}

TEST_CASE("on a long line many positions together have the places that each has alone", "[locate]") {
  std::vector<LonLat> sweeps;  // 71,000 km up and down, whose index is too large for the cache
  for (int k = 0; k < 4; ++k) {
    for (int i = 0; i <= 16; ++i)
      sweeps.push_back({100.0 + k, (k % 2 == 0 ? -80.0 : 80.0) + (k % 2 == 0 ? 10 : -10) * i});
  }
  const Route route("sweeps", {}, sweeps);
  const Locator locator(std::span(&route, 1));
  Random random(29);
  std::vector<LonLat> events(4001);
  for (LonLat& p : events) p = {random.uniform(99.5, 103.5), random.uniform(-80, 80)};
  events.back() = {-80, 0};  // far from everything
  const auto together = locator.locate(events);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Location alone = locator.locate(events[i]);
    REQUIRE(together[i].chainage == alone.chainage);
    REQUIRE(together[i].offset == alone.offset);
    REQUIRE(together[i].side == alone.side);
    REQUIRE(together[i].alt.has_value() == alone.alt.has_value());
  }
  events[7].lat = 91;
  CHECK_THROWS_AS(locator.locate(events), Error);
}

TEST_CASE("what is no position is refused", "[locate]") {
  const Route route("r", {}, {{0, 0}, {1, 0}});
  const Locator locator(std::span(&route, 1));
  CHECK_THROWS_AS(locator.locate(LonLat{0, 91}), Error);
  CHECK_THROWS_AS(locator.locate(LonLat{std::numeric_limits<double>::quiet_NaN(), 0}), Error);
  CHECK_THROWS_AS(Locator(std::span<const Route>{}), Error);
}
