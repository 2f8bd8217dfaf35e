#include <fmt/format.h>

#include <cmath>

#include "geo/gdal.hpp"
#include "geo/profile_read.hpp"
#include "geo/profile_table.hpp"
#include "geo/write.hpp"
#include "located_events.hpp"
#include "messages.hpp"
#include "routes.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

const char* const kEndings[]{".gpkg", ".csv", ".geojson", ".geojsonl"};

std::vector<Route> two_routes() {
  return {random_walk(60, {126, 41}, 51), Route("meridian", {"W", "E"}, {{127, 40}, {127, 40.3}})};
}

std::vector<Route> one_route() {
  return {two_routes()[1]};
}

Profile some_profile(const ProfileGrid& grid, const std::vector<Route>& routes, std::uint64_t seed) {
  LocatedBatch events = random_located(routes, 2000, seed);
  Profile p = profile_of_batch(grid, events);
  p.coverage.since = parse_iso8601("2017-01-01");
  p.coverage.accounting.rejected["bad_time"] = 3;
  p.coverage.accounting.rejected["blank_coordinate, \"odd\" reason"] = 4;
  p.coverage.accounting.filtered = 11;
  return p;
}

/// What reading a CSV file with these lines says.
std::string message_of_csv(const std::string& header, const std::string& rows) {
  const TempFolder folder;
  const std::string file = folder.file("p.csv", header + "\n" + rows);
  const auto routes = one_route();
  const std::string message = message_of([&] { (void)read_profile(file, {}, routes); });
  return message.substr(message.find("p.csv"));
}

}  // namespace

TEST_CASE("a profile that is written and read is the same", "[profile]") {
  const auto routes = two_routes();
  const PeriodKind kind = GENERATE(PeriodKind::none, PeriodKind::year, PeriodKind::month, PeriodKind::day);
  const Profile p = some_profile(ProfileGrid(routes, {37.5}, kind), routes, 11);
  const TempFolder folder;
  for (const std::string ending : kEndings) {
    INFO(ending);
    const std::string file = folder / ("p" + ending);
    write_profile(file, false, p);
    CHECK(is_profile(file));
    CHECK(read_profile(file, {}, routes) == p);
    CHECK(read_profile(file, {}, {}) == p);
  }
}

TEST_CASE("an empty profile can be written and read", "[profile]") {
  const auto routes = two_routes();
  const Profile empty{ProfileGrid(routes)};
  const TempFolder folder;
  for (const std::string ending : {".gpkg", ".csv"}) {
    INFO(ending);
    write_profile(folder / ("p" + ending), false, empty);
    CHECK(read_profile(folder / ("p" + ending), {}, routes) == empty);
  }
}

TEST_CASE("FlatGeobuf, which loses rows without geometry, is refused for tables", "[write]") {
  const TempFolder folder;
  const auto routes = one_route();
  const Profile p{ProfileGrid(routes)};
  CHECK_THAT(message_of([&] { check_profile_output(folder / "p.fgb", false); }),
             Contains("does not keep rows without"));
  CHECK_THAT(message_of([&] { write_table(folder / "p.fgb", false, profile_rows(p, 0, 0)); }),
             Contains("write a .gpkg or"));
}

TEST_CASE("weights are exact in a file, however large", "[profile]") {
  const auto routes = one_route();
  ProfileBuilder builder{ProfileGrid(routes)};
  ProfileCell cell;
  for (const std::int64_t steps :
       {std::int64_t{0}, std::int64_t{1}, (std::int64_t{1} << 53) + 1, std::int64_t{1} << 62}) {
    ++cell.bin;
    cell.count = 2;
    cell.weight = WeightSum::of_steps(steps);
    builder.add(cell);
  }
  Coverage coverage;
  coverage.accounting.read = coverage.accounting.located = 8;
  const Profile p = builder.finish({}, coverage);
  const TempFolder folder;
  for (const std::string ending : kEndings) {
    INFO(ending);
    write_profile(folder / ("p" + ending), false, p);
    CHECK(read_profile(folder / ("p" + ending), {}, routes) == p);
  }
}

TEST_CASE("equal profiles give equal bytes, in whatever order they were merged", "[profile]") {
  const auto routes = two_routes();
  const ProfileGrid grid(routes);
  Profile a = some_profile(grid, routes, 12), b = some_profile(grid, routes, 13), ab = a, ba = b;
  ab.merge(b);
  ba.merge(a);
  const TempFolder folder;
  for (const std::string ending : kEndings) {
    write_profile(folder / ("ab" + ending), false, ab);
    write_profile(folder / ("ba" + ending), false, ba);
    // GeoJSON has the name of the layer inside, and that is the same.
    CHECK(bytes_of(folder / ("ab" + ending)) == bytes_of(folder / ("ba" + ending)));
  }
}

