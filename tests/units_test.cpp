#include "geo/units.hpp"

#include "catch.hpp"
#include "geo/error.hpp"

using namespace thalweg;

TEST_CASE("lengths take units", "[units]") {
  CHECK(parse_length("10km", "--length").m == 10000);
  CHECK(parse_length("500m", "--length").m == 500);
  CHECK(parse_length("2.5 km", "--length").m == 2500);
  CHECK(parse_length("7", "--length").m == 7);
}

TEST_CASE("a wrong length names the option and the value", "[units]") {
  for (const char* text : {"", "km", "-1km", "1 mile", "nan", "inf", "1e400", "1km2"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_length(text, "--length"), Error);
  }
}
