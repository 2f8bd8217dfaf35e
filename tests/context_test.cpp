#include "geo/context.hpp"

#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "random.hpp"

using namespace thalweg;

namespace {

constexpr double kDegree = 6378137.0 * 3.14159265358979323846 / 180;  // metres of a degree of the equator

/// 200 km of the equator eastwards, so that the foot of a place is its longitude.
std::vector<Route> equator() {
  return {Route("equator", {"north", "south"}, {{0, 0}, {200e3 / kDegree, 0}})};
}

Place place(const char* name, double km, double north_km, int rank, const char* kind = "town") {
  return {name, "", "", kind, "", {km * 1000 / kDegree, north_km / 110.574}, std::nullopt, rank, "", ""};
}

/// Routes, their locator and context, kept together.
struct Scene {
  std::vector<Route> routes;
  std::vector<Place> places;
  Locator locator{routes};
  Context context{routes, locator, places};
};

Stretch km(double from, double to) {
  return {{from * 1000}, {to * 1000}};
}

/// The default border moved and turned, as another digitisation would be: other vertices, not the same line.
Route moved_border(double north_m, bool reversed) {
  std::vector<LonLat> vertices;
  const Route& border = default_border();
  for (std::size_t i = 0; i < border.vertices().size(); i += 2) {
    vertices.push_back(geodesic_step(border.vertices()[i], 0, north_m).at);
  }
  if (reversed) std::ranges::reverse(vertices);
  return Route("moved", reversed ? SideNames{"PRK", "CHN"} : SideNames{"CHN", "PRK"}, vertices);
}

}  // namespace

TEST_CASE("a stretch is named by the places in it, by rank and then distance, at most three, each once") {
  const Scene s{equator(),
                {place("Village", 12, 0.1, 3), place("Far town", 13, 8, 1), place("Near town", 14, 2, 1),
                 place("Bridge", 15, 0, 2, "crossing"), place("Near town", 16, 3, 2, "crossing"),
                 place("Unreachable", 17, 31, 1)}};
  CHECK(s.context.name_of(0, km(10, 20)) == "Near town / Far town / Village");
  CHECK(s.context.name_of(0, km(10, 12.5)) == "Village");
  CHECK(s.context.name_of(0, km(12.5, 14.5)) == "Near town / Far town");
}

TEST_CASE("a stretch without places is named by the towns around it, however it is cut") {
  const Scene s{equator(),
                {place("A", 20, 1, 1), place("Hamlet", 40, 0.1, 3), place("Gate", 45, 0.1, 1, "crossing"),
                 place("B", 60, 1, 2), place("C", 90, -1, 1)}};
  CHECK(s.context.name_of(0, km(30, 35)) == "between A and B");
  CHECK(s.context.name_of(0, km(50, 59.9)) == "between A and B");
  CHECK(s.context.name_of(0, km(70, 80)) == "between B and C");
  CHECK(s.context.name_of(0, km(102, 110)) == "C, 12 km on");
  CHECK(s.context.name_of(0, km(0, 10)) == "10 km before A");
  const Scene none{equator(), {}};
  CHECK(none.context.name_of(0, km(0, 10)).empty());
  CHECK(s.context.has_places());
  CHECK_FALSE(none.context.has_places());
  CHECK_FALSE(Scene{equator(), {place("Unreachable", 17, 31, 1)}}.context.has_places());
}

TEST_CASE("a place beyond the end of a route belongs to its last stretch") {
  const Scene s{equator(), {place("Beyond", 205, 0, 1), place("Ahead", -5, 0, 1)}};
  CHECK(s.context.name_of(0, {{190e3}, {s.routes[0].length().m}}) == "Beyond");
  CHECK(s.context.name_of(0, km(0, 1)) == "Ahead");
}

TEST_CASE("places of several routes stay with the nearest") {
  std::vector<Route> routes = equator();
  routes.push_back(Route("north", {}, {{0, 1}, {2, 1}}));
  const Scene s{routes, {place("South", 50, 5, 1), place("North", 50, 100, 1)}};
  CHECK(s.context.name_of(0, km(0, 100)) == "South");
  CHECK(s.context.name_of(1, km(0, 100)) == "North");
  const Table t = s.context.places_table();
  REQUIRE(t.rows() == 2);
  CHECK(std::get<Texts>(t.find("route")->values)[0] == "equator");
  CHECK(std::get<Texts>(t.find("side")->values)[1] == "right");
  CHECK(std::get<Reals>(t.find("chainage_m")->values)[0].value() == Approx(50e3).margin(1));
  CHECK(std::get<Points>(t.geometry)[0] == s.places[0].at);
}

