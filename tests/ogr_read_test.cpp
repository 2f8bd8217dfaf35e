#include <algorithm>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "geo/arrow_layer.hpp"
#include "geo/arrow_stream.hpp"
#include "geo/error.hpp"
#include "geo/read.hpp"
#include "geo/time.hpp"
#include "layer_files.hpp"
#include "messages.hpp"
#include "read_rows.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

/// Whether the layer of a file has an Arrow stream that is used, for the fields of these names.
bool streams(const std::string& path, const std::vector<std::string>& names, const std::string& where = {}) {
  const OpenedLayer opened(path, names);
  const auto view = arrow_layer(opened.dataset.get(), opened.layer, opened.layout, opened.fields, where);
  return view && ArrowStream::open(view->handle(), opened.layout, opened.fields, 100);
}

}  // namespace

TEST_CASE("features and Arrow batches give the same rows, of any format and type", "[read][ogr]") {
  const TempFolder folder;
  struct File {
    const char *name, *driver;
    OGRwkbGeometryType type;
    std::vector<FieldKind> kinds;
  };
  const auto narrow = all_of(kPlain, kNarrow);
  const std::vector<File> files{{"mixed.gpkg", "GPKG", wkbUnknown, kPlain},
                                {"narrow.gpkg", "GPKG", wkbPoint, narrow},
                                {"mixed.fgb", "FlatGeobuf", wkbUnknown, kPlain},
                                {"points.fgb", "FlatGeobuf", wkbPoint, kPlain},
                                {"measured.fgb", "FlatGeobuf", wkbPointZM, kPlain},
                                {"multi.fgb", "FlatGeobuf", wkbMultiPoint, kPlain},
                                {"narrow.fgb", "FlatGeobuf", wkbPoint, narrow},
                                {"e.geojson", "GeoJSON", wkbUnknown, all_of(narrow, kLists)},
                                {"e.geojsonl", "GeoJSONSeq", wkbUnknown, all_of(kPlain, kLists)},
                                {"e.shp", "ESRI Shapefile", wkbPoint, {kPlain[0], kPlain[1], kPlain[3], kNarrow[3]}}};
  for (const File& file : files) {
    INFO(file.name);
    ReadOptions options;
    options.sources = {make_layer(folder / file.name, file.driver, file.type, file.kinds, 600)};
    options.chunk_rows = 100;
    CHECK(same_every_way(options) > 10);
    options.keep_columns = true;
    same_every_way(options);
    options.where = "weight > -5";
    same_every_way(options);
    options.where.clear();
    options.keep_columns = false;
    options.crs = "EPSG:3857";
    same_every_way(options);
  }
}

TEST_CASE("the Arrow stream is used where it is faster and gives the same", "[read][ogr]") {
  const TempFolder folder;
  const auto kinds = all_of(kPlain, kNarrow);
  const std::string package = make_layer(folder / "e.gpkg", "GPKG", wkbPoint, kinds, 3);
  const std::string flat = make_layer(folder / "e.fgb", "FlatGeobuf", wkbPoint, kinds, 3);
  const std::string text = make_layer(folder / "e.geojson", "GeoJSON", wkbPoint, kinds, 3);
  const std::vector<std::string> usual{"category", "weight", "time", "n", "small", "note"};
  CHECK(streams(package, usual));
  CHECK(streams(package, usual, "n > 0"));
  CHECK(streams(package, {"day"}));
  CHECK(streams(flat, usual));
  CHECK_FALSE(streams(flat, usual, "n > 0"));
  CHECK_FALSE(streams(text, usual));
  for (const char* narrow : {"flag", "int16", "single", "bytes"}) {
    INFO(narrow);
    CHECK_FALSE(streams(package, {narrow}));
    CHECK_FALSE(streams(flat, {narrow}));
  }
}

