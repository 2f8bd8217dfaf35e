#include "geo/features.hpp"

#include <cpl_string.h>

#include <chrono>
#include <unordered_map>
#include <vector>

#include "geo/error.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

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

OGRFieldType type_of(const Column& column, bool times) {
  if (std::holds_alternative<Integers>(column.values)) return OFTInteger64;
  if (std::holds_alternative<Reals>(column.values)) return OFTReal;
  if (std::holds_alternative<Instants>(column.values)) return times ? OFTDateTime : OFTString;
  return OFTString;
}

std::string lower(std::string s) {
  for (char& c : s) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return s;
}

void check_names(const Table& schema) {
  std::unordered_map<std::string, std::string> seen;
  for (const Column& column : schema.columns) {
    const auto [it, fresh] = seen.emplace(lower(column.name), column.name);
    if (!fresh) {
      bad_input("layer {}: columns '{}' and '{}' differ in case at most; rename one", schema.name, it->second,
                column.name);
    }
  }
}

void set_instant(OGRFeatureH f, int i, Instant t) {
  if (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(f, i)) == OFTString) {
    OGR_F_SetFieldString(f, i, format_instant(t).c_str());
    return;
  }
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds(t.ms)};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{at - day};
  const auto seconds =
      static_cast<float>(clock.seconds().count()) + static_cast<float>(clock.subseconds().count()) / 1000;
  constexpr int utc = 100;
  OGR_F_SetFieldDateTimeEx(f, i, int(date.year()), static_cast<int>(unsigned(date.month())),
                           static_cast<int>(unsigned(date.day())), static_cast<int>(clock.hours().count()),
                           static_cast<int>(clock.minutes().count()), seconds, utc);
}

void set_field(OGRFeatureH f, int i, const Column& column, std::size_t row) {
  if (const auto* v = std::get_if<Integers>(&column.values)) {
    (*v)[row] ? OGR_F_SetFieldInteger64(f, i, *(*v)[row]) : OGR_F_SetFieldNull(f, i);
  } else if (const auto* r = std::get_if<Reals>(&column.values)) {
    (*r)[row] ? OGR_F_SetFieldDouble(f, i, rounded(*(*r)[row], column.decimals)) : OGR_F_SetFieldNull(f, i);
  } else if (const auto* t = std::get_if<Texts>(&column.values)) {
    (*t)[row] ? OGR_F_SetFieldString(f, i, (*t)[row]->c_str()) : OGR_F_SetFieldNull(f, i);
  } else {
    const auto& instants = std::get<Instants>(column.values);
    instants[row] ? set_instant(f, i, *instants[row]) : OGR_F_SetFieldNull(f, i);
  }
}

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

Geometry geometry_of(const Table& table, std::size_t row, bool measures) {
  if (const auto* points = std::get_if<Points>(&table.geometry)) {
    Geometry g(OGR_G_CreateGeometry(wkbPoint));
    OGR_G_SetPoint_2D(g.get(), 0, (*points)[row].lon, (*points)[row].lat);
    return g;
  }
  if (const auto* lines = std::get_if<Lines>(&table.geometry)) return line_geometry((*lines)[row], measures);
  if (const auto* areas = std::get_if<MultiPolygons>(&table.geometry)) return polygon_geometry((*areas)[row]);
  return nullptr;
}

}  // namespace

FeatureWriter::FeatureWriter(GDALDatasetH dataset, const Table& schema, const Format& format)
    : name_(schema.name), kind_(format.geometry ? kind_of(schema) : GeometryKind::none), measures_(format.measures) {
  check_names(schema);
  CPLStringList options(const_cast<char**>(format.layer_options.data()), FALSE);
  CPLStringList all(CSLDuplicate(options.List()), TRUE);
  if (format.driver == "GPKG") all.SetNameValue("FID", schema.find("fid") ? "thalweg_fid" : "fid");
  const SpatialReference srs = wgs84();
  layer_ = GDALDatasetCreateLayer(dataset, name_.c_str(), kind_ == GeometryKind::none ? nullptr : srs.get(),
                                  type_of(kind_, measures_), all.List());
  if (layer_ && !add_fields(schema, format.times)) layer_ = nullptr;
}

bool FeatureWriter::add_fields(const Table& schema, bool times) {
  for (const Column& column : schema.columns) {
    const OGRFieldDefnH field = OGR_Fld_Create(column.name.c_str(), type_of(column, times));
    const bool made = OGR_L_CreateField(layer_, field, TRUE) == OGRERR_NONE;
    OGR_Fld_Destroy(field);
    if (!made) return false;
  }
  return true;
}

bool FeatureWriter::write(const Table& table, std::size_t from, std::size_t to) {
  const OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer_);
  for (std::size_t row = from; row < to; ++row) {
    const Feature feature(OGR_F_Create(definition));
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      set_field(feature.get(), static_cast<int>(k), table.columns[k], row);
    }
    if (Geometry g = geometry_of(table, row, measures_)) OGR_F_SetGeometryDirectly(feature.get(), g.release());
    if (OGR_L_CreateFeature(layer_, feature.get()) != OGRERR_NONE) return false;
  }
  return true;
}

}  // namespace thalweg
