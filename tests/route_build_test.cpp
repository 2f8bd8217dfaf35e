#include "geo/route_build.hpp"

#include <algorithm>

#include "geo/route_quality.hpp"
#include "geo/route_read.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "routes.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

using Parts = std::vector<std::vector<LonLat>>;

/// A line cut into parts that are shuffled, and some of them turned.
Parts torn(const Route& route, std::size_t pieces, std::uint64_t seed) {
  Random random(seed);
  const auto v = route.vertices();
  Parts parts;
  for (std::size_t k = 0; k < pieces; ++k) {
    const std::size_t from = k * (v.size() - 1) / pieces, to = (k + 1) * (v.size() - 1) / pieces;
    parts.emplace_back(v.begin() + static_cast<std::ptrdiff_t>(from), v.begin() + static_cast<std::ptrdiff_t>(to) + 1);
    if (random.below(2)) std::ranges::reverse(parts.back());
  }
  for (std::size_t k = parts.size(); k > 1; --k) std::swap(parts[k - 1], parts[random.below(k)]);
  return parts;
}

std::string geojson(const std::string& geometry, const std::string& properties = "{}") {
  return R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":)" + properties + R"(,"geometry":)" +
         geometry + "}]}";
}

}  // namespace

TEST_CASE("parts in any order and direction give the same route", "[build]") {
  const Route whole = random_walk(200, {126, 41}, 51);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    BuildOptions options;
    options.start = whole.vertices().front();
    BuildReport report;
    const Route built = build_route("r", {}, torn(whole, 1 + seed % 20, seed), options, &report);
    REQUIRE(std::ranges::equal(built.vertices(), whole.vertices()));
    CHECK(report.parts == 1 + seed % 20);
    CHECK(report.bridged.empty());
  }
}

TEST_CASE("without a start most of the length keeps its direction", "[build]") {
  const Route built = build_route("r", {}, {{{0, 0}, {2, 0}}, {{3, 0}, {2, 0}}}, {});
  CHECK(built.vertices().front() == LonLat{0, 0});
  BuildReport report;
  build_route("r", {}, {{{0, 0}, {1, 0}}, {{3, 0}, {1, 0}}}, {}, &report);
  CHECK(report.reversed == 1);
}

TEST_CASE("a gap is bridged within the tolerance, and refused beyond", "[build]") {
  const Parts parts{{{0, 0}, {1, 0}}, {{1.0001, 0}, {2, 0}}};  // 11.13 m apart
  BuildOptions options;
  CHECK_THAT(message_of([&] { build_route("r", {}, parts, options); }),
             Contains("route 'r' has 1 gap wider than 1 m; 11.1 m from (1.000000, 0.000000) to (1.000100, 0.000000)"));
  options.max_gap = {20};
  BuildReport report;
  const Route built = build_route("r", {}, parts, options, &report);
  REQUIRE(report.bridged.size() == 1);
  CHECK(report.bridged[0].length.m == Approx(11.13).epsilon(0.001));
  CHECK(built.edge_count() == 3);
}

TEST_CASE("many parts with small gaps are joined nearest first", "[build]") {
  Random random(52);
  Parts parts;
  for (int k = 0; k < 100; ++k) parts.push_back({{k + 0.00001, 0}, {k + 0.99999, 0}});  // gaps of 2.2 m
  for (std::size_t k = parts.size(); k > 1; --k) std::swap(parts[k - 1], parts[random.below(k)]);
  BuildOptions options;
  options.max_gap = {5};
  BuildReport report;
  const Route built = build_route("r", {}, parts, options, &report);
  CHECK(report.bridged.size() == 99);
  CHECK(std::ranges::is_sorted(built.vertices(), {}, &LonLat::lon));
}

TEST_CASE("branches are refused, rings turned to their start", "[build]") {
  CHECK_THAT(message_of([] {
               build_route("r", {}, {{{0, 0}, {1, 0}}, {{1, 0}, {2, 0}}, {{1, 0}, {1, 1}}}, {});
             }),
             Contains("3 ends meet at (1, 0)"));
  BuildOptions options;
  options.start = LonLat{1, 1};
  BuildReport report;
  const Route ring = build_route("r", {}, {{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}}, options, &report);
  CHECK(report.ring);
  CHECK(ring.vertices().front() == LonLat{1, 1});
  CHECK(ring.vertices().back() == LonLat{1, 1});
}

