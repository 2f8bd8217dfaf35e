#include "geo/route_quality.hpp"

#include <cmath>

#include "catch.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

double orient(LonLat a, LonLat b, LonLat c) {
  return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
}

/// Pairs of edges, not neighbours, whose ends lie strictly on different sides of each other.
std::size_t crossings_by_brute_force(const Route& route) {
  const auto v = route.vertices();
  std::size_t count = 0;
  for (std::size_t i = 0; i + 1 < v.size(); ++i) {
    for (std::size_t j = i + 2; j + 1 < v.size(); ++j) {
      const bool apart = (orient(v[i], v[i + 1], v[j]) > 0) != (orient(v[i], v[i + 1], v[j + 1]) > 0) &&
                         (orient(v[j], v[j + 1], v[i]) > 0) != (orient(v[j], v[j + 1], v[i + 1]) > 0);
      count += apart;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("self-crossings are those of a brute force over all pairs", "[quality]") {
  for (std::uint64_t seed = 60; seed < 80; ++seed) {
    const Route walk = random_walk(300, {126, 41}, seed);
    CHECK(self_crossings(walk).size() == crossings_by_brute_force(walk));
  }
}

TEST_CASE("touches, overlaps and turns are crossings, a ring's end and the antimeridian are not", "[quality]") {
  CHECK(self_crossings(Route("ring", {}, {{0, 0}, {1, 0}, {1, 1}, {0, 0}})).empty());
  CHECK(self_crossings(Route("over", {}, {{179, 0}, {-179, 0.5}, {-178, 1}})).empty());
  CHECK(self_crossings(Route("touch", {}, {{0, 0}, {2, 0}, {2, 1}, {1, 0}, {1, -1}})).size() == 1);
  CHECK(self_crossings(Route("back", {}, {{0, 0}, {2, 0}, {1, 0}})).size() == 1);
  const Route over("across", {}, {{179, 0}, {-179, 0}, {-179, 1}, {180, 1}, {180, -1}});
  REQUIRE(self_crossings(over).size() == 1);
  CHECK(std::abs(self_crossings(over)[0].at.lon) == Approx(180));
}

TEST_CASE("the default border does not cross itself, and shrinks as measured by others", "[quality]") {
  const Route route = border();
  CHECK(self_crossings(route).empty());
  const std::vector<Span> tolerances{{0}, {10}, {100}, {500}, {1000}, {5000}};
  const auto lengths = generalised_lengths(route, tolerances);
  // Lengths published with the project's facts, of a planar Douglas-Peucker in metres: to 0.1 km.
  const std::vector<double> km{1384.25, 1383.1, 1361.1, 1289.4, 1220.4, 948.4};
  for (std::size_t i = 0; i < km.size(); ++i) {
    INFO(tolerances[i].m);
    CHECK(std::abs(lengths[i].length.m / 1000 - km[i]) < 0.15);
    if (i > 0) CHECK(lengths[i].length <= lengths[i - 1].length);
  }
}

TEST_CASE("spacing is of the edges", "[quality]") {
  const Route route("r", {}, {{0, 0}, {1, 0}, {4, 0}});
  const Spacing s = vertex_spacing(route);
  const double degree = geodesic_distance_oracle({0, 0}, {1, 0});
  CHECK(s.least.m == Approx(degree));
  CHECK(s.most.m == Approx(3 * degree));
  CHECK(s.median.m == Approx(2 * degree));
  CHECK(s.mean.m == Approx(2 * degree));
}