TEST_CASE("a profile by another engine needs little: bin, bin_m, side, count", "[profile]") {
  const TempFolder folder;
  const auto routes = one_route();
  const Profile p =
      read_profile(folder.file("a.csv", "COUNT,bin,side,bin_m\n2,0,left,10\n3,7,E,10\n1,0,left,10\n"), {}, routes);
  REQUIRE(p.size() == 2);
  CHECK(p.cell(0).count == 3);  // two rows of one cell
  CHECK(p.cell(0).weight.value() == 3);
  CHECK(p.cell(1).bin == 7);
  CHECK(p.cell(1).side == Side::right);  // by the route's own name
  CHECK(p.grid().period() == PeriodKind::none);
  CHECK(p.coverage.accounting.located == 6);
  CHECK(p.coverage.accounting.read == 6);
  const Profile q =
      read_profile(folder.file("b.csv",
                               "bin,bin_m,side,count,period,weight,category,precision_class\n0,10,left,2.0,,0.5,x,1km\n"
                               "0,10,on,1,2018-04-09,1e3,,\n"),
                   {}, routes);
  CHECK(q.grid().period() == PeriodKind::day);
  REQUIRE(q.size() == 2);
  CHECK(q.cell(0).period == kNoPeriod);
  CHECK(q.cell(0).precision == PrecisionClass::km1);
  CHECK(q.cell(1).category == kNoCategory);
  CHECK(format_period(PeriodKind::day, q.cell(1).period) == "2018-04-09");
  CHECK(q.total_weight().value() == 1000.5);
}

TEST_CASE("profiles that are none are refused, with the row and the column", "[profile]") {
  const std::string header = "bin,bin_m,side,count,weight,period,from_km,precision_class,route";
  const auto says = [&](const char* row, const char* message) {
    INFO(row);
    CHECK_THAT(message_of_csv(header, row), Contains(message));
  };
  says("0,10,left,-1\n", "p.csv row 2: count is '-1'; it must be a whole number, 0 or more");
  says("0,10,left,1.5\n", "row 2: count is '1.5'");
  says("0,10,left,\n", "row 2: count is ''");
  says("0,10,left,1\n0,10,left,nan\n", "row 3: count is 'nan'");
  says("3334,10,left,1\n", "row 2: bin is '3334'; route 'meridian' has bins 0 to 3331 of 10 m");
  says("-1,10,left,1\n", "row 2: bin is '-1'");
  says("1,10,left,1\n1,20,left,1\n", "row 3: bin_m is '20'; all bins of a profile have one width, here 10 m");
  says("1,0,left,1\n", "a bin of 0 m does not fit");
  says("1,x,left,1\n", "row 2: bin_m is 'x'");
  says("1,10,north,1\n", "row 2: side is 'north'; it must be left, right or on, or W or E");
  says("1,10,,1\n", "row 2: side is ''");
  says("1,10,left,1,-2\n", "row 2: weight is '-2'; it must be from 0 to 8.7e12");
  says("1,10,left,1,inf\n", "row 2: weight is 'inf'");
  says("1,10,left,1,,2018-4\n", "row 2: period is '2018-4'; it must be a year, month or day");
  says("1,10,left,1,,2018-04\n1,10,left,1,,2018\n",
       "row 3: period is '2018'; the periods of this profile are of the kind month");
  says("0,10,left,1,,,0\n2,10,left,1,,,0.01\n",
       "row 3: from_km is '0.01'; bin 2 of 10 m starts at km 0.02; bins are counted from 0");
  says("1,10,left,1,,,,2km\n", "row 2: precision_class is '2km'; it must be one of unknown, 100m");
  says("1,10,left,1,,,,,Rhine\n", "row 2: route is 'Rhine'; the routes are 'meridian'");
  says("1,10,left,4000000000000000000,8e12\n1,10,left,1,8e12\n", "weights add up to more than 8.7e12");
  says("", "the profile has no rows");
  CHECK_THAT(message_of_csv("bin,bin_m,side,number", "1,10,left,1\n"), Contains("p.csv: is no profile"));
  CHECK_THAT(message_of_csv("bin,bin_m,count", "1,10,1\n"), Contains("'side' is missing"));
}

TEST_CASE("a profile of another route, or an incomplete one, is refused", "[profile]") {
  const auto routes = two_routes();
  const TempFolder folder;
  const std::string file = folder / "p.csv";
  write_profile(file, false, some_profile(ProfileGrid(routes), routes, 14));
  const auto read = [&](const std::vector<Route>& on) { return message_of([&] { (void)read_profile(file, {}, on); }); };
  CHECK_THAT(read(one_route()), Contains("2 routes and 1"));
  CHECK_THAT(read({routes[1], routes[0]}), Contains("route 'walk' and 'meridian'"));
  const auto about = [&](const std::string& text) {
    (void)folder.file("p.about.csv", text);
    return read({});
  };
  const std::string whole = bytes_of(folder / "p.about.csv");
  const auto without = [&](const std::string& part) {
    std::string text = whole;
    const auto at = text.find(part);
    return text.erase(at, text.find('\n', at) + 1 - at);
  };
  CHECK_THAT(about(without("bin_m,")), Contains("no row 'bin_m'"));
  CHECK_THAT(about(without("vertices,walk")), Contains("no row 'vertices' of walk"));
  CHECK_THAT(about(without("period,")), Contains("no row 'period'"));
  CHECK_THAT(about(without("located,") + "located,,5\n"), Contains("cells hold 19") && Contains("says 5 were located"));
  CHECK_THAT(about(without("first,") + "first,,yesterday\n"),
             Contains("first in the table profile_about is 'yesterday'"));
  CHECK_THAT(about(without("vertices,meridian") + "vertices,meridian,12\n"), Contains("16 hexadecimal digits"));
  CHECK_THAT(about("a,b\n1,2\n"), Contains("needs the columns key, item and value"));
  std::filesystem::remove(folder / "p.about.csv");
  CHECK_THAT(read({}), Contains("name the route with --route"));
}

