#include "geo/map_crs.hpp"

#include <cpl_conv.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "geo/ellipsoid.hpp"
#include "geo/error.hpp"
#include "geo/gdal.hpp"

namespace thalweg {
namespace {

constexpr double kUtmReach = 5;       // degrees of longitude on either side
constexpr double kUtmLatitude = 84;   // degrees; UTM ends there
constexpr double kAzimuthReach = 80;  // degrees of arc
constexpr int kEqualEarth = 8857;

double radians(double degrees) {
  return degrees * (std::numbers::pi / 180);
}

/// The middle of positions as directions from the earth's centre, in degrees.
LonLat middle_of(std::span<const LonLat> positions) {
  Vec3 sum{0, 0, 0};
  for (const LonLat& p : positions) sum = sum + to_earth_centred(p);
  return {std::atan2(sum.y, sum.x) * 180 / std::numbers::pi,
          std::atan2(sum.z, std::hypot(sum.x, sum.y)) * 180 / std::numbers::pi};
}

double arc_between(LonLat a, LonLat b) {
  const double c = std::sin(radians(a.lat)) * std::sin(radians(b.lat)) +
                   std::cos(radians(a.lat)) * std::cos(radians(b.lat)) * std::cos(radians(a.lon - b.lon));
  return std::acos(std::clamp(c, -1.0, 1.0)) * 180 / std::numbers::pi;
}

std::string direction(double degrees, char positive, char negative) {
  return fmt::format("{:g}°{}", std::abs(degrees), degrees < 0 ? negative : positive);
}

SpatialReference from_epsg(int code) {
  SpatialReference s(OSRNewSpatialReference(nullptr));
  if (OSRImportFromEPSG(s.get(), code) != OGRERR_NONE) io_error("EPSG:{} is not in PROJ's database", code);
  return s;
}

SpatialReference equal_area_around(LonLat middle) {
  const LonLat centre{std::round(middle.lon), std::round(middle.lat)};
  SpatialReference s = wgs84();
  const std::string name = fmt::format("Lambert azimuthal equal-area at {} {}", direction(centre.lat, 'N', 'S'),
                                       direction(centre.lon, 'E', 'W'));
  OSRSetProjCS(s.get(), name.c_str());
  OSRSetLAEA(s.get(), centre.lat, centre.lon, 0, 0);
  return s;
}

MapCrs described(const SpatialReference& s, int epsg) {
  const char* const options[] = {"FORMAT=WKT2_2019", "MULTILINE=NO", nullptr};
  char* wkt = nullptr;
  OSRExportToWktEx(s.get(), &wkt, options);
  MapCrs out{epsg > 0 ? fmt::format("EPSG:{}", epsg) : "", OSRGetName(s.get()), wkt, OSRIsGeographic(s.get()) != 0};
  CPLFree(wkt);
  return out;
}

}  // namespace

Extent Extent::grown(double share) const {
  const double dx = width() * share / 2, dy = height() * share / 2;
  return {x_min - dx, y_min - dy, x_max + dx, y_max + dy};
}

Extent Extent::with_ratio(double ratio) const {
  const double x = (x_min + x_max) / 2, y = (y_min + y_max) / 2;
  const double w = std::max(width(), height() * ratio) / 2, h = w / ratio;
  return {x - w, y - h, x + w, y + h};
}

MapCrs wgs84_crs() {
  return described(from_epsg(4326), 4326);
}

MapCrs map_crs_for(std::span<const LonLat> positions) {
  const GdalMessages quiet;
  const LonLat middle = middle_of(positions);
  const auto all = [&](auto within) { return std::ranges::all_of(positions, within); };
  const bool narrow = all([&](LonLat p) {
    return std::abs(std::remainder(p.lon - middle.lon, 360)) <= kUtmReach && std::abs(p.lat) <= kUtmLatitude;
  });
  if (narrow) {
    const int zone = static_cast<int>(std::floor((middle.lon + 180) / 6)) % 60 + 1;
    const int epsg = (middle.lat < 0 ? 32700 : 32600) + zone;
    return described(from_epsg(epsg), epsg);
  }
  if (all([&](LonLat p) { return arc_between(middle, p) <= kAzimuthReach; })) {
    return described(equal_area_around(middle), 0);
  }
  return described(from_epsg(kEqualEarth), kEqualEarth);
}

Extent extent_in(const MapCrs& crs, std::span<const LonLat> positions) {
  const GdalMessages quiet;
  const SpatialReference to(OSRNewSpatialReference(crs.wkt.c_str()));
  OSRSetAxisMappingStrategy(to.get(), OAMS_TRADITIONAL_GIS_ORDER);
  const SpatialReference from = wgs84();
  const Transform transform(OCTNewCoordinateTransformation(from.get(), to.get()));
  constexpr double far = std::numeric_limits<double>::max();
  Extent e{far, far, -far, -far};
  for (const LonLat& p : positions) {
    double x = p.lon, y = p.lat;
    if (!transform || !OCTTransform(transform.get(), 1, &x, &y, nullptr)) continue;
    e = {std::min(e.x_min, x), std::min(e.y_min, y), std::max(e.x_max, x), std::max(e.y_max, y)};
  }
  if (!(e.x_min <= e.x_max)) bad_input("no position can be drawn in {}", crs.name);
  return e;
}

}  // namespace thalweg