TEST_CASE("the default border's stretches carry the names of its places") {
  const std::vector<Route> routes{default_border()};
  const Locator locator(routes);
  const Context c(routes, locator);
  // Chainages of the towns: see datasets_test.cpp.
  CHECK(c.name_of(0, km(724, 730)) == "Hyesan / Hyesan-dong / Changbai–Hyesan");
  CHECK(c.name_of(0, km(50, 55)) == "Dandong / Sinuiju / Dandong–Sinuiju");
  CHECK(c.name_of(0, km(612, 613)) == "between Baoquanshan and Shi'erdaogou");
  const Table t = c.places_table();
  CHECK(t.rows() == places().size());
  const auto& side = std::get<Texts>(t.find("side")->values);
  const auto& country = std::get<Texts>(t.find("country")->values);
  for (std::size_t i = 0; i < t.rows(); ++i) {
    if (side[i]) CHECK(side[i] == country[i]);
    if (!side[i]) CHECK(country[i] == "CHN-PRK");
  }
  for (const Column& column : t.columns) CHECK(column.size() == t.rows());
}

TEST_CASE("rivers and provinces of the default border are those of the tables") {
  const Scene s{{default_border()}, {}};
  const Context& c = s.context;
  CHECK(c.river(0, km(0, 10)) == "Yalu");
  CHECK(c.river(0, km(830, 840)) == "Yalu / Paektu land stretch");
  CHECK(c.river(0, km(0, 1384.249)) == "Yalu / Paektu land stretch / Tumen");
  for (const ProvinceStretch& p : provinces()) {
    INFO(p.name);
    const Side side = p.country == "CHN" ? Side::left : Side::right;
    CHECK(c.province(0, side, p.stretch) == p.name);
    CHECK(c.province(0, side, {p.stretch.from, p.stretch.to + Span{150}}) == p.name);  // a sliver is passed over
  }
  CHECK(c.province(0, Side::right, km(180, 200)) == "North Pyongan / Chagang");
  CHECK(c.province(0, Side::left, km(180, 200)) == "Liaoning");
  CHECK_FALSE(c.province(0, Side::on, km(180, 200)).has_value());
}

TEST_CASE("another line of the same border, even backwards, has the same rivers and provinces") {
  const Scene s{{moved_border(100, false), moved_border(-100, true)}, {}};
  const auto& [there, back] = std::tie(s.routes[0], s.routes[1]);
  const auto whole = [](const Route& r) { return Stretch{{0}, {r.length().m}}; };
  CHECK(s.context.river(0, whole(there)) == "Yalu / Paektu land stretch / Tumen");
  CHECK(s.context.river(1, whole(back)) == "Tumen / Paektu land stretch / Yalu");
  CHECK(s.context.province(0, Side::right, whole(there)) ==
        "North Pyongan / Chagang / Ryanggang / North Hamgyong / Rason");
  CHECK(s.context.province(1, Side::right, whole(back)) == "Jilin / Liaoning");
  CHECK(s.context.province(1, Side::left, whole(back)) ==
        "Rason / North Hamgyong / Ryanggang / Chagang / North Pyongan");
}

TEST_CASE("a stretch carried over by position has what the default border has at its places") {
  const Scene s{{moved_border(0, false), default_border()}, {}};
  const Locator border(std::span(&s.routes[1], 1));
  test::Random random(23);
  for (int i = 0; i < 300; ++i) {
    const double at = random.uniform(0, s.routes[0].length().m - 1000);
    const Chainage foot = border.locate(s.routes[0].at({at + 250})).chainage;
    const Stretch there{foot, foot + Span{1e-3}};
    CHECK(s.context.river(0, {{at}, {at + 500}}) == s.context.river(1, there));
    CHECK(s.context.province(0, Side::left, {{at}, {at + 500}}) == s.context.province(1, Side::left, there));
    CHECK(s.context.province(0, Side::right, {{at}, {at + 500}}) == s.context.province(1, Side::right, there));
  }
}

