#include "geo/antimeridian.hpp"

#include "catch.hpp"

using namespace thalweg;

namespace {

Line line(const std::vector<LonLat>& vertices) {
  Line out;
  for (const LonLat& v : vertices) out.push_back({v, static_cast<double>(out.size())});
  return out;
}

}  // namespace

TEST_CASE("a line is split where it crosses the antimeridian, either way", "[antimeridian]") {
  const auto east = split_at_antimeridian(line({{179, 10}, {-179, 12}}));
  REQUIRE(east.size() == 2);
  CHECK(east[0].back().at == LonLat{180, 11});
  CHECK(east[1].front().at == LonLat{-180, 11});
  CHECK(east[1].front().m == 0.5);
  const auto west = split_at_antimeridian(line({{-179, 10}, {179, 12}, {-179, 14}}));
  REQUIRE(west.size() == 3);
  CHECK(west[1].front().at == LonLat{180, 11});
  CHECK(west[1].back().at == LonLat{180, 13});
}

TEST_CASE("a vertex on the antimeridian is no edge of its own", "[antimeridian]") {
  for (const double on : {180.0, -180.0}) {
    const auto parts = split_at_antimeridian(line({{179, 10}, {on, 11}, {-179, 12}}));
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].size() == 2);
    CHECK(parts[0].back().at == LonLat{180, 11});
    CHECK(parts[1].size() == 2);
    CHECK(parts[1].front().at == LonLat{-180, 11});
  }
}

TEST_CASE("a line that does not cross is its only part", "[antimeridian]") {
  CHECK(split_at_antimeridian(line({{124, 40}, {130, 42}})).size() == 1);
  CHECK(split_at_antimeridian(line({{-90, 0}, {80, 0}})).size() == 1);
}
