#include "geo/gcj02.hpp"

#include <cmath>

#include "catch.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

TEST_CASE("shifted web-map coordinates agree with gcoord", "[crs]") {
  const auto rows = reference_rows("gcj02.csv");
  REQUIRE(rows.size() > 50);
  constexpr double forward = 1e-9, back = 2e-9;  // degrees; 0.2 mm
  for (const auto& r : rows) {
    const LonLat wgs{r[0], r[1]}, gcj{r[2], r[3]}, bd{r[4], r[5]};
    const LonLat to_gcj = wgs84_to_gcj02(wgs), to_bd = gcj02_to_bd09(to_gcj);
    CHECK((std::abs(to_gcj.lon - gcj.lon) < forward && std::abs(to_gcj.lat - gcj.lat) < forward));
    CHECK((std::abs(to_bd.lon - bd.lon) < forward && std::abs(to_bd.lat - bd.lat) < forward));
    const LonLat from_gcj = gcj02_to_wgs84(gcj), from_bd = gcj02_to_wgs84(bd09_to_gcj02(bd));
    CHECK((std::abs(from_gcj.lon - wgs.lon) < back && std::abs(from_gcj.lat - wgs.lat) < back));
    CHECK((std::abs(from_bd.lon - wgs.lon) < back && std::abs(from_bd.lat - wgs.lat) < back));
  }
}