TEST_CASE("a route can be cut where its river or province changes, and at its towns") {
  const Scene s{{default_border(), moved_border(0, true)},
                {place("Equator", 0, 0, 1), {"Hyesan", "", "", "town", "PRK", {128.17778, 41.40167}, {}, 1, "", ""}}};
  std::vector<double> stated;  // both banks, by the table
  for (const ProvinceStretch& p : provinces()) {
    if (p.stretch.from.m > 0) stated.push_back(p.stretch.from.m);
  }
  std::ranges::sort(stated);
  const auto on_border = s.context.province_changes(0), backwards = s.context.province_changes(1);
  REQUIRE(on_border.size() == stated.size());
  REQUIRE(backwards.size() == stated.size());
  const Locator border(std::span(&s.routes[0], 1));
  for (std::size_t i = 0; i < stated.size(); ++i) {
    CHECK(on_border[i].m == Approx(stated[i]).margin(2e-3));
    // The foot of a smoother line may jump over a bend, so compare where it lands within the bends' size.
    CHECK(border.locate(s.routes[1].at(backwards[stated.size() - 1 - i])).chainage.m == Approx(stated[i]).margin(500));
  }
  REQUIRE(s.context.river_changes(0).size() == 2);
  CHECK(s.context.river_changes(0)[0].m == Approx(rivers()[1].stretch.from.m).margin(2e-3));
  CHECK(s.context.river_changes(0)[1].m == Approx(rivers()[2].stretch.from.m).margin(2e-3));
  REQUIRE(s.context.town_feet(0).size() + s.context.town_feet(1).size() == 1);
}

TEST_CASE("away from the default border, or with sides of other names, nothing is claimed") {
  const Scene s{{Route("Rio Grande", {"USA", "MEX"}, {{-106.5, 31.8}, {-104.4, 29.6}}),
                 Route("near", {"north", "south"}, {{124.39, 40.11}, {124.5, 40.19}})},
                {}};
  CHECK_FALSE(s.context.river(0, km(0, 10)).has_value());
  CHECK_FALSE(s.context.province(0, Side::left, km(0, 10)).has_value());
  CHECK(s.context.river(1, km(0, 5)) == "Yalu");
  CHECK_FALSE(s.context.province(1, Side::left, km(0, 5)).has_value());
}

TEST_CASE("kilometre posts stand at every kilometre, the round ones larger") {
  const Scene s{equator(), {}};
  const Table t = s.context.posts_table({1000});
  REQUIRE(t.rows() == 201);  // the route is 200 km long, rounding does not lose the last
  const auto& km_of = std::get<Reals>(t.find("km")->values);
  const auto& size = std::get<Reals>(t.find("every_km")->values);
  for (std::size_t i = 0; i < t.rows(); ++i) {
    CHECK(km_of[i].value() == Approx(static_cast<double>(i)));
    CHECK(size[i] == (i % 100 == 0 ? 100 : i % 50 == 0 ? 50 : i % 10 == 0 ? 10 : 1));
    CHECK(std::get<Reals>(t.find("azimuth_deg")->values)[i].value() == Approx(90));
    CHECK(std::get<Points>(t.geometry)[i].lon == Approx(static_cast<double>(i) * 1000 / kDegree).margin(1e-9));
    CHECK_FALSE(std::get<Texts>(t.find("river")->values)[i].has_value());
  }
  CHECK(s.context.posts_table({30e3}).rows() == 7);
  CHECK_THROWS_AS(s.context.posts_table({0}), Error);
  CHECK_THROWS_AS(s.context.posts_table({-1}), Error);
  CHECK_THROWS_AS(s.context.posts_table({std::nan("")}), Error);
  CHECK_THROWS_AS(s.context.posts_table({0.001}), Error);
}

TEST_CASE("posts of the default border count river kilometres from the mouths") {
  const Scene s{{default_border()}, {}};
  const Table t = s.context.posts_table({1000});
  REQUIRE(t.rows() == 1385);
  const auto& river = std::get<Texts>(t.find("river")->values);
  const auto& river_km = std::get<Reals>(t.find("river_km")->values);
  CHECK(river_km[0] == 0.0);
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const double at = static_cast<double>(i);
    if (river[i] == "Yalu") CHECK(river_km[i].value() == Approx(at).margin(1e-3));
    if (river[i] == "Paektu land stretch") CHECK_FALSE(river_km[i].has_value());
    if (river[i] == "Tumen") CHECK(river_km[i].value() == Approx(17.357 + 1384.249 - at).margin(2e-3));
  }
  CHECK(river[834] == "Yalu");
  CHECK(river[835] == "Paektu land stretch");
  CHECK(river[1384] == "Tumen");
}

TEST_CASE("the route's table carries chainage as M") {
  const std::vector<Route> routes{default_border()};
  const Table t = route_table(routes);
  REQUIRE(t.rows() == 1);
  CHECK(std::get<Reals>(t.find("length_km")->values)[0].value() == Approx(1384.249).margin(1e-3));
  CHECK(std::get<Texts>(t.find("left")->values)[0] == "CHN");
  const Line& line = std::get<Lines>(t.geometry)[0];
  REQUIRE(line.size() == routes[0].vertices().size());
  for (std::size_t i = 0; i < line.size(); ++i) CHECK(line[i].m == Approx(routes[0].chainage_m()[i]).margin(1e-6));
}
