#include "geo/route_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "geo/crs.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/layers.hpp"
#include "geo/passwords.hpp"
#include "geo/route_quality.hpp"

namespace thalweg {
namespace {

constexpr std::size_t kListedCrossings = 3;

std::string attribute(OGRFeatureH f, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const int i = OGR_F_GetFieldIndex(f, name);
    if (i >= 0 && OGR_F_IsFieldSetAndNotNull(f, i)) return OGR_F_GetFieldAsString(f, i);
  }
  return {};
}

class LineReader {
 public:
  LineReader(const std::string& path, OGRLayerH layer) : path_(path), to_wgs84_(OGR_L_GetSpatialRef(layer)) {}

  void take(OGRFeatureH f) {
    ++feature_;
    OGRGeometryH g = OGR_F_GetGeometryRef(f);
    if (!g || OGR_G_IsEmpty(g)) bad_input("{} feature {}: has no geometry", path_, feature_);
    const RoutePart named{attribute(f, {"route", "name"}), attribute(f, {"left"}), attribute(f, {"right"}), {}};
    const auto type = wkbFlatten(OGR_G_GetGeometryType(g));
    has_z_ = has_z_ || OGR_G_Is3D(g);
    if (type == wkbLineString) return add(named, g);
    if (type != wkbMultiLineString) {
      bad_input("{} feature {}: is a {}; a route is a LineString or MultiLineString", path_, feature_,
                OGR_G_GetGeometryName(g));
    }
    for (int i = 0; i < OGR_G_GetGeometryCount(g); ++i) add(named, OGR_G_GetGeometryRef(g, i));
  }

  LineLayer finish() {
    if (lines_.parts.empty()) bad_input("{}: holds no line", path_);
    if (has_z_) lines_.notes.push_back(path_ + ": heights (Z) are ignored; lengths are on the ellipsoid");
    return std::move(lines_);
  }

 private:
  void add(RoutePart part, OGRGeometryH line) {
    const int count = OGR_G_GetPointCount(line);
    for (int i = 0; i < count; ++i) {
      const LonLat given{OGR_G_GetX(line, i), OGR_G_GetY(line, i)};
      const auto p = to_wgs84_(given.lon, given.lat);
      if (!p || !is_position(*p)) {
        bad_input("{} feature {}: vertex {} ({}, {}) is no position in degrees; is the reference system set?", path_,
                  feature_, i + 1, given.lon, given.lat);
      }
      part.vertices.push_back(*p);
    }
    if (count < 2) bad_input("{} feature {}: has {} vertex; a line needs at least 2", path_, feature_, count);
    lines_.parts.push_back(std::move(part));
  }

  const std::string& path_;
  ToWgs84 to_wgs84_;
  LineLayer lines_;
  std::size_t feature_ = 0;
  bool has_z_ = false;
};

void note_crossings(const std::string& path, const Route& route, std::vector<std::string>& notes) {
  const std::vector<SelfCrossing> crossings = self_crossings(route);
  if (crossings.empty()) return;
  std::string note = fmt::format("{}: route '{}' crosses or touches itself {} time{}", path, route.name(),
                                 crossings.size(), crossings.size() == 1 ? "" : "s");
  for (std::size_t i = 0; i < std::min(crossings.size(), kListedCrossings); ++i) {
    const SelfCrossing& c = crossings[i];
    note += fmt::format("{}({:.6f}, {:.6f}) at {:.3f} and {:.3f} km", i == 0 ? ": " : "; ", c.at.lon, c.at.lat,
                        c.first.m / 1000, c.second.m / 1000);
  }
  notes.push_back(note + (crossings.size() > kListedCrossings ? "; ..." : ""));
}

}  // namespace

LineLayer read_lines(const std::string& path, const std::string& layer) {
  const Dataset dataset = open_vector(path);
  OGRLayerH found = find_layer(dataset.get(), path, layer, {wkbLineString, wkbMultiLineString});
  const std::string shown = without_passwords(path);
  LineReader reader(shown, found);
  OGR_L_ResetReading(found);
  while (const Feature f{OGR_L_GetNextFeature(found)}) reader.take(f.get());
  return reader.finish();
}

RouteFile read_routes(const std::string& path, const BuildOptions& options, const std::string& layer) {
  LineLayer lines = read_lines(path, layer);
  const std::string shown = without_passwords(path);
  RouteFile file;
  file.notes = std::move(lines.notes);
  std::vector<std::string> names;
  for (const RoutePart& part : lines.parts) {
    if (std::ranges::find(names, part.name) == names.end()) names.push_back(part.name);
  }
  for (const std::string& name : names) {
    std::vector<std::vector<LonLat>> parts;
    SideNames sides;
    for (RoutePart& part : lines.parts) {
      if (part.name != name) continue;
      if (!part.left.empty()) sides.left = part.left;
      if (!part.right.empty()) sides.right = part.right;
      parts.push_back(std::move(part.vertices));
    }
    const std::string called = name.empty() ? std::filesystem::path(shown).stem().string() : name;
    try {
      file.routes.push_back(build_route(called, sides, std::move(parts), options, &file.reports.emplace_back()));
    } catch (const Error& e) {
      throw Error(e.code(), shown + ": " + e.what());
    }
    note_crossings(shown, file.routes.back(), file.notes);
  }
  return file;
}

}  // namespace thalweg
