#include "geo/shapes.hpp"

#include <array>
#include <cmath>

#include "geo/crs.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/layers.hpp"
#include "geo/number.hpp"

namespace thalweg {
namespace {

/// The first of some columns that the feature has a value in.
std::optional<std::string> text_of(OGRFeatureH f, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const int i = OGR_F_GetFieldIndex(f, name);
    if (i >= 0 && OGR_F_IsFieldSetAndNotNull(f, i)) return OGR_F_GetFieldAsString(f, i);
  }
  return std::nullopt;
}

std::optional<double> number_of(OGRFeatureH f, std::initializer_list<const char*> names) {
  const auto text = text_of(f, names);
  const auto value = text ? parse_number(*text) : std::nullopt;
  return value && std::isfinite(*value) ? value : std::nullopt;
}

void require_column(OGRLayerH layer, const std::string& path, const std::string& name) {
  OGRFeatureDefnH fields = OGR_L_GetLayerDefn(layer);
  if (OGR_FD_GetFieldIndex(fields, name.c_str()) >= 0) return;
  std::string all;
  for (int i = 0; i < OGR_FD_GetFieldCount(fields); ++i) {
    all += (all.empty() ? "" : ", ") + std::string(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(fields, i)));
  }
  bad_input("{}: no column '{}'; the columns are: {}", path, name, all.empty() ? "none" : all);
}

class Reader {
 public:
  Reader(const std::string& path, OGRLayerH layer, const std::string& amount)
      : path_(path), amount_(amount), to_wgs84_(OGR_L_GetSpatialRef(layer)) {
    if (!amount.empty()) require_column(layer, path, amount);
  }

  Shape shape(OGRFeatureH f, std::size_t row) const {
    Shape s;
    s.name = text_of(f, {"name", "label", "route"}).value_or("");
    s.from_km = number_of(f, {"from_km"});
    s.to_km = number_of(f, {"to_km"});
    if (!amount_.empty()) s.amount = number_of(f, {amount_.c_str()});
    if (s.from_km && s.to_km) return s;
    if (OGRGeometryH g = OGR_F_GetGeometryRef(f); g && !OGR_G_IsEmpty(g)) {
      take(g, s, row);
    } else if (const auto x = number_of(f, {"lon", "longitude", "x"})) {
      if (const auto y = number_of(f, {"lat", "latitude", "y"})) s.point = LonLat{*x, *y};
    }
    if (s.point && !is_position(*s.point)) fail(row, *s.point);
    return s;
  }

 private:
  [[noreturn]] void fail(std::size_t row, LonLat p) const {
    bad_input("{} feature {}: ({}, {}) is no position in degrees", path_, row, p.lon, p.lat);
  }

  [[nodiscard]] LonLat position(OGRGeometryH g, int i, std::size_t row) const {
    const LonLat given{OGR_G_GetX(g, i), OGR_G_GetY(g, i)};
    const auto p = to_wgs84_(given.lon, given.lat);
    if (!p || !is_position(*p)) fail(row, given);
    return *p;
  }

  void take(OGRGeometryH g, Shape& s, std::size_t row) const {
    switch (wkbFlatten(OGR_G_GetGeometryType(g))) {
      case wkbPoint:
        s.point = position(g, 0, row);
        break;
      case wkbPolygon:
        s.polygons.push_back(polygon(g, row));
        break;
      case wkbMultiPolygon:
        for (int i = 0; i < OGR_G_GetGeometryCount(g); ++i) {
          s.polygons.push_back(polygon(OGR_G_GetGeometryRef(g, i), row));
        }
        break;
      default:
        bad_input("{} feature {}: is a {}; points or polygons are needed", path_, row, OGR_G_GetGeometryName(g));
    }
  }

  [[nodiscard]] Polygon polygon(OGRGeometryH g, std::size_t row) const {
    Polygon rings;
    for (int r = 0; r < OGR_G_GetGeometryCount(g); ++r) {
      OGRGeometryH ring = OGR_G_GetGeometryRef(g, r);
      std::vector<LonLat>& out = rings.emplace_back();
      for (int i = 0; i < OGR_G_GetPointCount(ring); ++i) out.push_back(position(ring, i, row));
    }
    return rings;
  }

  const std::string& path_;
  const std::string& amount_;
  ToWgs84 to_wgs84_;
};

}  // namespace

std::vector<Shape> read_shapes(const std::string& path, const std::string& amount) {
  const Dataset dataset = open_vector(path);
  OGRLayerH layer = find_layer(dataset.get(), path, {}, {wkbPoint, wkbPolygon, wkbMultiPolygon, wkbUnknown, wkbNone});
  const Reader reader(path, layer, amount);
  std::vector<Shape> shapes;
  OGR_L_ResetReading(layer);
  while (const Feature f{OGR_L_GetNextFeature(layer)}) shapes.push_back(reader.shape(f.get(), shapes.size() + 1));
  if (shapes.empty()) bad_input("{}: holds no features", path);
  return shapes;
}

}  // namespace thalweg
