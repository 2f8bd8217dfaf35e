#include "geo/corridors.hpp"

#include <ogr_api.h>

#include <cmath>
#include <memory>
#include <numbers>

#include "catch.hpp"
#include "geo/ellipsoid.hpp"
#include "geo/gdal.hpp"
#include "geo/geodesic.hpp"
#include "messages.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

using Shape = Geometry;

Shape shape_of(const MultiPolygon& polygons) {
  Shape out(OGR_G_CreateGeometry(wkbMultiPolygon));
  for (const Polygon& polygon : polygons) {
    OGRGeometryH part = OGR_G_CreateGeometry(wkbPolygon);
    for (const auto& ring : polygon) {
      OGRGeometryH r = OGR_G_CreateGeometry(wkbLinearRing);
      for (const LonLat& p : ring) OGR_G_AddPoint_2D(r, p.lon, p.lat);
      OGR_G_AddGeometryDirectly(part, r);
    }
    OGR_G_AddGeometryDirectly(out.get(), part);
  }
  return out;
}

bool holds(const Shape& ground, LonLat p) {
  const Shape at(OGR_G_CreateGeometry(wkbPoint));
  OGR_G_SetPoint_2D(at.get(), 0, p.lon, p.lat);
  return OGR_G_Intersects(ground.get(), at.get());
}

std::vector<Shape> shapes_of(const std::vector<MultiPolygon>& ground) {
  std::vector<Shape> out;
  for (const MultiPolygon& polygons : ground) out.push_back(shape_of(polygons));
  return out;
}

/// Valid polygons that share no ground: together they have the area of their union. In square degrees.
void check_partition(const std::vector<Shape>& ground) {
  const Shape all(OGR_G_CreateGeometry(wkbMultiPolygon));
  double sum = 0;
  for (const Shape& own : ground) {
    CHECK(OGR_G_IsValid(own.get()));
    sum += OGR_G_Area(own.get());
    for (int i = 0; i < OGR_G_GetGeometryCount(own.get()); ++i) {
      OGR_G_AddGeometry(all.get(), OGR_G_GetGeometryRef(own.get(), i));
    }
  }
  const Shape together(OGR_G_UnionCascaded(all.get()));
  CHECK(std::abs(OGR_G_Area(together.get()) - sum) <= 1e-9 * sum);
}

/// Random points about the routes, against the exact distances of the locator: what is within the width is in the
/// ground of a segment that is as near as any, up to kCorridorError; what is farther is in none.
void check_ground(const RouteSet& set, const SegmentIndex& index, const std::vector<Shape>& ground, Span width,
                  std::uint64_t seed) {
  const double slack = kCorridorError * width.m;
  std::vector<Locator> of_segment;
  for (const Segment& s : index.segments()) {
    std::vector<LonLat> vertices;
    for (const Vertex& v : set.routes[s.route].between(s.stretch)) vertices.push_back(v.at);
    const std::vector<Route> part{Route("part", {}, vertices)};
    of_segment.emplace_back(part);
  }
  Random random(seed);
  int inside = 0, outside = 0;
  for (int i = 0; i < 1500; ++i) {
    const Route& route = set.routes[random.below(set.routes.size())];
    const LonLat foot = route.at({random.uniform(0, route.length().m)});
    const LonLat p = geodesic_step(foot, random.uniform(0, 360), random.uniform(0, 1.4 * width.m)).at;
    const double offset = set.locator.locate(p).offset.m;
    std::size_t in = 0;
    for (std::size_t s = 0; s < ground.size(); ++s) {
      if (!holds(ground[s], p)) continue;
      ++in;
      CHECK(of_segment[s].locate(p).offset.m <= offset + slack);
      CHECK(offset <= width.m + slack);
    }
    if (offset < width.m - slack) {
      ++inside;
      CHECK(in >= 1);
      CHECK(in <= 3);  // a point on a border of the grid is in those beside it
    } else if (offset > width.m + slack) {
      ++outside;
      CHECK(in == 0);
    }
  }
  CHECK(inside > 300);
  CHECK(outside > 30);
}

void check_laws(std::vector<Route> routes, Span length, Span width, std::uint64_t seed) {
  const RouteSet set(std::move(routes));
  const SegmentIndex index(cut_by_length(set.routes, length));
  const auto ground = shapes_of(corridors(set, index, width));
  REQUIRE(ground.size() == index.segments().size());
  check_partition(ground);
  check_ground(set, index, ground, width, seed);
}

}  // namespace

