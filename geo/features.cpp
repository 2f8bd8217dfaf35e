#include "geo/features.hpp"

#include <cpl_string.h>

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <vector>

#include "geo/antimeridian.hpp"
#include "geo/error.hpp"
#include "geo/text.hpp"
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

OGRFieldType type_of(const Column& column, bool typed) {
  if (!typed) return OFTString;
  if (std::holds_alternative<Integers>(column.values)) return OFTInteger64;
  if (std::holds_alternative<Reals>(column.values)) return OFTReal;
  if (std::holds_alternative<Instants>(column.values)) return OFTDateTime;
  return OFTString;
}

/// `wish`, or `wish_2` and so on: a name that no column has, compared without case.
std::string free_name(const Table& schema, const std::string& wish) {
  const auto taken = [&](const std::string& name) {
    return std::ranges::any_of(schema.columns, [&](const Column& c) { return lower_case(c.name) == name; });
  };
  std::string name = wish;
  for (int k = 2; taken(name); ++k) name = fmt::format("{}_{}", wish, k);
  return name;
}

void check_names(const Table& schema) {
  std::unordered_map<std::string, std::string> seen;
  for (const Column& column : schema.columns) {
    const auto [it, fresh] = seen.emplace(lower_case(column.name), column.name);
    if (!fresh) {
      bad_input("layer {}: columns '{}' and '{}' differ in case at most; rename one", schema.name, it->second,
                column.name);
    }
  }
}

void set_value(OGRFeatureH f, int i, Instant t) {
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
void set_value(OGRFeatureH f, int i, std::int64_t v) {
  OGR_F_SetFieldInteger64(f, i, v);
}
void set_value(OGRFeatureH f, int i, double v) {
  OGR_F_SetFieldDouble(f, i, v);
}
void set_value(OGRFeatureH f, int i, const std::string& v) {
  OGR_F_SetFieldString(f, i, v.c_str());
}

std::string as_text(Instant t) {
  return format_instant(t);
}
template <typename Value>
std::string as_text(const Value& v) {
  return fmt::format("{}", v);  // a double with as many digits as it needs, in any locale
}

void set_field(OGRFeatureH f, int i, const Column& column, std::size_t row, bool typed) {
  const auto set = [&](const auto& value) { typed ? set_value(f, i, value) : set_value(f, i, as_text(value)); };
  const auto set_or_null = [&](const auto& values) {
    using Value = typename std::decay_t<decltype(values)>::value_type::value_type;
    if (!values[row]) {
      OGR_F_SetFieldNull(f, i);
    } else if constexpr (std::is_same_v<Value, double>) {
      set(rounded(*values[row], column.decimals));
    } else {
      set(*values[row]);
    }
  };
  std::visit(set_or_null, column.values);
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

}  // namespace

FeatureWriter::FeatureWriter(GDALDatasetH dataset, const Table& schema, const Format& format)
    : name_(schema.name),
      kind_(format.geometry ? kind_of(schema) : GeometryKind::none),
      measures_(format.measures),
      typed_(format.typed) {
  check_names(schema);
  CPLStringList options(CSLDuplicate(const_cast<char**>(format.layer_options.data())), TRUE);
  if (format.driver == "GPKG") {
    options.SetNameValue("FID", free_name(schema, "fid").c_str());
    options.SetNameValue("GEOMETRY_NAME", free_name(schema, "geom").c_str());
  }
  const SpatialReference srs = wgs84();
  layer_ = GDALDatasetCreateLayer(dataset, name_.c_str(), kind_ == GeometryKind::none ? nullptr : srs.get(),
                                  type_of(kind_, measures_), options.List());
  if (layer_ && !add_fields(schema)) layer_ = nullptr;
}

std::string FeatureWriter::geometry_column() const {
  return OGR_L_GetGeometryColumn(layer_);
}

bool FeatureWriter::add_fields(const Table& schema) {
  for (const Column& column : schema.columns) {
    const OGRFieldDefnH field = OGR_Fld_Create(column.name.c_str(), type_of(column, typed_));
#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 7, 0)
    OGR_Fld_SetComment(field, column.comment.c_str());
#endif
    const bool made = OGR_L_CreateField(layer_, field, TRUE) == OGRERR_NONE;
    OGR_Fld_Destroy(field);
    if (!made) return false;
  }
  return true;
}

bool FeatureWriter::write(const Table& table, std::size_t from, std::size_t to) {
  const Feature feature(OGR_F_Create(OGR_L_GetLayerDefn(layer_)));  // one for all: making them costs as much as filling
  for (std::size_t row = from; row < to; ++row) {
    OGR_F_SetFID(feature.get(), OGRNullFID);
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      set_field(feature.get(), static_cast<int>(k), table.columns[k], row, typed_);
    }
    OGR_F_SetGeometryDirectly(feature.get(), geometry_of(table, row, measures_).release());
    if (OGR_L_CreateFeature(layer_, feature.get()) != OGRERR_NONE) return false;
  }
  return true;
}

}  // namespace thalweg