TEST_CASE("a GeoPackage of other programs: odd moments, values of other types, any WKB", "[read][ogr]") {
  const TempFolder folder;
  const std::string path = make_layer(folder / "odd.gpkg", "GPKG", wkbUnknown, all_of(kPlain, {{"day", OFTDate}}), 300);
  const std::vector<std::string> moments{"'2018-04-09T21:30:05Z'",
                                         "'2018-04-09T21:30:05.250Z'",
                                         "'2018-04-09T21:30:05.2504Z'",
                                         "'2018-04-09T21:30:05.999+09:00'",
                                         "'2018-04-09T21:30:05-03:30'",
                                         "'2018-04-09T21:30:05+09:10'",
                                         "'2018-04-09 21:30:05'",
                                         "'2018/04/09 21:30'",
                                         "'2018-04-09'",
                                         "'2018-04'",
                                         "'2018'",
                                         "''",
                                         "'yesterday, or the day before'",
                                         "'2018-02-30T10:00:00Z'",
                                         "'2018-13-01T10:00:00Z'",
                                         "'0018-02-03T10:00:00Z'",
                                         "'2018-04-09T21:30:60Z'",
                                         "'2018-04-09T25:00:00Z'",
                                         "'2018-04-09T21:61:00Z'",
                                         "'2018-04-09T21:30Z'",
                                         "'2018-04-09T21-30-05Z'",
                                         "'+018-04-09T21:30:05Z'",
                                         "'2018-04-09T21:30:05ZZ'",
                                         "' 2018-04-09T21:30:05Z'",
                                         "'2018-4-9'",
                                         "'2018-04-09T21:3:5'",
                                         "1523309405",
                                         "2458218.5",
                                         "x'32303138'",
                                         "NULL"};
  const std::vector<std::string> geometries{
      "x'47500001E6100000' || x'00000000014060000000000000404400000000000000'",       // big-endian, one byte too long
      "x'47500001E6100000' || x'00000000014060000000000000' || x'4044000000000000'",  // big-endian
      "x'47500001E6100000' || x'01010000000000000000005F400000000000004440'",
      "x'47500001E6100000' || x'01010000200000000000005F400000000000004440'",
      "x'47500001E6100000' || x'01E90300000000000000005F4000000000000044400000000000000840'",
      "x'47500001E6100000' || x'01010000800000000000005F4000000000000044400000000000000840'",
      "x'47500001E6100000' || x'01010000000000000000005F40'",  // cut off
      "x'47500001E6100000' || x'0101000000000000000000F87F000000000000F87F'",
      "x'47500001E6100000' || x'0101000000000000000000F87F0000000000004440'",
      "x'47500001E6100000' || x'010101000000'",
      "x'47500001E6100000'",
      "x'00'",
      "x''"};
  std::vector<std::string> statements;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    statements.push_back(fmt::format("UPDATE events SET time = {}, day = {} WHERE fid = {}", moments[i],
                                     moments[moments.size() - 1 - i], 3 * i + 1));
  }
  for (std::size_t i = 0; i < geometries.size(); ++i) {
    statements.push_back(
        fmt::format("UPDATE events SET geom = CAST({} AS BLOB) WHERE fid = {}", geometries[i], 3 * i + 151));
  }
  for (const char* value : {"category = 7", "category = x'C3'", "note = x'FF41'", "weight = '2.5'", "weight = 'heavy'",
                            "n = 2.5", "n = 'many'", "small = 5000000000", "category = CAST(x'FF' AS TEXT)"}) {
    statements.push_back(fmt::format("UPDATE events SET {} WHERE fid = {}", value, 3 * statements.size() + 199));
  }
  execute(path, statements);
  ReadOptions options;
  options.sources = {path};
  options.chunk_rows = 64;
  REQUIRE(streams(path, {"category", "weight", "time", "day", "n", "small", "note"}));
  same_every_way(options);
  options.keep_columns = true;
  same_every_way(options);
  options.time = "day";
  same_every_way(options);
  options.since = parse_iso8601("1950-01-01");
  same_every_way(options);
}

TEST_CASE("a FlatGeobuf file of other programs: odd moments, bytes that are no text", "[read][ogr]") {
  const TempFolder folder;
  const std::string path = make_layer(folder / "odd.fgb", "FlatGeobuf", wkbPoint, kPlain, 300);
  const std::string bytes = bytes_of(path);
  std::vector<std::string> moments;
  for (std::size_t at = bytes.find("T"); at != std::string::npos && moments.size() < 12; at = bytes.find("T", at + 1)) {
    if (at >= 10 && bytes[at + 3] == ':' && bytes[at + 6] == ':') moments.push_back(bytes.substr(at - 10, 19));
  }
  REQUIRE(moments.size() == 12);
  const std::vector<std::string> odd{"yesterday afternoon", "2018-02-30T10:00:00", "2018-04-09 21:30:05",
                                     "2018/04/09 21:30:05", "2018-04-09T21:30Z  ", "0018-04-09T21:30:05",
                                     "2018-04-09T21:30:60", "2018-04-09T25:30:00", "2018-04-09T21+09:00"};
  for (std::size_t i = 0; i < odd.size(); ++i) patch(path, moments[i], odd[i]);
  patch(path, "arrest", std::string_view("ar\xFFst\0", 6));
  patch(path, " seizure ", std::string_view(" sei\0ure ", 9));
  ReadOptions options;
  options.sources = {path};
  options.chunk_rows = 64;
  REQUIRE(streams(path, {"category", "time"}));
  same_every_way(options);
  options.keep_columns = true;
  same_every_way(options);
}

TEST_CASE("a FlatGeobuf file that ends early is an error, not fewer rows", "[read][ogr]") {
  const TempFolder folder;
  const std::string path = make_layer(folder / "cut.fgb", "FlatGeobuf", wkbPoint, kPlain, 300);
  const auto size = std::filesystem::file_size(path);
  for (const std::uintmax_t cut : {std::uintmax_t{1}, std::uintmax_t{1000}, size / 2}) {
    std::filesystem::resize_file(path, size - cut);
    for (const ReadWay way : {ReadWay::features, ReadWay::batches, ReadWay::pages}) {
      ReadOptions options;
      options.sources = {path};
      CHECK_THAT(message_of([&] { rows_of(options, way); }), Contains("cut.fgb: reading stopped after row"));
    }
  }
}

TEST_CASE("a damaged GeoPackage is an error, not fewer rows", "[read][ogr]") {
  const TempFolder folder;
  const std::string path = make_layer(folder / "damaged.gpkg", "GPKG", wkbPoint, kPlain, 3000);
  constexpr std::size_t page = 4096;
  const std::string bytes = bytes_of(path);
  const std::size_t middle = bytes.size() / 2 / page * page;
  std::ofstream(path, std::ios::binary) << bytes.substr(0, middle) << std::string(8 * page, '\xFF')
                                        << bytes.substr(middle + 8 * page);
  for (const ReadWay way : {ReadWay::features, ReadWay::batches, ReadWay::pages}) {
    INFO("way " << static_cast<int>(way));
    ReadOptions options;
    options.sources = {path};
    CHECK_THAT(message_of([&] { rows_of(options, way); }), Contains("damaged.gpkg: reading stopped after row"));
    options.where = "n is null or n < 1e12";
    CHECK_THAT(message_of([&] { rows_of(options, way); }), Contains("damaged.gpkg: reading stopped after row"));
  }
}
