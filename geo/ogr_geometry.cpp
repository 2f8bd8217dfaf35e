#include "geo/ogr_geometry.hpp"

#include <cpl_vsi.h>

#include "geo/antimeridian.hpp"

namespace thalweg {
namespace {

Geometry line_geometry(const Line& line, bool measures) {
  Geometry g(OGR_G_CreateGeometry(type_of(GeometryKind::line, measures)));
  OGR_G_SetPointCount(g.get(), static_cast<int>(line.size()));
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto& [at, m] = line[i];
    if (measures) {
      OGR_G_SetPointM(g.get(), static_cast<int>(i), at.lon, at.lat, rounded(m, 3));
    } else {
      OGR_G_SetPoint_2D(g.get(), static_cast<int>(i), at.lon, at.lat);
    }
  }
  return g;
}

/// A line for formats that know no M: those are of RFC 7946, which wants it split at the antimeridian.
Geometry split_geometry(const Line& line) {
  const std::vector<Line> parts = split_at_antimeridian(line);
  if (parts.size() == 1) return line_geometry(parts[0], false);
  Geometry g(OGR_G_CreateGeometry(wkbMultiLineString));
  for (const Line& part : parts) OGR_G_AddGeometryDirectly(g.get(), line_geometry(part, false).release());
  return g;
}

Geometry polygon_geometry(const MultiPolygon& polygons) {
  Geometry g(OGR_G_CreateGeometry(wkbMultiPolygon));
  for (const Polygon& polygon : polygons) {
    OGRGeometryH part = OGR_G_CreateGeometry(wkbPolygon);
    for (const auto& ring : polygon) {
      OGRGeometryH r = OGR_G_CreateGeometry(wkbLinearRing);
      for (const LonLat& p : ring) OGR_G_AddPoint_2D(r, p.lon, p.lat);
      OGR_G_AddGeometryDirectly(part, r);
    }
    OGR_G_AddGeometryDirectly(g.get(), part);
  }
  return g;
}

}  // namespace

GeometryKind kind_of(const Table& table) {
  if (std::holds_alternative<Points>(table.geometry)) return GeometryKind::point;
  if (std::holds_alternative<Lines>(table.geometry)) return GeometryKind::line;
  if (std::holds_alternative<MultiPolygons>(table.geometry)) return GeometryKind::polygon;
  return GeometryKind::none;
}

OGRwkbGeometryType type_of(GeometryKind kind, bool measures) {
  switch (kind) {
    case GeometryKind::point:
      return wkbPoint;
    case GeometryKind::line:
      return measures ? wkbLineStringM : wkbLineString;
    case GeometryKind::polygon:
      return wkbMultiPolygon;
    case GeometryKind::none:
      break;
  }
  return wkbNone;
}

Geometry geometry_of(const Table& table, std::size_t row, bool measures) {
  if (const auto* points = std::get_if<Points>(&table.geometry)) {
    Geometry g(OGR_G_CreateGeometry(wkbPoint));
    OGR_G_SetPoint_2D(g.get(), 0, (*points)[row].lon, (*points)[row].lat);
    return g;
  }
  if (const auto* lines = std::get_if<Lines>(&table.geometry)) {
    return measures ? line_geometry((*lines)[row], true) : split_geometry((*lines)[row]);
  }
  if (const auto* areas = std::get_if<MultiPolygons>(&table.geometry)) return polygon_geometry((*areas)[row]);
  return nullptr;
}

std::optional<std::string> wkt_of(const Table& table, std::size_t row) {
  const Geometry g = geometry_of(table, row, false);
  if (!g) return std::nullopt;
  char* text = nullptr;
  OGR_G_ExportToIsoWkt(g.get(), &text);
  std::string out = text;
  VSIFree(text);
  return out;
}

}  // namespace thalweg
