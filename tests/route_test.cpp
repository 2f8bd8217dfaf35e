#include "geo/route.hpp"

#include <limits>
#include <numbers>

#include "catch.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"

using namespace thalweg;

namespace {

constexpr double kDegree = 6378137.0 * std::numbers::pi / 180;  // of the equator

Route equator() {
  return {"equator", {"north", "south"}, {{0, 0}, {1, 0}, {1, 0}, {3, 0}}};
}

}  // namespace

TEST_CASE("chainage is the sum of geodesics", "[route]") {
  const Route r = equator();
  CHECK(r.duplicates_dropped() == 1);
  REQUIRE(r.vertices().size() == 3);
  CHECK(r.chainage_m()[1] == Approx(kDegree).epsilon(1e-14));
  CHECK(r.length().m == Approx(3 * kDegree).epsilon(1e-14));
}

TEST_CASE("a chainage gives its edge and position, clamped", "[route]") {
  const Route r = equator();
  CHECK(r.edge_at({-1}) == 0);
  CHECK(r.edge_at({kDegree / 2}) == 0);
  CHECK(r.edge_at({2 * kDegree}) == 1);
  CHECK(r.edge_at({1e9}) == 1);
  CHECK(r.at({2 * kDegree}).lon == Approx(2).epsilon(1e-12));
  CHECK(r.at({-5}) == LonLat{0, 0});
  CHECK(r.at({1e9}) == LonLat{3, 0});
}

TEST_CASE("a stretch keeps the vertices inside it", "[route]") {
  const Line line = equator().between({{kDegree / 2}, {2 * kDegree}});
  REQUIRE(line.size() == 3);
  CHECK(line[1].at == LonLat{1, 0});
  CHECK(line[1].m == Approx(kDegree));
  CHECK(line[2].m == Approx(2 * kDegree));
  CHECK(equator().between({{5}, {5}}).empty());
}

TEST_CASE("an edge takes the shorter way over the antimeridian", "[route]") {
  const Route r("r", {}, {{179, 0}, {-179, 0}});
  CHECK(r.length().m == Approx(2 * kDegree).epsilon(1e-14));
  CHECK(std::abs(r.at({kDegree}).lon) == Approx(180).epsilon(1e-12));
}

TEST_CASE("a line that cannot be a route is refused", "[route]") {
  CHECK_THROWS_AS(Route("r", {}, {{1, 1}}), Error);
  CHECK_THROWS_AS(Route("r", {}, {{1, 1}, {1, 1}}), Error);
  CHECK_THROWS_AS(Route("r", {}, {{1, 1}, {1, 91}}), Error);
  CHECK_THROWS_AS(Route("r", {}, {{1, 1}, {std::numeric_limits<double>::quiet_NaN(), 1}}), Error);
  CHECK_THROWS_AS(Route("r", {}, {{0, 0}, {180, 0}}), Error);
}
