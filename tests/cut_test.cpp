#include "geo/cut.hpp"

#include <cmath>
#include <limits>

#include "geo/regions.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::vector<Route> two_routes() {
  std::vector<Route> routes{random_walk(80, {126, 41}, 31), random_walk(60, {-100, 30}, 32)};
  return routes;
}

/// Segments are ordered, meet end to start, and cover each route wholly.
void check_cover(const std::vector<Route>& routes, const std::vector<Segment>& segments) {
  double total = 0, expected = 0;
  for (const Segment& s : segments) total += s.stretch.length().m;
  for (const Route& r : routes) expected += r.length().m;
  CHECK(total == Approx(expected).epsilon(1e-12));
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool first = i == 0 || segments[i - 1].route != segments[i].route;
    CHECK(segments[i].stretch.from.m == (first ? 0 : segments[i - 1].stretch.to.m));
    CHECK(segments[i].stretch.length().m > 0);
    const bool last = i + 1 == segments.size() || segments[i + 1].route != segments[i].route;
    if (last) CHECK(segments[i].stretch.to.m == routes[segments[i].route].length().m);
  }
}

}  // namespace

TEST_CASE("every cut covers the routes without overlap", "[cut]") {
  const auto routes = two_routes();
  check_cover(routes, cut_by_length(routes, {7000}));
  check_cover(routes, cut_by_length(routes, {1e9}));
  check_cover(routes, cut_by_count(routes, 13));
  Random random(33);
  for (int round = 0; round < 50; ++round) {
    std::vector<Break> breaks;
    for (int k = 0; k < 20; ++k) {
      const auto r = static_cast<std::uint32_t>(random.below(2));
      breaks.push_back({r, {random.uniform(0, routes[r].length().m)}});
    }
    breaks.push_back(breaks.front());
    breaks.push_back({0, {0}});
    const auto segments = cut_at(routes, breaks);
    CHECK(segments.size() == 22);
    check_cover(routes, segments);
  }
}

TEST_CASE("cutting by count is cutting by the length that it gives", "[cut]") {
  const std::vector<Route> one{random_walk(50, {126, 41}, 34)};
  const auto a = cut_by_count(one, 7), b = cut_by_length(one, {one[0].length().m / 7});
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(std::abs(a[i].stretch.from.m - b[i].stretch.from.m) < 1e-6);
}

TEST_CASE("stretches become labelled segments, what they leave out does not", "[cut]") {
  const std::vector<Route> one{Route("r", {}, {{0, 0}, {1, 0}})};
  const auto s = cut_by_stretches(one, {{0, {{50e3}, {60e3}}, "b"}, {0, {{10e3}, {50e3}}, "a"}});
  REQUIRE(s.size() == 4);
  CHECK((s[0].label.empty() && s[1].label == "a" && s[2].label == "b" && s[3].label.empty()));
  check_cover(one, s);
  CHECK_THAT(message_of([&] {
               cut_by_stretches(one, {{0, {{0}, {20e3}}, "a"}, {0, {{10e3}, {30e3}}, "b"}});
             }),
             Contains("stretches 'a' and 'b' overlap at 10.000 km"));
}

TEST_CASE("a segment is found by its chainage, the end belongs to the last", "[cut]") {
  const auto routes = two_routes();
  const SegmentIndex index(cut_by_length(routes, {5000}));
  for (std::size_t i = 0; i < index.segments().size(); ++i) {
    const Segment& s = index.segments()[i];
    CHECK(index.find(s.route, s.stretch.from) == i);
    CHECK(index.find(s.route, {std::nextafter(s.stretch.to.m, 0)}) == i);
  }
  CHECK(index.find(1, Chainage{routes[1].length().m}) == index.segments().size() - 1);
  CHECK(index.find(0, {-1}) == 0);
}

TEST_CASE("segments of any length are found", "[cut]") {
  const auto routes = two_routes();
  test::Random random(20261126);
  std::vector<Break> breaks;
  for (int i = 0; i < 300; ++i) {
    const auto route = static_cast<std::uint32_t>(random.below(2));
    const double share = i % 3 == 0 ? random.uniform(0, 1) : random.uniform(0.5, 0.5001);  // many close together
    breaks.push_back({route, {share * routes[route].length().m}});
  }
  const SegmentIndex index(cut_at(routes, breaks));
  for (std::size_t i = 0; i < index.segments().size(); ++i) {
    const Segment& s = index.segments()[i];
    CHECK(index.find(s.route, s.stretch.from) == i);
    CHECK(index.find(s.route, {random.uniform(s.stretch.from.m, s.stretch.to.m)}) == i);
    CHECK(index.find(s.route, {std::nextafter(s.stretch.to.m, 0)}) == i);
  }
}

TEST_CASE("a cut that cannot be is refused", "[cut]") {
  const auto routes = two_routes();
  CHECK_THAT(message_of([&] { cut_by_length(routes, {0}); }), Contains("must be more than 0"));
  CHECK_THAT(message_of([&] { cut_by_length(routes, {1e-4}); }), Contains("take longer segments"));
  CHECK_THAT(message_of([&] { cut_by_count(routes, 0); }), Contains("at least 1"));
  CHECK_THAT(message_of([&] { cut_at(routes, {{0, {1e9}}}); }), Contains("is outside route 'walk'"));
  CHECK_THAT(message_of([&] {
               cut_at(routes, {{0, {std::numeric_limits<double>::quiet_NaN()}}});
             }),
             Contains("outside"));
}

TEST_CASE("regions of either bank cut where they change", "[cut]") {
  // A line along the equator; squares to the north change at 0.4 E, one to the south covers all of it.
  const std::vector<Route> line{Route("r", {}, {{0, 0}, {1, 0}})};
  const Locator locator(line);
  const auto square = [](std::string name, double west, double east, double south, double north) {
    return Shape{std::move(name),
                 {},
                 {{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}},
                 {},
                 {},
                 {}};
  };
  const std::vector<Shape> shapes{square("A", -0.1, 0.4, 0.01, 0.4), square("B", 0.4, 1.1, 0.01, 0.4),
                                  square("S", -0.1, 1.1, -0.4, -0.01)};
  const auto segments = cut_by_regions(line, locator, shapes);
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].label == "A | S");
  CHECK(segments[1].label == "B | S");
  CHECK(segments[0].stretch.to.m == Approx(0.4 * line[0].length().m).margin(kRegionPrecision.m));
  const std::vector<Shape> far{square("F", 10, 11, 10, 11)};
  CHECK_THAT(message_of([&] { cut_by_regions(line, locator, far); }), Contains("no region comes within 10 km"));
  CHECK_THAT(message_of([&] {
               cut_by_regions(line, locator, std::vector<Shape>{{"p", LonLat{0, 0}, {}, {}, {}, {}}});
             }),
             Contains("holds no polygons"));
}