TEST_CASE("parts split at the antimeridian are one route", "[build]") {
  const Route built = build_route("r", {}, {{{179, 10}, {180, 10}}, {{-180, 10}, {-179, 10}}}, {});
  CHECK(built.edge_count() == 2);
  CHECK(built.length().m == Approx(2 * geodesic_distance_oracle({179, 10}, {180, 10})));
}

TEST_CASE("a route file: names, sides, Z, parts", "[build]") {
  const TempFolder folder;
  const std::string path =
      folder.file("line.geojson",
                  geojson(R"({"type":"MultiLineString","coordinates":[[[1,0,5],[2,0,6]],[[0,0,7],[1,0,8],[1,0,9]]]})",
                          R"({"name":"Rio","left":"USA","right":"MEX"})"));
  const RouteFile file = read_routes(path);
  REQUIRE(file.routes.size() == 1);
  CHECK(file.routes[0].name() == "Rio");
  CHECK(file.routes[0].sides() == SideNames{"USA", "MEX"});
  CHECK(file.routes[0].edge_count() == 2);
  REQUIRE(file.notes.size() == 1);
  CHECK_THAT(file.notes[0], EndsWith("heights (Z) are ignored; lengths are on the ellipsoid"));
}

TEST_CASE("features of several names are several routes", "[build]") {
  const TempFolder folder;
  const RouteFile file = read_routes(folder.file("two.geojson",
                                                 R"({"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"name":"a"},"geometry":{"type":"LineString","coordinates":[[0,0],[1,0]]}},
      {"type":"Feature","properties":{"name":"b"},"geometry":{"type":"LineString","coordinates":[[0,1],[1,1]]}},
      {"type":"Feature","properties":{"name":"a"},"geometry":{"type":"LineString","coordinates":[[1,0],[2,0]]}}]})"));
  REQUIRE(file.routes.size() == 2);
  CHECK(file.routes[0].name() == "a");
  CHECK(file.routes[0].edge_count() == 2);
}

TEST_CASE("a file that gives no route says why", "[build]") {
  const TempFolder folder;
  const auto message = [&](const std::string& geometry) {
    const std::string path = folder.file("bad.geojson", geojson(geometry));
    return message_of([&] { read_routes(path); });
  };
  CHECK_THAT(message_of([&] { read_routes(folder / "none.gpkg"); }), EndsWith("none.gpkg: no such file"));
  CHECK_THAT(message(R"({"type":"Point","coordinates":[0,0]})"), Contains("is a POINT; a route is a LineString"));
  CHECK_THAT(message(R"({"type":"LineString","coordinates":[[0,0]]})"),
             Contains("has 1 vertex; a line needs at least 2"));
  CHECK_THAT(message(R"({"type":"LineString","coordinates":[[5,5],[5,5]]})"),
             Contains("has no length: it needs vertices at 2 places"));
  CHECK_THAT(message(R"({"type":"LineString","coordinates":[[5,5],[5,95]]})"),
             Contains("vertex 2 (5, 95) is no position"));
  CHECK_THAT(message(R"({"type":"MultiLineString","coordinates":[[[0,0],[1,0]],[[2,0],[3,0]]]})"),
             Contains("has 1 gap wider than 1 m; 111319.5 m from (1.000000, 0.000000)"));
  CHECK_THAT(message_of([&] { read_routes(folder.file("text.geojson", "nonsense")); }),
             Contains("not a table or layer"));
}

TEST_CASE("a self-crossing is noted with its place, not refused", "[build]") {
  const TempFolder folder;
  const RouteFile file = read_routes(
      folder.file("loop.geojson", geojson(R"({"type":"LineString","coordinates":[[0,0],[2,0],[2,1],[1,1],[1,-1]]})")));
  REQUIRE(file.notes.size() == 1);
  CHECK_THAT(file.notes[0], Contains("crosses or touches itself 1 time: (1.000000, 0.000000) at 111.319 and"));
}
