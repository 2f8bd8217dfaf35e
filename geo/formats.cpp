#include "geo/formats.hpp"

#include <algorithm>
#include <string>

#include "geo/error.hpp"
#include "geo/gdal.hpp"

namespace thalweg {
namespace {

const std::vector<Format>& formats() {
  static const std::vector<const char*> plain{nullptr};
  // Only what must be is quoted: by default some releases quote integers, as texts that look like numbers.
  static const std::vector<const char*> csv{"STRING_QUOTING=IF_NEEDED", nullptr};
  static const std::vector<const char*> rfc7946{"RFC7946=YES", "COORDINATE_PRECISION=7", nullptr};
  static const std::vector<Format> all{
      {".gpkg", "GPKG", {"SPATIAL_INDEX=YES", "GEOMETRY_NAME=geom", nullptr}, true, true, true, StyleHome::inside},
      {".geojson", "GeoJSON", rfc7946, false, false, true, StyleHome::beside},
      {".json", "GeoJSON", rfc7946, false, false, true, StyleHome::beside},
      {".geojsonl", "GeoJSONSeq", rfc7946, false, false, true, StyleHome::beside},
      {".geojsons", "GeoJSONSeq", rfc7946, false, false, true, StyleHome::beside},
      {".fgb", "FlatGeobuf", plain, false, true, true, StyleHome::beside},
      {".csv", "CSV", csv, false, false, false, StyleHome::none, false},
  };
  return all;
}

}  // namespace

const Format& format_of(const std::filesystem::path& out) {
  gdal_setup();
  const std::string ending = out.extension().string();
  const auto can_write = [](const Format& f) { return GDALGetDriverByName(std::string(f.driver).c_str()) != nullptr; };
  const auto it = std::ranges::find(formats(), ending, &Format::ending);
  if (it != formats().end() && can_write(*it)) return *it;
  std::string known;
  for (const Format& f : formats()) {
    if (can_write(f)) known += (known.empty() ? "" : ", ") + std::string(f.ending);
  }
  bad_input("{}: its name must end with one of {}", out.string(), known);
}

}  // namespace thalweg
