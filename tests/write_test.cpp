#include "geo/write.hpp"

#include <unistd.h>

#include <algorithm>

#include "catch.hpp"
#include "geo/gdal.hpp"
#include "geo/time.hpp"
#include "messages.hpp"
#include "temp_folder.hpp"
#include "written_tables.hpp"

using namespace thalweg;
using namespace thalweg::test;
namespace fs = std::filesystem;

TEST_CASE("every format keeps columns, nulls, times and geometry", "[write]") {
  const TempFolder folder;
  const Table table = line_table(10);
  const Style style = rate_style();
  for (const std::string& ending : kEndings) {
    if (is_tiles(ending)) continue;
    INFO(ending);
    const std::string path = folder / ("segments" + ending);
    write_table(path, false, table, {style});
    const Dataset dataset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
    REQUIRE(dataset);
    OGRLayerH layer = GDALDatasetGetLayer(dataset.get(), 0);
    REQUIRE(OGR_L_GetFeatureCount(layer, TRUE) == 10);
    int nulls = 0;
    OGR_L_ResetReading(layer);
    while (const Feature f{OGR_L_GetNextFeature(layer)}) {
      const int rate = OGR_F_GetFieldIndex(f.get(), ending == ".shp" ? "rate_per_k" : "rate_per_km");
      const bool null = !OGR_F_IsFieldSetAndNotNull(f.get(), rate) || !*OGR_F_GetFieldAsString(f.get(), rate);
      nulls += null;
      OGRGeometryH g = OGR_F_GetGeometryRef(f.get());
      CHECK((g != nullptr) == (ending != ".csv"));
      if (ending == ".gpkg" || ending == ".fgb") CHECK(OGR_G_GetM(g, 1) == Approx(123.456));
      if (ending == ".geojson") CHECK_FALSE(OGR_G_IsMeasured(g));
    }
    CHECK(nulls == 2);
    const bool beside = ending != ".gpkg" && !ending.ends_with(".csv");
    CHECK(fs::exists(folder / "segments.qml") == beside);
    fs::remove(folder / "segments.qml");
  }
}

