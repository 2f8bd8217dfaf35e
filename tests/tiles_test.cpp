#include "geo/tiles.hpp"

#include <map>

#include "catch.hpp"
#include "messages.hpp"
#include "temp_folder.hpp"
#include "written_tables.hpp"

using namespace thalweg;
using namespace thalweg::test;

TEST_CASE("vector tiles hold every row, and tell what they do not keep", "[write]") {
  const TempFolder folder;
  const std::string path = folder / "a.mbtiles";
  Table points{"events", {{"id", Integers{7, 8}, -1, ""}}, Points{{124, 40}, {-179.9999, -41}}};
  LayerMetadata metadata;
  metadata.title = "Jack's events";
  metadata.abstract = "a < b";
  metadata.rights = {"© OpenStreetMap contributors"};
  DatasetWriter writer(path, false);
  const auto lines = writer.add_layer(line_table(0)), events = writer.add_layer(points);
  writer.append(lines, line_table(40));
  Table short_line = line_table(1);
  std::get<Lines>(short_line.geometry)[0] = {{{124, 40}, 0}, {{124, 40.000001}, 0.1}};
  writer.append(lines, short_line);
  std::get<Lines>(short_line.geometry)[0] = {{{10, 0}, 0}, {{11, 0}, 111e3}};  // along the edge of tiles
  writer.append(lines, short_line);
  writer.append(events, points);
  writer.set_metadata(events, metadata);
  writer.commit();
  const auto losses = writer.losses();
  REQUIRE(losses.size() == 2);
  CHECK_THAT(losses[0], Contains("zooms 0 to 12"));
  CHECK_THAT(losses[1], Contains("of 42 rows of the layer segments, 1 in no tile of zoom 12"));
  CHECK(entries(folder.path()) == 1);

  const auto opened = [&](const char* zoom) {
    const char* const options[] = {zoom, nullptr};
    return Dataset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR, nullptr, options, nullptr));
  };
  const Dataset tiles = opened("ZOOM_LEVEL=12");
  REQUIRE(tiles);
  std::map<std::int64_t, std::string> names;  // of the pieces' rows
  OGRLayerH layer = GDALDatasetGetLayerByName(tiles.get(), "segments");
  while (const Feature f{OGR_L_GetNextFeature(layer)}) {
    const auto field = [&](const char* name) { return OGR_F_GetFieldIndex(f.get(), name); };
    names[OGR_F_GetFieldAsInteger64(f.get(), field("segment_id"))] = OGR_F_GetFieldAsString(f.get(), field("name"));
    CHECK_THAT(OGR_F_GetFieldAsString(f.get(), field("time")), Contains("2018-04-09T00:00:"));
  }
  CHECK(names.size() == 40);
  CHECK(names[1] == "Hyesan / 혜산, \"upper\" Yalu");
  const Dataset world = opened("ZOOM_LEVEL=0");
  CHECK(OGR_L_GetFeatureCount(GDALDatasetGetLayerByName(world.get(), "events"), TRUE) == 2);
  const auto item = [&](const char* name) {
    const char* value = GDALGetMetadataItem(tiles.get(), name, nullptr);
    return std::string(value ? value : "");
  };
  CHECK(item("name") == "Jack's events");
  CHECK(item("description") == "a < b");
  CHECK(item("attribution") == "© OpenStreetMap contributors");
}

TEST_CASE("what vector tiles cannot hold is refused", "[write]") {
  const TempFolder folder;
  const auto write = [&](const Table& table) {
    return message_of([&] { write_table(folder / "a.mbtiles", false, table); });
  };
  CHECK_THAT(write(line_table(0)), Contains("a.mbtiles: there is no row to draw"));
  CHECK_THAT(write({"t", {{"id", Integers{1}, -1, ""}}, {}}), Contains("does not keep rows without geometry"));
  CHECK_THAT(write({"t", {{"id", Integers{1, 2}, -1, ""}}, Points{{124, 40}, {124, -86.5}}}),
             Contains("a.mbtiles: row 2 reaches latitude -86.5"));
  CHECK_THAT(write({"t", {{"MVT_ID", Integers{5}, -1, ""}}, Points{{124, 40}}}),
             Contains("a.mbtiles: a column called MVT_ID would hide"));
  const Polygon square{{{124, 40}, {125, 40}, {125, 41}, {124, 40}}};
  const Table areas{"t", {{"id", Integers{1}, -1, ""}}, MultiPolygons{{square}}};
  if (std::string(GDALVersionInfo("VERSION_NUM")) < "3070100") {
    CHECK_THAT(write(areas), Contains("a.mbtiles: GDAL 3.") && Contains("areas"));
  } else {
    CHECK_NOTHROW(write_table(folder / "b.mbtiles", false, areas));
  }
  CHECK(entries(folder.path()) <= 1);
  if (GDALGetDriverByName("PMTiles")) {
    const std::string path = folder / "c.pmtiles";
    write_table(path, false, line_table(40));
    const std::string first = bytes_of(path);
    write_table(path, true, line_table(40));
    CHECK(bytes_of(path) == first);
    const Dataset tiles(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
    REQUIRE(tiles);
    CHECK(OGR_L_GetFeatureCount(GDALDatasetGetLayer(tiles.get(), 0), TRUE) >= 40);
  } else {
    CHECK_THAT(message_of([&] { check_output(folder / "c.pmtiles", false); }),
               Contains("has no driver PMTiles; it can write .gpkg"));
  }
}
