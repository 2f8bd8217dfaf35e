#include "geo/read.hpp"

#include <algorithm>
#include <map>

#include "catch.hpp"
#include "geo/error.hpp"
#include "geo/gcj02.hpp"
#include "geo/gdal.hpp"
#include "geo/time.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

struct All {
  std::vector<LonLat> position;
  std::vector<std::uint64_t> row;
  std::vector<std::optional<Instant>> time;
  std::vector<double> weight;
  std::vector<std::optional<double>> precision_m;
  std::vector<std::string> category;
  std::map<std::uint64_t, std::string> rejected;
  std::uint64_t read = 0, filtered = 0;
  Table own;
};

All read_all(ReadOptions options) {
  EventReader reader(std::move(options));
  All all;
  EventBatch b;
  while (reader.next(b)) {
    all.position.insert(all.position.end(), b.position.begin(), b.position.end());
    all.row.insert(all.row.end(), b.row.begin(), b.row.end());
    all.time.insert(all.time.end(), b.time.begin(), b.time.end());
    all.weight.insert(all.weight.end(), b.weight.begin(), b.weight.end());
    all.precision_m.insert(all.precision_m.end(), b.precision_m.begin(), b.precision_m.end());
    for (const auto c : b.category) all.category.push_back(c == kNoCategory ? "" : reader.categories()[c]);
    for (const auto& r : b.rejects) all.rejected[r.row] = r.reason;
    all.read += b.read;
    all.filtered += b.filtered;
    all.own = b.own;
  }
  return all;
}

All read_text(const std::string& text, ReadOptions options = {}, const std::string& name = "events.csv") {
  const TempFolder folder;
  options.sources = {folder.file(name, text)};
  return read_all(options);
}

