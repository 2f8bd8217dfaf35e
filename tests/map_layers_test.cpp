#include "geo/map_layers.hpp"

#include <cmath>

#include "catch.hpp"
#include "geo/datasets.hpp"
#include "geo/geodesic.hpp"
#include "random.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

/// Whether a ray from p to the east crosses a ring an odd number of times.
bool in_ring(const std::vector<LonLat>& ring, LonLat p) {
  bool inside = false;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const LonLat a = ring[i], b = ring[i + 1];
    if ((a.lat > p.lat) == (b.lat > p.lat)) continue;
    if (p.lon < a.lon + (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat)) inside = !inside;
  }
  return inside;
}

bool in_area(const MultiPolygon& area, LonLat p) {
  bool inside = false;
  for (const Polygon& polygon : area) {
    for (const auto& ring : polygon) inside = in_ring(ring, p) != inside;
  }
  return inside;
}

template <typename Values>
const Values& column(const Table& table, const char* name) {
  return std::get<Values>(table.find(name)->values);
}

double real(const Table& table, const char* name, std::size_t row) {
  return *column<Reals>(table, name)[row];
}

}  // namespace

TEST_CASE("near the border a point of a province is on the bank of its country, and there is no gap", "[map_layers]") {
  const RouteSet set({default_border()});
  const auto provinces = provinces_table(set);
  REQUIRE(provinces);
  CHECK(provinces->rows() == 7);
  const auto& areas = std::get<MultiPolygons>(provinces->geometry);
  Random random(17);
  const Route& border = set.routes[0];
  int inland = 0;
  for (int round = 0; round < 1500; ++round) {
    // Inland of the mouths: there the sea is on a side of the line.
    const LonLat at = border.at({random.uniform(60e3, border.length().m - 60e3)});
    const LonLat p = geodesic_step_oracle(at, random.uniform(0, 360), random.uniform(20, 15e3));
    const std::string& side = border.side_name(set.locator.locate(p).side);
    int holders = 0;
    for (std::size_t i = 0; i < areas.size(); ++i) {
      if (!in_area(areas[i], p)) continue;
      ++holders;
      CHECK(column<Texts>(*provinces, "country")[i] == side);
    }
    CHECK(holders <= 1);
    inland += holders;
  }
  CHECK(inland > 1450);  // the rest is Russia, the sea, and provinces that the dataset has not
}

TEST_CASE("no provinces away from the default border", "[map_layers]") {
  CHECK_FALSE(provinces_table(RouteSet({random_walk(200, {10, 50}, 3)})));
}

TEST_CASE("regions cover every route, end to end, each with a name", "[map_layers]") {
  const std::vector<std::vector<Route>> cases{
      {default_border()},
      {random_walk(300, {10, 50}, 5)},
      {random_walk(300, {10, 50}, 5).with_sides({"a", "b"}), Route("other", {}, {{20, 40}, {21, 41}})}};
  const std::vector<std::size_t> expected{6, kRegionParts, 2};  // for the border: provinces.csv has 5 changes
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const RouteSet set(cases[c]);
    const Table regions = regions_table(set);
    CHECK(regions.rows() == expected[c]);
    double covered = 0, before = 0;
    for (std::size_t i = 0; i < regions.rows(); ++i) {
      const double from = real(regions, "from_km", i), to = real(regions, "to_km", i);
      const bool new_route = i == 0 || column<Texts>(regions, "route")[i] != column<Texts>(regions, "route")[i - 1];
      CHECK(from == (new_route ? 0 : before));
      CHECK(to > from);
      CHECK_FALSE(column<Texts>(regions, "name")[i]->empty());
      covered += to - from;
      before = to;
    }
    CHECK(covered == Approx(set.length().m / 1000).epsilon(1e-12));
  }
}

TEST_CASE("regions of the border are named by the provinces of both banks", "[map_layers]") {
  const Table regions = regions_table(RouteSet({default_border()}));
  CHECK(column<Texts>(regions, "name").front() == "Liaoning | North Pyongan");
  CHECK(column<Texts>(regions, "name").back() == "Jilin | Rason");
  CHECK(real(regions, "to_km", 0) == Approx(188.459).margin(0.001));  // datasets/provinces/provinces.csv
  const Table parts = regions_table(RouteSet({random_walk(300, {10, 50}, 5)}));
  CHECK(column<Texts>(parts, "name")[1] == "walk, part 2 of 5");
}