TEST_CASE("names keep their blanks in a file", "[profile]") {
  const std::vector<Route> routes{Route(" a, \"b\" ", {}, {{127, 40}, {127, 40.3}})};
  const Profile p = some_profile(ProfileGrid(routes), routes, 16);
  const TempFolder folder;
  for (const std::string ending : kEndings) {
    INFO(ending);
    write_profile(folder / ("p" + ending), false, p);
    CHECK(read_profile(folder / ("p" + ending), {}, routes) == p);
  }
}

TEST_CASE("files of events are not taken for profiles", "[profile]") {
  const TempFolder folder;
  CHECK(!is_profile("-"));
  CHECK(!is_profile(folder / "missing.gpkg"));
  CHECK(!is_profile(folder.file("e.csv", "lon,lat,count\n1,2,3\n")));
  CHECK(!is_profile(folder.file("empty.csv", "")));
  CHECK(!is_profile(folder.file("broken.gpkg", "no database")));
  CHECK(!is_profile(std::string(THALWEG_SOURCE_DIR) + "/datasets/samples/simulated_events.csv"));
  CHECK(is_profile(folder.file("p.tsv", "Bin\tside\tBIN_M\tcount\n")));
}

TEST_CASE("SQL in SQLite makes a profile out of located events", "[profile]") {
  // The statement is the one that docs/data.md gives; the profile must be the one that binning the same events gives.
  const auto routes = one_route();
  const LocatedBatch events = random_located(routes, 3000, 15);
  Table located{"events", {}, {}};
  Reals chainage, weight, precision;
  Texts side, category;
  Instants time;
  LocatedBatch rounded_events = events;
  for (std::size_t i = 0; i < events.places.size(); ++i) {
    const double at = rounded(events.places[i].chainage.m, 3);
    rounded_events.places[i].chainage = {at};
    if (!events.within[i]) continue;
    chainage.push_back(at);
    weight.push_back(events.events.weight[i]);
    side.push_back(routes[0].side_name(events.places[i].side));
    const std::uint32_t c = events.events.category[i];
    category.push_back(c == kNoCategory ? std::nullopt : std::optional(kKinds[c]));
    time.push_back(events.events.time[i]);
    precision.push_back(events.events.precision_m[i]);
  }
  located.columns = {{"chainage_m", chainage, 3, ""}, {"weight", weight, -1, ""},   {"side", side, -1, ""},
                     {"category", category, -1, ""},  {"event_time", time, -1, ""}, {"precision_m", precision, -1, ""}};
  const TempFolder folder;
  write_table(folder / "located.gpkg", false, located);

  const std::string docs = bytes_of(std::string(THALWEG_SOURCE_DIR) + "/docs/data.md");
  const auto from = docs.find("SELECT CAST");
  REQUIRE(from != std::string::npos);
  const std::string sql = docs.substr(from, docs.find("```", from) - from);
  gdal_setup();
  const Dataset source(GDALOpenEx((folder / "located.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
  const Dataset made(
      GDALCreate(GDALGetDriverByName("CSV"), (folder / "sql.csv").c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  OGRLayerH result = GDALDatasetExecuteSQL(source.get(), sql.c_str(), nullptr, nullptr);
  REQUIRE(result != nullptr);
  GDALDatasetCopyLayer(made.get(), result, "sql", nullptr);
  GDALDatasetReleaseResultSet(source.get(), result);
  GDALFlushCache(made.get());

  Profile expected = profile_of_batch(ProfileGrid(routes), rounded_events);
  const Profile got = read_profile(folder / "sql.csv", {}, routes);
  CHECK(got.total() == expected.total());
  REQUIRE(got.size() == expected.size());
  std::size_t equal = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const ProfileCell a = got.cell(i), b = expected.cell(i);
    // Sums of weights are rounded once by SQL, each weight by us: half a step an event.
    const auto off = std::abs(a.weight.steps() - b.weight.steps());
    equal += a.bin == b.bin && a.period == b.period && a.category == b.category && a.side == b.side &&
             a.precision == b.precision && a.count == b.count && off <= static_cast<std::int64_t>(b.count);
  }
  CHECK(equal == got.size());
}