TEST_CASE("corridors share out the ground about winding lines", "[corridors]") {
  const std::uint64_t seed = GENERATE(1, 2, 3);
  check_laws({random_walk(120, {127, 42}, seed)}, {10e3}, {5e3}, seed);
  check_laws({random_walk(120, {-70, -50}, seed)}, {3e3}, {20e3}, seed);
}

TEST_CASE("corridors of the border", "[corridors]") {
  check_laws({border()}, {10e3}, {5e3}, 4);
  check_laws({border()}, {50e3}, {kMaxCorridor}, 5);
}

TEST_CASE("corridors of several routes, one of which runs along another", "[corridors]") {
  const Route walk = random_walk(60, {10, 60}, 6);
  check_laws({walk, random_walk(60, {10.05, 60.05}, 7)}, {5e3}, {4e3}, 6);
  const RouteSet set({walk, Route("again", {}, {walk.vertices().begin(), walk.vertices().end()})});
  const SegmentIndex index(cut_by_count(set.routes, 1));
  const auto ground = corridors(set, index, {2e3});
  CHECK_FALSE(ground[0].empty());
  CHECK(ground[1].empty());

  Table segments;
  segments.columns = {{"segment_id", Integers{1, 2}, -1, ""}, {"name", Texts{"a", std::nullopt}, -1, ""}};
  const Table table = corridors_table(segments, ground);
  CHECK(table.name == "corridors");
  CHECK(std::get<Integers>(table.columns[0].values) == Integers{1});
  CHECK(std::get<Texts>(table.columns[1].values) == Texts{"a"});
  CHECK(std::get<MultiPolygons>(table.geometry).size() == 1);
}

TEST_CASE("corridors across the antimeridian are cut there", "[corridors]") {
  const RouteSet set({Route("Chukotka", {}, {{178.5, 66}, {179.9, 66.5}, {-179.2, 66.4}, {-178, 67}})});
  const SegmentIndex index(cut_by_length(set.routes, {20e3}));
  const auto ground = corridors(set, index, {10e3});
  double west = 0, east = 0;
  for (const MultiPolygon& polygons : ground) {
    for (const Polygon& polygon : polygons) {
      double lowest = 180, highest = -180;
      for (const LonLat& p : polygon[0]) {
        lowest = std::min(lowest, p.lon);
        highest = std::max(highest, p.lon);
      }
      CHECK(lowest >= -180);
      CHECK(highest <= 180);
      CHECK(highest - lowest < 2);
      (lowest < 0 ? west : east) += highest - lowest;
    }
  }
  CHECK(west > 1);
  CHECK(east > 1);
  check_partition(shapes_of(ground));
  check_ground(set, index, shapes_of(ground), {10e3}, 8);
}

// The ground within w of a geodesic of length L is that of the ends' two half circles and 2 w L between, less the
// curvature of the Earth, (w / R)^2 / 6 of it. Areas in square metres, by the meridian's and the parallel's degree.
TEST_CASE("corridors of a straight line have the area of the stadium about it", "[corridors]") {
  const Route meridian("meridian", {}, {{20, -0.5}, {20, 0.5}});
  const RouteSet set({meridian});
  const double w = 5e3, length = meridian.length().m;
  double area = 0;
  for (const MultiPolygon& polygons : corridors(set, SegmentIndex(cut_by_count(set.routes, 7)), {w})) {
    area += OGR_G_Area(shape_of(polygons).get());
  }
  const double east = geodesic_between({20, 0}, {21, 0}).length_m;
  const double stadium = 2 * w * length + std::numbers::pi * w * w;
  CHECK(std::abs(area * east * length - stadium) < 0.002 * stadium);
}

TEST_CASE("corridors that cannot be made are refused", "[corridors]") {
  const RouteSet set({Route("a", {}, {{10, 50}, {11, 51}})});
  CHECK_THAT(message_of([&] { check_corridors(set, {0}); }), Contains("--corridor 0 km: must be more than 0"));
  CHECK_THAT(message_of([&] { check_corridors(set, {100'001}); }), Contains("at most 100 km"));
  CHECK_THAT(message_of([&] { check_corridors(set, {0.1}); }), Contains("is too narrow for 131.9 km"));
  const RouteSet polar({Route("polar", {}, {{10, 79}, {11, 79.95}})});
  CHECK_THAT(message_of([&] { check_corridors(polar, {10e3}); }), Contains("route 'polar' comes to latitude"));
  const RouteSet round({Route("round", {}, {{-179, 0}, {-90, 1}, {0, 0}, {90, 1}, {179, 0}})});
  CHECK_THAT(message_of([&] { check_corridors(round, {10e3}); }), Contains("go round the Earth"));
}