/// The same five events in any format, written by GDAL.
std::string write_with_gdal(const std::string& path, const char* driver) {
  gdal_setup();
  const Dataset dataset(GDALCreate(GDALGetDriverByName(driver), path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  OGRLayerH layer = GDALDatasetCreateLayer(dataset.get(), "events", wgs84().get(), wkbPoint, nullptr);
  const OGRFieldDefnH category = OGR_Fld_Create("category", OFTString), weight = OGR_Fld_Create("weight", OFTReal);
  OGR_L_CreateField(layer, category, TRUE);
  OGR_L_CreateField(layer, weight, TRUE);
  OGR_Fld_Destroy(category);
  OGR_Fld_Destroy(weight);
  for (int i = 0; i < 5; ++i) {
    const Feature feature(OGR_F_Create(OGR_L_GetLayerDefn(layer)));
    OGR_F_SetFieldString(feature.get(), 0, i % 2 ? "seizure" : "arrest");
    OGR_F_SetFieldDouble(feature.get(), 1, i + 0.5);
    const Geometry point(OGR_G_CreateGeometry(wkbPoint));
    OGR_G_SetPoint_2D(point.get(), 0, 124.5 + i, 40.25);
    OGR_F_SetGeometry(feature.get(), point.get());
    REQUIRE(OGR_L_CreateFeature(layer, feature.get()) == OGRERR_NONE);
  }
  return path;
}

}  // namespace

TEST_CASE("usual columns are found, whatever their order and case", "[read]") {
  const All all = read_text("id,Latitude,LONGITUDE,Date,Category,weight\n7,40.1,124.4,2018-04-09,arrest,2\n");
  REQUIRE(all.position.size() == 1);
  CHECK(all.position[0] == LonLat{124.4, 40.1});
  CHECK(all.time[0] == parse_iso8601("2018-04-09"));
  CHECK(all.category[0] == "arrest");
  CHECK(all.weight[0] == 2);
  CHECK(all.row[0] == 2);
}

TEST_CASE("semicolons, tabs, byte order mark, CRLF, quoted newlines and empty lines", "[read]") {
  for (const char d : {',', ';', '\t'}) {
    std::string text =
        "\xEF\xBB\xBF"
        "lon#lat#note\r\n124.4#40.1#\"two\r\nlines, \"\"quoted\"\"#\"\r\n\r\n125#41#x";
    for (char& c : text) c = c == '#' ? d : c;
    ReadOptions options;
    options.keep_columns = true;
    const All all = read_text(text, options);
    REQUIRE(all.position.size() == 2);
    CHECK(all.row[1] == 4);
    const auto& note = std::get<Texts>(all.own.find("note")->values);
    CHECK(*note[0] == std::string("two\r\nlines, \"quoted\"") + d);
  }
}

TEST_CASE("every row of a dirty file is an event or a reject with its reason", "[read]") {
  const All all = read_text(
      "lon,lat,date,weight\n"
      "124.4,40.1,2018-04-09,1\n"
      ",40.1,2018-04-09,1\n"
      "east,40.1,2018-04-09,1\n"
      "nan,40.1,2018-04-09,1\n"
      "inf,40.1,2018-04-09,1\n"
      "40.1,126.4,2018-04-09,1\n"
      "200,40.1,2018-04-09,1\n"
      "124.4,40.1,yesterday,1\n"
      "124.4,40.1,2018-04-09,-1\n"
      "124.4,40.1\n"
      "124.4,40.1,2018-04-09,1,extra\n"
      "124.4,40.1,2018-04-09,\xFF\n"
      "124.4,40.1,,\n"
      "124.4,40.1,\"2018-04-09,1\n");
  const std::map<std::uint64_t, std::string> expected{
      {3, "blank_coordinate"}, {4, "not_a_number"},          {5, "not_finite"},
      {6, "not_finite"},       {7, "latitude_out_of_range"}, {8, "longitude_out_of_range"},
      {9, "bad_time"},         {10, "bad_weight"},           {11, "ragged_row"},
      {12, "ragged_row"},      {13, "invalid_utf8"},         {15, "unterminated_quote"}};
  CHECK(all.rejected == expected);
  CHECK(all.row == std::vector<std::uint64_t>{2, 14});
  CHECK(all.read == 14);
  CHECK(all.weight[1] == 1);
}

TEST_CASE("own columns keep their values and get the types that all values have", "[read]") {
  ReadOptions options;
  options.keep_columns = true;
  const All all = read_text("lon,lat,n,code,x,mixed\n124,40,1,007,1.5,2\n125,41,,008,-3,two\n", options);
  CHECK(std::get<Integers>(all.own.find("n")->values) == Integers{1, std::nullopt});
  CHECK(std::get<Texts>(all.own.find("code")->values) == Texts{"007", "008"});
  CHECK(std::get<Reals>(all.own.find("x")->values) == Reals{1.5, -3.0});
  CHECK(std::get<Texts>(all.own.find("mixed")->values) == Texts{"2", "two"});
}

TEST_CASE("several sources follow each other, their columns united", "[read]") {
  const TempFolder folder;
  ReadOptions options;
  options.keep_columns = true;
  options.sources = {folder.file("a.csv", "lon,lat,n\n124,40,1\n"), folder.file("b.csv", "lat,lon,n,m\n41,125,x,5\n")};
  EventReader reader(options);
  EventBatch batch;
  REQUIRE(reader.next(batch));
  CHECK(std::get<Texts>(batch.own.find("n")->values) == Texts{"1"});
  CHECK(std::get<Integers>(batch.own.find("m")->values) == Integers{std::nullopt});
  REQUIRE(reader.next(batch));
  CHECK(batch.position[0] == LonLat{125, 41});
  CHECK_FALSE(reader.next(batch));
}

TEST_CASE("filters leave rows out and say how many", "[read]") {
  const std::string text =
      "lon,lat,date,type\n124,40,2018-01-01,a\n124,40,2018-02-01,a\n124,40,2018-02-01,b\n124,40,,a\n";
  ReadOptions options;
  options.since = parse_iso8601("2018-02-01");
  options.until = parse_iso8601("2018-03-01");
  options.keep_categories = {"a"};
  const All all = read_text(text, options);
  CHECK(all.position.size() == 1);
  CHECK(all.filtered == 2);
  CHECK(all.rejected == std::map<std::uint64_t, std::string>{{5, "no_time"}});
  CHECK(all.read == 2);
}

TEST_CASE("every format gives the same events", "[read]") {
  const TempFolder folder;
  for (const auto& [name, driver] : std::map<std::string, const char*>{{"e.gpkg", "GPKG"},
                                                                       {"e.geojson", "GeoJSON"},
                                                                       {"e.geojsonl", "GeoJSONSeq"},
                                                                       {"e.fgb", "FlatGeobuf"},
                                                                       {"e.shp", "ESRI Shapefile"}}) {
    INFO(name);
    ReadOptions options;
    options.sources = {write_with_gdal(folder / name, driver)};
    options.keep_columns = true;
    All all = read_all(options);
    std::ranges::sort(all.position, {}, &LonLat::lon);  // FlatGeobuf orders features by its index
    REQUIRE(all.position.size() == 5);
    for (int i = 0; i < 5; ++i) CHECK(all.position[static_cast<std::size_t>(i)] == LonLat{124.5 + i, 40.25});
    std::ranges::sort(all.weight);
    CHECK(all.weight == std::vector<double>{0.5, 1.5, 2.5, 3.5, 4.5});
    CHECK(std::ranges::count(all.category, "arrest") == 3);
  }
}

TEST_CASE("coordinates of other reference systems", "[read]") {
  ReadOptions options;
  options.crs = "EPSG:32652";  // UTM zone 52 north; 129 E is its central meridian, easting 500 km
  const All utm = read_text("x,y\n500000,4649776.22482\n", options);
  CHECK(utm.position[0].lon == Approx(129).epsilon(1e-9));
  CHECK(utm.position[0].lat == Approx(42).epsilon(1e-7));  // 42 N: 0.9996 x the meridian arc of 4,651,636.88 m
  options.crs = "GCJ-02";
  const LonLat shifted = wgs84_to_gcj02({124.4, 40.1});
  const All mars = read_text(fmt::format("lon,lat\n{},{}\n", shifted.lon, shifted.lat), options);
  CHECK(mars.position[0].lon == Approx(124.4).epsilon(1e-10));
}

TEST_CASE("known schemas: columns, precision codes and times", "[read]") {
  const All acled = read_text(
      "event_id_cnty,event_date,event_type,latitude,longitude,geo_precision\nX1,2018-04-09,Riots,41.4,128.2,2\n");
  CHECK(acled.category[0] == "Riots");
  CHECK(*acled.precision_m[0] == 30e3);
  std::string gdelt;
  for (int i = 0; i < 61; ++i) {
    gdelt += i == 1 ? "20180409" : i == 51 ? "4" : i == 56 ? "41.4" : i == 57 ? "128.2" : i == 28 ? "17" : "0";
    gdelt += i == 60 ? '\n' : '\t';
  }
  const All event = read_text(gdelt, {}, "20180409.export.txt");
  REQUIRE(event.position.size() == 1);
  CHECK(event.position[0] == LonLat{128.2, 41.4});
  CHECK(event.time[0] == parse_iso8601("2018-04-09"));
  CHECK(event.category[0] == "17");
}

TEST_CASE("what cannot be read is refused with what, where and how to mend it", "[read]") {
  const TempFolder folder;
  const auto message = [&](ReadOptions options, const std::string& name, const std::string& text) {
    options.sources = {folder.file(name, text)};
    return message_of([&] { read_all(options); });
  };
  ReadOptions missing;
  missing.sources = {folder / "none.csv"};
  CHECK_THAT(message_of([&] { read_all(missing); }), EndsWith("none.csv: no such file"));
  CHECK_THAT(message({}, "e.gpkg", "nonsense"), Contains("e.gpkg: not a table or layer that GDAL"));
  CHECK_THAT(message({}, "e.csv", "a,b\n1,2\n"),
             EndsWith("no coordinate columns recognised; name them with --lon and --lat; the columns are: a, b"));
  CHECK_THAT(message({}, "empty.csv", ""), Contains("is empty; a header line"));
  ReadOptions wrong;
  wrong.time = "when";
  CHECK_THAT(message(wrong, "e.csv", "lon,lat\n1,2\n"),
             EndsWith("--time names column 'when', which is not there; the columns are: lon, lat"));
  ReadOptions crs;
  crs.crs = "EPSG:999999";
  CHECK_THAT(message(crs, "e.csv", "lon,lat\n1,2\n"), Contains("--crs: 'EPSG:999999' is no known reference system"));
  ReadOptions schema;
  schema.schema = "nope";
  CHECK_THAT(message(schema, "e.csv", "lon,lat\n1,2\n"), Contains("use acled, ucdp or gdelt"));
  ReadOptions where;
  where.where = "lon >";
  CHECK_THAT(message(where, "e.csv", "lon,lat\n1,2\n"), Contains("--where 'lon >' is not understood"));
  CHECK_THAT(message_of([] { read_all({}); }), Contains("no events given"));
}

TEST_CASE("our CSV reader and GDAL's agree on random nasty files", "[read]") {
  Random random(11);
  const std::vector<std::string> pieces{"a", ",", "\"\"", "\n", "\r\n", ";", " ", "é", "경", "\t", "x y", "0", "-"};
  for (int round = 0; round < 50; ++round) {
    std::string text = "lon,lat,note\n";
    for (int row = 0; row < 20; ++row) {
      std::string note = "q";  // GDAL trims nothing inside quotes, but reads an empty quoted field as empty text
      for (std::size_t k = random.below(8); k > 0; --k) note += pieces[random.below(pieces.size())];
      text += fmt::format("{},{},\"{}\"\n", 124 + row, 40, note);
    }
    const TempFolder folder;
    const std::string path = folder.file("nasty.csv", text);
    ReadOptions ours;
    ours.sources = {path};
    ours.keep_columns = true;
    ReadOptions gdal = ours;
    gdal.where = "lon <> ''";
    const All a = read_all(ours), b = read_all(gdal);
    REQUIRE(a.position == b.position);
    const auto& from_gdal = std::get<Texts>(b.own.find("note")->values);
    Texts notes = std::get<Texts>(a.own.find("note")->values);
    for (auto& note : notes) std::erase(*note, '\r');  // GDAL reads CRLF inside quotes as LF
    REQUIRE(notes.size() == from_gdal.size());
    for (std::size_t i = 0; i < notes.size(); ++i) CHECK(*notes[i] == *from_gdal[i]);
  }
}
