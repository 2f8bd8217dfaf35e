#include "geo/map_crs.hpp"

#include <cmath>
#include <numbers>

#include "catch.hpp"
#include "geo/datasets.hpp"
#include "geo/ellipsoid.hpp"
#include "random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::vector<LonLat> around(LonLat middle, double degrees) {
  return {{middle.lon - degrees, middle.lat}, {middle.lon + degrees, middle.lat}};
}

}  // namespace

TEST_CASE("a map of a small area is drawn in the UTM zone of its middle", "[map_crs]") {
  CHECK(map_crs_for(default_border().vertices()).authid == "EPSG:32652");
  CHECK(map_crs_for(around({-99, 29}, 2)).authid == "EPSG:32614");
  CHECK(map_crs_for(around({-3, -56}, 1)).authid == "EPSG:32730");
  // over the antimeridian: zone 60 ends and zone 1 begins there
  CHECK(map_crs_for(std::vector<LonLat>{{179, -17}, {-179.5, -17}}).authid == "EPSG:32760");
  CHECK(map_crs_for(std::vector<LonLat>{{179.5, -17}, {-179, -17}}).authid == "EPSG:32701");
}

TEST_CASE("UTM's definition: 500 km east and 0 north where the central meridian meets the equator", "[map_crs]") {
  const std::vector<LonLat> origin{{-99, 0}};
  const Extent e = extent_in(map_crs_for(origin), origin);
  CHECK(e.x_min == Approx(500000).margin(1e-3));
  CHECK(e.y_max == Approx(0).margin(1e-3));
}

TEST_CASE("a map of a continent is drawn in an equal-area system of its own", "[map_crs]") {
  Random random(8);
  for (int round = 0; round < 20; ++round) {
    const LonLat middle{random.uniform(-180, 180), random.uniform(-80, 80)};
    std::vector<LonLat> all;
    for (int i = 0; i < 50; ++i) {
      const double lon = std::remainder(middle.lon + random.uniform(-25, 25), 360);
      all.push_back({lon, std::clamp(middle.lat + random.uniform(-25, 25), -89.0, 89.0)});
    }
    const MapCrs crs = map_crs_for(all);
    CHECK(crs.authid.empty());
    CHECK(crs.name.find("Lambert azimuthal equal-area at ") == 0);
    CHECK_FALSE(crs.geographic);
    // no coordinate of this projection is farther from its centre than the sphere's diameter
    const Extent e = extent_in(crs, all);
    CHECK(e.x_min >= -2 * wgs84_form::kA);
    CHECK(e.x_max <= 2 * wgs84_form::kA);
    CHECK(e.width() > 0);
  }
}

TEST_CASE("a map of the world is drawn in Equal Earth", "[map_crs]") {
  std::vector<LonLat> world;
  for (int lon = -180; lon < 180; lon += 10) world.push_back({static_cast<double>(lon), 10});
  CHECK(map_crs_for(world).authid == "EPSG:8857");
}

TEST_CASE("an extent grows about its middle and takes a page's ratio", "[map_crs]") {
  const Extent wide = Extent{0, 0, 300, 100}.with_ratio(1.5);
  CHECK(wide.width() == Approx(300));
  CHECK(wide.height() == Approx(200));
  CHECK(wide.y_min == Approx(-50));
  const Extent tall = Extent{10, 0, 20, 100}.with_ratio(2);
  CHECK(tall.width() == Approx(200));
  CHECK(tall.height() == Approx(100));
  CHECK(tall.x_min == Approx(-85));
  const Extent grown = Extent{0, 0, 100, 10}.grown(0.1);
  CHECK(grown.x_min == Approx(-5));
  CHECK(grown.y_max == Approx(10.5));
}