TEST_CASE("Shapefiles tell the names that they shorten, and lose no text", "[write]") {
  const TempFolder folder;
  const auto write = [&](const Table& table, bool overwrite = false) {
    return write_table(folder / "a.shp", overwrite, table, {rate_style()});
  };
  const std::vector<std::string> losses = write(line_table(3));
  REQUIRE(losses.size() == 1);
  CHECK_THAT(losses[0], Contains("rate_per_k = rate_per_km"));
  const Dataset dataset(GDALOpenEx((folder / "a.shp").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
  OGRLayerH layer = GDALDatasetGetLayer(dataset.get(), 0);
  REQUIRE(OGR_L_GetFeatureCount(layer, TRUE) == 3);
  const Feature f(OGR_L_GetNextFeature(layer));
  const auto text = [&](const char* field) {
    return std::string(OGR_F_GetFieldAsString(f.get(), OGR_F_GetFieldIndex(f.get(), field)));
  };
  CHECK(text("name") == "Hyesan / 혜산, \"upper\" Yalu");
  CHECK(text("time") == "2018-04-09T00:00:00Z");
  CHECK_FALSE(OGR_F_IsFieldSetAndNotNull(f.get(), OGR_F_GetFieldIndex(f.get(), "rate_per_k")));
  CHECK(OGR_G_GetM(OGR_F_GetGeometryRef(f.get()), 1) == Approx(123.456));
  CHECK(bytes_of(folder / "a.qml").find("attr=\"rate_per_k\"") != std::string::npos);

  Table twins = line_table(1);
  for (const char* name : {"rate_per_km_year", "혜산혜산혜산", "혜산혜산혜"})
    twins.columns.push_back({name, Reals{1.5}, -1, ""});
  CHECK_THAT(write(twins, true)[0],
             Contains("rate_per_2 = rate_per_km_year, 혜산혜 = 혜산혜산혜산, 혜산_2 = 혜산혜산혜"));
  Table long_text = line_table(1);
  std::get<Texts>(long_text.columns[2].values)[0] = std::string(255, 'x');
  CHECK_THAT(message_of([&] { write(long_text, true); }), Contains("column 'name': a text of 255 bytes"));
  fs::remove(folder / "a.shp");
  CHECK_THAT(message_of([&] { write(line_table(1)); }), Contains("a.qml: exists already"));
}

TEST_CASE("CSV holds geometry as text where its name asks for it", "[write]") {
  const TempFolder folder;
  write_table(folder / "lines.wkt.csv", false, line_table(1));
  CHECK_THAT(bytes_of(folder / "lines.wkt.csv"), Contains(",124.001 40.001)\""));
  Table points{"events", {{"id", Integers{7}, -1, ""}}, Points{{124.25, 40.5}}};
  write_table(folder / "points.wkt.csv", false, points);
  CHECK(bytes_of(folder / "points.wkt.csv") == "id,wkt\n7,POINT (124.25 40.5)\n");
  points.columns[0].name = "wkt";
  CHECK_THAT(message_of([&] { write_table(folder / "b.wkt.csv", false, points); }), Contains("has a column 'wkt'"));
}

TEST_CASE("a GeoPackage holds several layers and their styles", "[write]") {
  const TempFolder folder;
  DatasetWriter writer(folder / "all.gpkg", false);
  Table points{"events", {{"fid", Integers{7}, -1, ""}, {"FID_2", Texts{"x"}, -1, ""}}, Points{{124, 40}}};
  const auto a = writer.add_layer(line_table(0)), b = writer.add_layer(points);
  writer.append(a, line_table(3));
  writer.append(b, points);
  writer.set_styles(a, {rate_style()});
  writer.commit();
  const Dataset dataset(GDALOpenEx((folder / "all.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
  OGRLayerH styles = GDALDatasetGetLayerByName(dataset.get(), "layer_styles");
  REQUIRE(styles);
  CHECK(OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(styles)) == 12);
  const Feature row(OGR_L_GetNextFeature(styles));
  CHECK(std::string(OGR_F_GetFieldAsString(row.get(), 2)) == "segments");
  CHECK(std::string(OGR_F_GetFieldAsString(row.get(), 5)).find("graduatedSymbol") != std::string::npos);
  const Feature event(OGR_L_GetNextFeature(GDALDatasetGetLayerByName(dataset.get(), "events")));
  CHECK(OGR_F_GetFieldAsInteger(event.get(), OGR_F_GetFieldIndex(event.get(), "fid")) == 7);
}

TEST_CASE("a GeoPackage says what its layers and columns are", "[write]") {
  const TempFolder folder;
  Table table = line_table(3);
  table.columns[1].comment = "events per km";
  LayerMetadata metadata;
  metadata.title = "Jack's segments";
  metadata.abstract = "a < b";
  metadata.from = Instant{1523232000000};
  metadata.to = Instant{1523232002000};
  metadata.history = {"made of events"};
  metadata.rights = {"© OpenStreetMap contributors"};
  metadata.licences = {"ODbL-1.0"};
  Style other = rate_style();
  other.name = "other";
  other.description = "by something else";
  write_table(folder / "a.gpkg", false, table, {rate_style(), other}, metadata);
  const Dataset dataset(GDALOpenEx((folder / "a.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
  const auto rows = [&](const char* sql) {
    std::vector<std::string> out;
    OGRLayerH result = GDALDatasetExecuteSQL(dataset.get(), sql, nullptr, nullptr);
    REQUIRE(result);
    while (const Feature f{OGR_L_GetNextFeature(result)}) out.emplace_back(OGR_F_GetFieldAsString(f.get(), 0));
    GDALDatasetReleaseResultSet(dataset.get(), result);
    return out;
  };
  using Rows = std::vector<std::string>;
  CHECK(rows("SELECT column_name || ': ' || name || ': ' || description FROM gpkg_data_columns") ==
        Rows{"rate_per_km: Events per km: events per km"});
  CHECK(rows("SELECT identifier || ': ' || description FROM gpkg_contents WHERE table_name = 'segments'") ==
        Rows{"Jack's segments: a < b"});
  CHECK(rows("SELECT styleName || useAsDefault || description FROM layer_styles ORDER BY id") ==
        Rows{"rate1", "other0by something else"});
  CHECK(rows("SELECT m.metadata FROM gpkg_metadata m JOIN gpkg_metadata_reference r ON r.md_file_id = m.id WHERE "
             "r.table_name = 'segments' AND m.md_standard_uri = 'http://mrcc.com/qgis.dtd'") == Rows{to_qmd(metadata)});
  // Newer GDALs register the table of constraints too.
  CHECK(rows("SELECT table_name FROM gpkg_extensions WHERE extension_name IN ('gpkg_schema', 'gpkg_metadata') AND "
             "table_name <> 'gpkg_data_column_constraints' ORDER BY 1") ==
        Rows{"gpkg_data_columns", "gpkg_metadata", "gpkg_metadata_reference"});
  const std::string qmd = to_qmd(metadata);
  CHECK(qmd.find("<start>2018-04-09T00:00:00Z</start>") != std::string::npos);
  CHECK(qmd.find("<abstract>a &lt; b</abstract>") != std::string::npos);
}

TEST_CASE("the same rows give the same bytes, whenever and wherever", "[write]") {
  const TempFolder folder;
  const Style style = rate_style();
  for (const std::string& ending : kEndings) {
    INFO(ending);
    write_table(folder / ("a" + ending), true, line_table(50), {style});
    const std::string first = bytes_of(folder / ("a" + ending));
    usleep(1'100'000);  // formats that note the time would do so to the second
    setenv("TZ", "Asia/Pyongyang", 1);
    tzset();
    write_table(folder / ("a" + ending), true, line_table(50), {style});
    unsetenv("TZ");
    tzset();
    CHECK(first == bytes_of(folder / ("a" + ending)));
  }
}

TEST_CASE("columns named like those of the format survive", "[write]") {
  const TempFolder folder;
  const std::vector<std::vector<std::string>> tables{{"FID", "x"},       {"fid", "fid_2"},
                                                     {"Geom", "geom_2"}, {"Longitude", "Latitude"},
                                                     {"Lon", "LAT"},     {"id", "geometry"}};
  for (const std::string& ending : kEndings) {
    for (const auto& names : tables) {
      INFO(ending << " " << names[0] << " " << names[1]);
      const Table table{"events", {{names[0], Texts{"a"}, -1, ""}, {names[1], Texts{"b"}, -1, ""}}, Points{{124, 40}}};
      write_table(folder / ("a" + ending), true, table);
      const Dataset dataset(GDALOpenEx((folder / ("a" + ending)).c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
      REQUIRE(dataset);
      const Feature f(OGR_L_GetNextFeature(GDALDatasetGetLayer(dataset.get(), 0)));
      REQUIRE(f);
      for (const std::size_t k : {0, 1}) {
        const int field = OGR_F_GetFieldIndex(f.get(), names[k].c_str());
        REQUIRE(field >= 0);
        CHECK(std::string(OGR_F_GetFieldAsString(f.get(), field)) == (k == 0 ? "a" : "b"));
      }
      CHECK((OGR_F_GetGeometryRef(f.get()) != nullptr) == (ending != ".csv"));
    }
  }
}

TEST_CASE("CSV holds numbers with all their digits and moments as ISO 8601", "[write]") {
  const TempFolder folder;
  const Table table{"events",
                    {{"share", Reals{1.0 / 3, std::nullopt}, -1, ""},
                     {"rate", Reals{1.23456, -0.0001}, 3, ""},
                     {"time", Instants{Instant{1523232059999}, std::nullopt}, -1, ""},
                     {"note", Texts{"a \"b\", c", ""}, -1, ""}},
                    Points{{124.123456789, 40}, {-180, 0}}};
  write_table(folder / "EVENTS.CSV", false, table);
  CHECK(bytes_of(folder / "EVENTS.CSV") ==
        "share,rate,time,note,lon,lat\n"
        "0.3333333333333333,1.235,2018-04-09T00:00:59.999Z,\"a \"\"b\"\", c\",124.1234568,40\n"
        ",0,,,-180,0\n");
}

TEST_CASE("two packages that are written in turns do not disturb each other's clock", "[write]") {
  const TempFolder folder;
  write_table(folder / "alone.gpkg", false, line_table(5));
  DatasetWriter late(folder / "late.gpkg", false);
  const auto layer = late.add_layer(line_table(0));
  write_table(folder / "first.gpkg", false, line_table(5));
  late.append(layer, line_table(5));
  late.commit();
  CHECK(bytes_of(folder / "late.gpkg") == bytes_of(folder / "alone.gpkg"));
}

TEST_CASE("an output that cannot be is refused before any work", "[write]") {
  const TempFolder folder;
  CHECK_THAT(message_of([&] { check_output(folder / "a.xlsx", false); }),
             Contains("a.xlsx: its name must end with one of .gpkg, .geojson"));
  CHECK_THAT(message_of([&] { check_output(folder / "no/a.gpkg", false); }), Contains("does not exist; make it first"));
  CHECK_THAT(message_of([&] { check_output("/proc/a.gpkg", false); }),
             Contains("/proc/a.gpkg: the folder /proc cannot be written to"));
  const std::string old = folder.file("a.gpkg", "old");
  CHECK_THAT(message_of([&] { check_output(old, false); }), Contains("exists already; add --overwrite"));
  CHECK_NOTHROW(check_output(old, true));
  const std::string style = folder.file("mine.qml", "a style of one's own");
  CHECK_THAT(message_of([&] { check_output(folder / "mine.fgb", false); }), Contains("mine.qml: exists already"));
  CHECK_NOTHROW(check_output(folder / "mine.gpkg", false));
  CHECK_NOTHROW(check_output(folder / "mine.fgb", true));
  CHECK_THAT(message_of([&] { check_output(folder.path().string(), true); }), Contains("must end with one of"));
  const std::string unfinished = folder.file("a.gpkg-wal", "changes");
  CHECK_THAT(message_of([&] { check_output(old, true); }),
             Contains("a.gpkg: another program is changing it (a.gpkg-wal is there); close it there first"));
  Table twice = line_table(1);
  twice.columns[1].name = "SEGMENT_ID";
  CHECK_THAT(message_of([&] { write_table(folder / "b.gpkg", false, twice); }),
             Contains("'segment_id' and 'SEGMENT_ID'"));
}
