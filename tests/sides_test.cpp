#include "geo/sides.hpp"

#include <ogr_api.h>

#include <algorithm>
#include <memory>

#include "catch.hpp"
#include "geo/context.hpp"
#include "geo/gdal.hpp"
#include "geo/geodesic.hpp"
#include "geo/segments.hpp"
#include "geo/smooth_line.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

using Shape = Geometry;

/// Segments with random events on either side, most of them few, and some none.
Table random_segments(const RouteSet& set, const SegmentIndex& index, std::uint64_t seed) {
  SegmentCounter counter(index.segments().size());
  Random random(seed);
  for (std::size_t i = 0; i < index.segments().size(); ++i) {
    for (const Side side : {Side::left, Side::right}) {
      const double u = random.uniform(0, 1);
      for (int k = 0; k < static_cast<int>(60 * u * u * u); ++k) counter.add(i, side, kNoCategory, 1);
    }
  }
  const std::vector<SegmentContext> context(index.segments().size());
  return segment_table({set.routes, index.segments(), counter, context, {}, {}});
}

/// The farthest that a bar's far end is from its near one, of corresponding vertices.
double length_of(const Polygon& bar, bool left) {
  auto ring = bar[0];
  if (!left) std::ranges::reverse(ring);  // both are counter-clockwise, so one begins at the far end
  const std::size_t half = (ring.size() - 1) / 2;
  double most = 0;
  for (std::size_t i = 0; i < half; ++i)
    most = std::max(most, geodesic_between(ring[i], ring[2 * half - 1 - i]).length_m);
  return most;
}

struct Areas {
  double sum = 0, together = 0;
};
Areas check_valid(const MultiPolygons& bars) {
  Areas out;
  const Shape all(OGR_G_CreateGeometry(wkbMultiPolygon));
  for (const MultiPolygon& bar : bars) {
    REQUIRE(bar.size() == 1);
    OGRGeometryH part = OGR_G_CreateGeometry(wkbPolygon);
    OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);
    for (const LonLat& p : bar[0][0]) OGR_G_AddPoint_2D(ring, p.lon, p.lat);
    OGR_G_AddGeometryDirectly(part, ring);
    CHECK(OGR_G_IsValid(part));
    out.sum += OGR_G_Area(part);
    OGR_G_AddGeometryDirectly(all.get(), part);
  }
  const Shape together(OGR_G_UnionCascaded(all.get()));
  out.together = OGR_G_Area(together.get());
  return out;
}

}  // namespace

TEST_CASE("bars of the border's sides are as long as their rates and do not overlap", "[sides]") {
  const RouteSet set({border()});
  const SegmentIndex index(cut_by_length(set.routes, {10e3}));
  const Table segments = random_segments(set, index, 1);
  const Sides sides = sides_layer(set, index, segments);
  const auto& bars = std::get<MultiPolygons>(sides.table.geometry);
  REQUIRE(bars.size() == 2 * index.segments().size());
  const Areas areas = check_valid(bars);
  CHECK(areas.together > 0.999 * areas.sum);

  const auto& rate = std::get<Reals>(sides.table.find("rate_per_km")->values);
  const auto& count = std::get<Integers>(sides.table.find("count")->values);
  const auto& side = std::get<Texts>(sides.table.find("side")->values);
  const auto& left = std::get<Integers>(segments.find("count_left")->values);
  const auto& right = std::get<Integers>(segments.find("count_right")->values);
  const auto top = static_cast<std::size_t>(std::ranges::max_element(rate) - rate.begin());
  const double foot = 0.01 / 1.01 * length_of(bars[top][0], top % 2 == 0);
  const double per_rate = (length_of(bars[top][0], top % 2 == 0) - foot) / *rate[top];
  for (std::size_t i = 0; i < bars.size(); ++i) {
    CHECK(side[i] == (i % 2 == 0 ? "CHN" : "PRK"));
    CHECK(count[i] == (i % 2 == 0 ? left : right)[i / 2]);
    CHECK(length_of(bars[i][0], i % 2 == 0) == Approx(foot + per_rate * *rate[i]).epsilon(1e-6));
  }
}

TEST_CASE("bars of winding lines, long segments and few events are valid", "[sides]") {
  const std::uint64_t seed = GENERATE(2, 3, 4);
  const RouteSet set({random_walk(150, {10, 60}, seed), random_walk(40, {11, 61}, seed + 10)});
  for (const double length : {2e3, 15e3, 1e6}) {
    const SegmentIndex index(cut_by_length(set.routes, {length}));
    const Sides sides = sides_layer(set, index, random_segments(set, index, seed));
    CHECK(std::get<MultiPolygons>(sides.table.geometry).size() == sides.table.rows());
    CHECK(std::get<std::vector<ValueClass>>(sides.style.classes).size() == 2);
  }
}

TEST_CASE("a smoothed straight line is the line itself", "[sides]") {
  const Route route("equator", {}, {{10, 0}, {11, 0}});
  const SmoothLine smooth(route, {5e3});
  for (const double m : {0.0, 1e3, 50e3, route.length().m}) {
    CHECK(geodesic_between(smooth.at({m}), route.at({m})).length_m < 1e-3);
    CHECK(smooth.azimuth({m}) == Approx(90).margin(1e-6));
  }
}
