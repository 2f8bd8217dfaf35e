#include "geo/datasets.hpp"

#include <fstream>
#include <iterator>
#include <thread>

#include "catch.hpp"
#include "geo/embedded.hpp"
#include "geo/error.hpp"
#include "geo/locate.hpp"

using namespace thalweg;

namespace {

/// Positions: GeoNames (CC BY 4.0). Kilometres and distances were computed apart from this library when the line was
/// derived, and are rounded to a kilometre and to a tenth of one.
struct Town {
  const char* name;
  LonLat at;
  double km, distance_km;
  const char* side;
};
constexpr Town kTowns[] = {
    {"Xinxing", {124.12304, 39.86694}, 0, 5.8, "CHN"},     {"Sinuiju", {124.39806, 40.10056}, 51, 1.6, "PRK"},
    {"Dandong", {124.39472, 40.12917}, 54, 0.4, "CHN"},    {"Uiju", {124.53167, 40.19944}, 68, 2.5, "PRK"},
    {"Ji'an", {126.19455, 41.12818}, 330, 0.8, "CHN"},     {"Manpo", {126.28944, 41.15472}, 339, 0.9, "PRK"},
    {"Chunggang", {126.87361, 41.77722}, 478, 0.4, "PRK"}, {"Linjiang", {126.90778, 41.80694}, 483, 0.7, "CHN"},
    {"Hyesan", {128.17778, 41.40167}, 728, 0.6, "PRK"},    {"Changbai", {128.19624, 41.41772}, 732, 0.8, "CHN"},
    {"Musan", {129.20776, 42.22609}, 997, 0.9, "PRK"},     {"Hoeryong", {129.74601, 42.44113}, 1134, 1.7, "PRK"},
    {"Sambong", {129.79459, 42.68867}, 1178, 0.6, "PRK"},  {"Namyang", {129.85571, 42.95044}, 1216, 0.5, "PRK"},
    {"Tumen", {129.84199, 42.96562}, 1217, 0.9, "CHN"},    {"Onsong", {129.99333, 42.95722}, 1242, 1.5, "PRK"},
    {"Hunchun", {130.35689, 42.86736}, 1285, 7.4, "CHN"},
};

/// Whether stretches follow each other from 0 to the end of the border, which the tables state to a millimetre.
template <typename Stretches>
void check_covers_border(const Stretches& stretches) {
  double at = 0;
  for (const auto& s : stretches) {
    INFO(s.name);
    CHECK(s.stretch.from.m == at);
    CHECK(s.stretch.from < s.stretch.to);
    CHECK_FALSE(s.name_zh.empty());
    CHECK_FALSE(s.name_ko.empty());
    at = s.stretch.to.m;
  }
  CHECK(at == Approx(default_border().length().m).margin(1e-3));
}

}  // namespace

TEST_CASE("the default border is the line that was derived: 1,384.249 km, 7,198 vertices, mouth to tripoint") {
  const Route& border = default_border();
  CHECK(border.length().m == Approx(1384249).margin(1));
  CHECK(border.vertices().size() == 7198);
  CHECK(border.duplicates_dropped() == 0);
  CHECK(border.vertices().front() == LonLat{124.168333, 39.828056});  // 124°10′06″E 39°49′41″N, the river–sea point
  CHECK(border.vertices().back() == LonLat{130.637009, 42.418332});
  CHECK(border.sides() == SideNames{"CHN", "PRK"});
}

TEST_CASE("the towns stand along the default border in their order, at their distance, on their bank") {
  const Route& border = default_border();
  const Locator locator(std::span(&border, 1));
  double before = 0;
  for (const Town& town : kTowns) {
    INFO(town.name);
    const Location place = locator.locate(town.at);
    CHECK(place.chainage.m >= before);
    CHECK(place.chainage.m / 1000 == Approx(town.km).margin(0.8));
    CHECK(place.offset.m / 1000 == Approx(town.distance_km).margin(0.06));
    CHECK(border.side_name(place.side) == town.side);
    before = place.chainage.m;
  }
}

TEST_CASE("every place is near the border, on its country's bank, and what both share on the line") {
  const Route& border = default_border();
  const Locator locator(std::span(&border, 1));
  REQUIRE(places().size() > 49);
  for (const Place& place : places()) {
    INFO(place.name);
    const Location at = locator.locate(place.at);
    CHECK(at.offset.m < 30e3);
    CHECK(place.precision_m.value_or(0) > 0);
    CHECK(place.rank >= 1);
    CHECK(place.rank <= 3);
    if (place.country == "CHN-PRK") {
      CHECK(at.offset.m < place.precision_m.value_or(0));
    } else {
      CHECK(border.side_name(at.side) == place.country);
    }
  }
}

TEST_CASE("rivers cover the border and run from the mountain to both mouths") {
  check_covers_border(rivers());
  REQUIRE(rivers().size() == 3);
  CHECK(rivers()[0].name == "Yalu");
  CHECK(rivers()[0].flow == Flow::against);
  CHECK(rivers()[0].km_from == 0.0);
  CHECK(rivers()[0].km_to.value() * 1000 == Approx(rivers()[0].stretch.to.m).margin(1));
  CHECK(rivers()[1].kind == "land");
  CHECK(rivers()[1].flow == Flow::none);
  CHECK_FALSE(rivers()[1].km_from.has_value());
  CHECK(rivers()[2].name == "Tumen");
  CHECK(rivers()[2].flow == Flow::with);
  CHECK(rivers()[2].km_from > rivers()[2].km_to);
  CHECK(rivers()[0].stretch.length().m / 1000 == Approx(834.7).margin(0.05));
  CHECK(rivers()[2].stretch.length().m / 1000 == Approx(510.6).margin(0.05));
}

TEST_CASE("the provinces of either country cover the border") {
  for (const char* country : {"CHN", "PRK"}) {
    std::vector<ProvinceStretch> bank;
    for (const ProvinceStretch& p : provinces()) {
      if (p.country == country) bank.push_back(p);
    }
    check_covers_border(bank);
    CHECK(bank.size() == (bank.front().country == "CHN" ? 2 : 5));
  }
}

TEST_CASE("embedded bytes are those of the files") {
  REQUIRE_FALSE(embedded_files().empty());
  for (const EmbeddedFile& file : embedded_files()) {
    INFO(file.path);
    std::ifstream stream(std::string(THALWEG_SOURCE_DIR) + "/datasets/" + std::string(file.path), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    CHECK(content == file.bytes);
    CHECK(dataset_bytes(file.path) == file.bytes);
  }
}

TEST_CASE("an unknown dataset is refused with the list of those there are") {
  try {
    dataset_bytes("nowhere");
    FAIL("no error");
  } catch (const Error& e) {
    CHECK(std::string(e.what()).find("there is no dataset 'nowhere'") == 0);
    CHECK(std::string(e.what()).find("border/border.geojson") != std::string::npos);
  }
}

TEST_CASE("the default border is parsed once, whichever thread asks first") {
  const Route* seen[4] = {};
  {
    std::vector<std::jthread> threads;
    for (auto& route : seen) threads.emplace_back([&route] { route = &default_border(); });
  }
  for (const Route* route : seen) CHECK(route == &default_border());
}
