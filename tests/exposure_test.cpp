#include "geo/exposure.hpp"

#include "messages.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

RouteSet one_degree() {
  return RouteSet({Route("r", {}, {{0, 0}, {1, 0}})});  // 111.319 km of the equator
}

std::string file(const TempFolder& folder, const std::string& text) {
  return folder.file("exposure.csv", text);
}

}  // namespace

TEST_CASE("amounts are spread over their stretches and add up", "[exposure]") {
  const Exposure e("hours",
                   {{0, {{0}, {1000}}, 10}, {0, {{500}, {1500}}, 20}, {0, {{4000}, {4000}}, 7}, {2, {{0}, {10}}, 1}});
  CHECK(e.of(0, {{0}, {1000}}) == Approx(10 + 10));
  CHECK(e.of(0, {{750}, {1250}}) == Approx(2.5 + 10));
  CHECK(e.of(0, {{0}, {5000}}) == Approx(37));
  CHECK(e.of(0, {{1500}, {4000}}) == 0);  // exactly; the place at 4000 belongs to what begins there
  CHECK(e.of(0, {{4000}, {4001}}) == 7);
  CHECK(e.of(1, {{0}, {10}}) == 0);
  CHECK(e.of(9, {{0}, {10}}) == 0);
}

TEST_CASE("pieces of a cut have the whole exposure", "[exposure]") {
  std::vector<Exposure::Amount> amounts;
  for (int i = 0; i < 50; ++i) amounts.push_back({0, {{i * 37.0}, {i * 37.0 + (i % 5) * 100.0}}, 1.0 + i});
  const Exposure e("x", amounts);
  double sum = 0;
  for (double from = 0; from < 3000; from += 13) sum += e.of(0, {{from}, {from + 13}});
  CHECK(sum == Approx(50 * 51 / 2.0));
}

TEST_CASE("an exposure is read of stretches or of points", "[exposure]") {
  const TempFolder folder;
  const RouteSet set = one_degree();
  const auto stretches =
      read_exposure(file(folder, "from_km,to_km,Patrol hours\n0,50,5\n50,200,6\n") + ":Patrol hours", set, {50e3});
  CHECK(stretches.exposure.unit() == "patrol_hours");
  CHECK(stretches.exposure.of(0, {{0}, {120e3}}) == Approx(11));  // the second is clipped, its amount kept
  const auto points = read_exposure(file(folder, "lon,lat,exposure\n0.5,0.1,4\n1,0,3\n0.5,9,100\n"), set, {50e3});
  CHECK(points.exposure.of(0, {{55e3}, {set.length().m}}) == Approx(7));
  REQUIRE(points.note);
  CHECK_THAT(*points.note, Contains("1 of 3 points are farther than 50 km"));
}

TEST_CASE("a wrong exposure is refused by file and row", "[exposure]") {
  const TempFolder folder;
  const RouteSet set = one_degree();
  const auto message = [&](const std::string& text) {
    return message_of([&] { read_exposure(file(folder, text) + ":n", set, {50e3}); });
  };
  CHECK_THAT(message("from_km,to_km,n\n0,1,2\n1,2,-3\n"), Contains("row 2: 'n' is -3; it must be a number >= 0"));
  CHECK_THAT(message("from_km,to_km,n\n0,1,many\n"), Contains("row 1: 'n' is missing or no number"));
  CHECK_THAT(message("from_km,to_km,m\n0,1,2\n"), Contains("no column 'n'; the columns are: from_km, to_km, m"));
  CHECK_THAT(message("from_km,to_km,n\n5,4,2\n"), Contains("must end after it begins"));
  CHECK_THAT(message("from_km,to_km,n\n500,600,2\n"), Contains("outside the route"));
  CHECK_THAT(message("from_km,n\n500,2\n"), Contains("neither from_km and to_km nor a point"));
  CHECK_THAT(message("from_km,to_km,n\n0,1,0\n"), Contains("0 everywhere"));
  CHECK_THAT(message("lon,lat,n\n0,20,1\n"), Contains("none of 1 points"));
  CHECK_THAT(message_of([&] { read_exposure("nowhere.csv:", set, {1}); }), Contains("names no column"));
}
