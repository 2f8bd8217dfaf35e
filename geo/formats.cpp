#include "geo/formats.hpp"

#include <algorithm>
#include <string>

#include "geo/error.hpp"
#include "geo/gdal.hpp"
#include "geo/passwords.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

Format shapefile() {
  return {.ending = ".shp",
          .driver = "ESRI Shapefile",
          .layer_options = {"ENCODING=UTF-8", "DBF_DATE_LAST_UPDATE=2000-01-01", nullptr},
          .measures = true,
          .tables = false,
          .style = StyleHome::beside,
          .moments = false,
          .name_bytes = 10,
          .text_bytes = 254,
          .companions = {".dbf", ".shx", ".prj", ".cpg"}};
}

Format tiles(std::string_view ending, std::string_view driver) {
  return {.ending = ending,
          .driver = driver,
          .layer_options = {nullptr},
          .many_layers = true,
          .tiles = true,
          .tables = false,
          .moments = false};
}

/// Names stay as they are (styles refer to them); those longer than PostgreSQL keeps are cut by us.
Format postgis() {
  return {.ending = "PG:",
          .driver = "PostgreSQL",
          .layer_options = {"LAUNDER=NO", "EXTRACT_SCHEMA_FROM_LAYER_NAME=NO", nullptr},
          .many_layers = true,
          .own_columns = true,
          .database = true,
          .measures = true,
          .style = StyleHome::inside,
          .name_bytes = 63};
}

const std::vector<Format>& formats() {
  static const std::vector<const char*> plain{nullptr};
  // Only what must be is quoted: by default some releases quote integers, as texts that look like numbers.
  static const std::vector<const char*> csv{"STRING_QUOTING=IF_NEEDED", nullptr};
  static const std::vector<const char*> rfc7946{"RFC7946=YES", "COORDINATE_PRECISION=7", nullptr};
  static const Format package{.ending = ".gpkg",
                              .driver = "GPKG",
                              .layer_options = {"SPATIAL_INDEX=YES", nullptr},
                              .many_layers = true,
                              .own_columns = true,
                              .measures = true,
                              .style = StyleHome::inside,
                              .checks_itself = true};
  // GDAL before 3.6.4 drops rows without geometry and says nothing.
  static const Format flatgeobuf{.ending = ".fgb",
                                 .driver = "FlatGeobuf",
                                 .layer_options = plain,
                                 .measures = true,
                                 .tables = false,
                                 .style = StyleHome::beside};
  const auto geojson = [](std::string_view ending, std::string_view driver) {
    return Format{.ending = ending, .driver = driver, .layer_options = rfc7946, .style = StyleHome::beside};
  };
  static const Format table{.ending = ".csv", .driver = "CSV", .layer_options = csv, .geometry = false, .typed = false};
  static const Format wkt{
      .ending = ".wkt.csv", .driver = "CSV", .layer_options = csv, .geometry = false, .typed = false, .wkt = true};
  static const Format parquet{
      .ending = ".parquet", .driver = "Parquet", .layer_options = plain, .style = StyleHome::beside};
  static const std::vector<Format> all{package,
                                       geojson(".geojson", "GeoJSON"),
                                       geojson(".json", "GeoJSON"),
                                       geojson(".geojsonl", "GeoJSONSeq"),
                                       geojson(".geojsons", "GeoJSONSeq"),
                                       flatgeobuf,
                                       shapefile(),
                                       parquet,
                                       wkt,
                                       table,
                                       tiles(".mbtiles", "MVT"),
                                       tiles(".pmtiles", "PMTiles"),
                                       postgis()};
  return all;
}

}  // namespace

bool is_database(std::string_view name) {
  const std::string lower = lower_case(name);
  return lower.starts_with("pg:") || lower.starts_with("postgresql://");
}

const Format& format_of(const std::filesystem::path& out) {
  gdal_setup();
  const bool database = is_database(out.string());
  const std::string name = lower_case(out.filename().string());
  const auto can_write = [](const Format& f) {
    const GDALDriverH driver = GDALGetDriverByName(std::string(f.driver).c_str());
    return driver && GDALGetMetadataItem(driver, GDAL_DCAP_CREATE, nullptr);
  };
  const auto fits = [&](const Format& f) { return database ? f.database : !f.database && name.ends_with(f.ending); };
  const auto it = std::ranges::find_if(formats(), fits);
  const bool known = it != formats().end();
  if (known && can_write(*it)) return *it;
  std::string endings;
  for (const Format& f : formats()) {
    if (!f.database && can_write(f)) endings += (endings.empty() ? "" : ", ") + std::string(f.ending);
  }
  if (known) {
    bad_input("{}: GDAL {} here has no driver {}; it can write {}", without_passwords(out.string()),
              GDALVersionInfo("RELEASE_NAME"), it->driver, endings);
  }
  bad_input("{}: its name must end with one of {}, or it must start with PG: for PostGIS", out.string(), endings);
}

}  // namespace thalweg
