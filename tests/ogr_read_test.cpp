#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "geo/arrow_layer.hpp"
#include "geo/arrow_stream.hpp"
#include "geo/error.hpp"
#include "geo/feature_chunk.hpp"
#include "geo/layers.hpp"
#include "geo/read.hpp"
#include "geo/time.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::string cell(const Column& column, std::size_t row) {
  struct Print {
    std::string operator()(Instant t) const { return format_instant(t); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const { return fmt::format("'{}'", v); }
  };
  return std::visit([&](const auto& all) { return all.at(row) ? Print{}(*all[row]) : std::string("null"); },
                    column.values);
}

/// Everything that reading gives, a line per row; rejects first.
std::vector<std::string> rows_of(ReadOptions options, bool arrow) {
  options.arrow = arrow;
  EventReader reader(options);
  std::vector<std::string> out;
  EventBatch b;
  std::uint64_t read = 0;
  while (reader.next(b)) {
    read += b.read;
    for (const Reject& r : b.rejects) {
      out.push_back(fmt::format("{} {} '{}' {}", r.row, r.reason, r.value,
                                r.position ? fmt::format("{} {}", r.position->lon, r.position->lat) : "nowhere"));
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
      std::string line =
          fmt::format("{} {} {} {} {} {}", b.row[i], b.position[i].lon, b.position[i].lat,
                      b.time[i] ? format_instant(*b.time[i]) : "never",
                      b.category[i] == kNoCategory ? "none" : reader.categories()[b.category[i]], b.weight[i]);
      for (const Column& column : b.own.columns) line += fmt::format(" {}", cell(column, i));
      out.push_back(std::move(line));
    }
  }
  out.push_back(fmt::format("{} read", read));
  return out;
}

/// Whether the layer of a file has an Arrow stream that is used, for the fields of these names.
bool streams(const std::string& path, const std::vector<std::string>& names, const std::string& where = {}) {
  const Dataset dataset = open_vector(path);
  OGRLayerH layer = GDALDatasetGetLayer(dataset.get(), 0);
  OgrLayout layout;
  layout.definition = OGR_L_GetLayerDefn(layer);
  layout.from_geometry = true;
  std::vector<std::size_t> fields;
  for (int i = 0; i < OGR_FD_GetFieldCount(layout.definition); ++i) {
    layout.types.push_back(column_of(OGR_FD_GetFieldDefn(layout.definition, i)));
    if (std::ranges::find(names, layout.types.back().name) != names.end()) fields.push_back(layout.types.size() - 1);
  }
  const auto view = arrow_layer(dataset.get(), layer, layout, fields, where);
  return view && ArrowStream::open(view->handle(), layout, fields, 100);
}

struct FieldKind {
  const char* name;
  OGRFieldType type;
  OGRFieldSubType subtype = OFSTNone;
};

const std::vector<FieldKind> kPlain{{"category", OFTString}, {"weight", OFTReal},   {"time", OFTDateTime},
                                    {"n", OFTInteger64},     {"small", OFTInteger}, {"note", OFTString}};
const std::vector<FieldKind> kNarrow{{"flag", OFTInteger, OFSTBoolean},
                                     {"int16", OFTInteger, OFSTInt16},
                                     {"single", OFTReal, OFSTFloat32},
                                     {"day", OFTDate},
                                     {"bytes", OFTBinary}};
const std::vector<FieldKind> kLists{{"numbers", OFTIntegerList}, {"words", OFTStringList}};

Geometry random_geometry(Random& random) {
  const double x = 124 + random.uniform(0, 6), y = 40 + random.uniform(0, 3);
  const auto coordinates = fmt::format("{} {}", x, y);
  const std::vector<std::string> texts{fmt::format("POINT ({})", coordinates),
                                       fmt::format("POINT Z ({} 7)", coordinates),
                                       fmt::format("POINT M ({} 8)", coordinates),
                                       fmt::format("POINT ZM ({} 7 8)", coordinates),
                                       fmt::format("MULTIPOINT (({}))", coordinates),
                                       fmt::format("MULTIPOINT (({0}),({0}))", coordinates),
                                       fmt::format("LINESTRING ({0},{0})", coordinates),
                                       "POINT EMPTY",
                                       "MULTIPOINT EMPTY",
                                       ""};
  const std::size_t k = random.below(2) == 0 ? 0 : random.below(texts.size());
  OGRGeometryH geometry = nullptr;
  std::string text = texts[k];
  char* at = text.data();
  if (!text.empty()) REQUIRE(OGR_G_CreateFromWkt(&at, nullptr, &geometry) == OGRERR_NONE);
  return Geometry(geometry);
}

void set_field(OGRFeatureH feature, int i, const FieldKind& kind, Random& random) {
  const std::vector<const char*> words{"arrest", "", " seizure ", "밀수", "走私", "a\nb", "\"x\""};
  const auto number = [&] { return static_cast<int>(random.below(200)) - 100; };
  if (random.below(5) == 0) return random.below(2) == 0 ? OGR_F_SetFieldNull(feature, i) : OGR_F_UnsetField(feature, i);
  switch (kind.type) {
    case OFTString:
      return OGR_F_SetFieldString(feature, i, words[random.below(words.size())]);
    case OFTReal:
      return OGR_F_SetFieldDouble(feature, i, random.below(10) == 0 ? NAN : number() / 8.0);
    case OFTInteger64:
      return OGR_F_SetFieldInteger64(feature, i, number() * 10'000'000'000);
    case OFTInteger:
      return OGR_F_SetFieldInteger(feature, i, kind.subtype == OFSTBoolean ? number() > 0 : number());
    case OFTBinary:
      return OGR_F_SetFieldBinary(feature, i, 3, "\1\0\2");
    case OFTIntegerList:
      return OGR_F_SetFieldIntegerList(feature, i, 2, std::array{number(), number()}.data());
    case OFTStringList:
      return OGR_F_SetFieldStringList(feature, i, std::array<char*, 2>{const_cast<char*>("w"), nullptr}.data());
    default: {
      const std::array zones{0, 1, 100, 136, 132, 86, 98};  // unknown, local, UTC, +09:00, +08:00, -03:30, -00:30
      const auto seconds = static_cast<float>(random.below(60000)) / 1000.0F;
      OGR_F_SetFieldDateTimeEx(feature, i, 1890 + static_cast<int>(random.below(200)), 1 + int(random.below(12)),
                               1 + static_cast<int>(random.below(28)), int(random.below(24)), int(random.below(60)),
                               random.below(2) == 0 ? std::floor(seconds) : seconds, zones[random.below(7)]);
    }
  }
}

/// Whether a layer of that type takes the geometry.
bool fits(OGRGeometryH geometry, OGRwkbGeometryType layer) {
  if (!geometry || layer == wkbUnknown) return true;
  const auto type = OGR_G_GetGeometryType(geometry);
  return type == layer || wkbFlatten(type) == layer;
}

/// A layer of seeded rows with everything that the driver takes; gaps in the numbers of the features.
std::string make_layer(const std::string& path, const char* driver, OGRwkbGeometryType type,
                       const std::vector<FieldKind>& kinds, int rows) {
  gdal_setup();
  Random random(7);
  const GdalMessages quiet;
  const Dataset dataset(GDALCreate(GDALGetDriverByName(driver), path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  REQUIRE(dataset);
  const bool may_index = std::strcmp(driver, "GPKG") == 0 || std::strcmp(driver, "FlatGeobuf") == 0;
  std::array<const char*, 2> options{may_index ? "SPATIAL_INDEX=NO" : nullptr, nullptr};
  OGRLayerH layer =
      GDALDatasetCreateLayer(dataset.get(), "events", wgs84().get(), type, const_cast<char**>(options.data()));
  for (const FieldKind& kind : kinds) {
    const OGRFieldDefnH field = OGR_Fld_Create(kind.name, kind.type);
    OGR_Fld_SetSubType(field, kind.subtype);
    REQUIRE(OGR_L_CreateField(layer, field, TRUE) == OGRERR_NONE);
    OGR_Fld_Destroy(field);
  }
  for (int row = 0; row < rows; ++row) {
    const Feature feature(OGR_F_Create(OGR_L_GetLayerDefn(layer)));
    for (std::size_t i = 0; i < kinds.size(); ++i) set_field(feature.get(), static_cast<int>(i), kinds[i], random);
    Geometry geometry = random_geometry(random);
    if (fits(geometry.get(), type)) OGR_F_SetGeometryDirectly(feature.get(), geometry.release());
    if (std::strcmp(driver, "GPKG") == 0) OGR_F_SetFID(feature.get(), 3 * row + 1);
    [[maybe_unused]] const auto added = OGR_L_CreateFeature(layer, feature.get());
  }
  return path;
}

std::vector<FieldKind> all_of(std::vector<FieldKind> a, const std::vector<FieldKind>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

void same_both_ways(const ReadOptions& options) {
  const auto features = rows_of(options, false), batches = rows_of(options, true);
  CHECK(features.size() > 10);
  CHECK(batches == features);
}

/// Runs SQL on a GeoPackage.
void execute(const std::string& path, const std::vector<std::string>& statements) {
  const Dataset dataset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr));
  REQUIRE(dataset);
  for (const std::string& sql : statements) {
    INFO(sql);
    const GdalMessages messages;
    if (OGRLayerH result = GDALDatasetExecuteSQL(dataset.get(), sql.c_str(), nullptr, nullptr)) {
      GDALDatasetReleaseResultSet(dataset.get(), result);
    }
    CHECK(messages.last().empty());
  }
}

/// Replaces a text in a file by another of the same length, everywhere.
void patch(const std::string& path, std::string_view from, std::string_view to) {
  REQUIRE(from.size() == to.size());
  std::string bytes = bytes_of(path);
  std::size_t found = 0;
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1), ++found) {
    bytes.replace(at, from.size(), to);
  }
  REQUIRE(found > 0);
  std::ofstream(path, std::ios::binary) << bytes;
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
    same_both_ways(options);
    options.keep_columns = true;
    same_both_ways(options);
    options.where = "weight > -5";
    same_both_ways(options);
    options.where.clear();
    options.keep_columns = false;
    options.crs = "EPSG:3857";
    same_both_ways(options);
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
  same_both_ways(options);
  options.keep_columns = true;
  same_both_ways(options);
  options.time = "day";
  same_both_ways(options);
  options.since = parse_iso8601("1950-01-01");
  same_both_ways(options);
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
  same_both_ways(options);
  options.keep_columns = true;
  same_both_ways(options);
}

TEST_CASE("a FlatGeobuf file that ends early is an error, not fewer rows", "[read][ogr]") {
  const TempFolder folder;
  const std::string path = make_layer(folder / "cut.fgb", "FlatGeobuf", wkbPoint, kPlain, 300);
  const auto size = std::filesystem::file_size(path);
  for (const std::uintmax_t cut : {std::uintmax_t{1}, std::uintmax_t{1000}, size / 2}) {
    std::filesystem::resize_file(path, size - cut);
    for (const bool arrow : {false, true}) {
      ReadOptions options;
      options.sources = {path};
      CHECK_THAT(message_of([&] { rows_of(options, arrow); }), Contains("cut.fgb: reading stopped after row"));
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
  for (const bool arrow : {false, true}) {
    INFO("Arrow: " << arrow);
    ReadOptions options;
    options.sources = {path};
    CHECK_THAT(message_of([&] { rows_of(options, arrow); }), Contains("damaged.gpkg: reading stopped after row"));
    options.where = "n is null or n < 1e12";
    CHECK_THAT(message_of([&] { rows_of(options, arrow); }), Contains("damaged.gpkg: reading stopped after row"));
  }
}
