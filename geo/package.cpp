#include "geo/package.hpp"

#include <algorithm>

#include "geo/error.hpp"
#include "geo/layers.hpp"

namespace thalweg {
namespace {

GeometryKind kind_of(OGRwkbGeometryType type) {
  switch (wkbFlatten(type)) {
    case wkbPoint:
    case wkbMultiPoint:
      return GeometryKind::point;
    case wkbLineString:
    case wkbMultiLineString:
      return GeometryKind::line;
    case wkbPolygon:
    case wkbMultiPolygon:
      return GeometryKind::polygon;
    default:
      return GeometryKind::none;
  }
}

PackageLayer described(OGRLayerH layer) {
  PackageLayer out{OGR_L_GetName(layer), kind_of(OGR_L_GetGeomType(layer)), OGR_L_GetFeatureCount(layer, TRUE), {}, {}};
  OGRFeatureDefnH fields = OGR_L_GetLayerDefn(layer);
  for (int i = 0; i < OGR_FD_GetFieldCount(fields); ++i) {
    out.columns.emplace_back(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(fields, i)));
  }
  return out;
}

void add_vertices(OGRGeometryH g, std::vector<LonLat>& out) {
  for (int i = 0; i < OGR_G_GetGeometryCount(g); ++i) add_vertices(OGR_G_GetGeometryRef(g, i), out);
  if (OGR_G_GetGeometryCount(g) > 0) return;
  for (int i = 0; i < OGR_G_GetPointCount(g); ++i) out.push_back({OGR_G_GetX(g, i), OGR_G_GetY(g, i)});
}

}  // namespace

bool PackageLayer::has(std::string_view column) const {
  return std::ranges::find(columns, column) != columns.end();
}

std::optional<std::string> PackageRow::text(const char* column) const {
  const int i = OGR_F_GetFieldIndex(feature_, column);
  if (i < 0 || !OGR_F_IsFieldSetAndNotNull(feature_, i)) return std::nullopt;
  return OGR_F_GetFieldAsString(feature_, i);
}

std::optional<double> PackageRow::number(const char* column) const {
  const int i = OGR_F_GetFieldIndex(feature_, column);
  if (i < 0 || !OGR_F_IsFieldSetAndNotNull(feature_, i)) return std::nullopt;
  return OGR_F_GetFieldAsDouble(feature_, i);
}

Package::Package(const std::string& path) : dataset_(open_vector(path)) {
  const std::string driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset_.get()));
  if (driver != "GPKG") bad_input("{}: is a {} file; a project is made for a GeoPackage (.gpkg)", path, driver);
  for (int i = 0; i < GDALDatasetGetLayerCount(dataset_.get()); ++i) {
    const PackageLayer layer = described(GDALDatasetGetLayer(dataset_.get(), i));
    if (layer.name != "layer_styles") layers_.push_back(layer);
  }
  read_styles();
}

const PackageLayer* Package::find(std::string_view name) const {
  const auto it = std::ranges::find(layers_, name, &PackageLayer::name);
  return it == layers_.end() ? nullptr : &*it;
}

void Package::each_row(const std::string& layer, const std::function<void(const PackageRow&)>& call) const {
  OGRLayerH rows = GDALDatasetGetLayerByName(dataset_.get(), layer.c_str());
  if (!rows) return;
  OGR_L_ResetReading(rows);
  while (const Feature f{OGR_L_GetNextFeature(rows)}) call(PackageRow(f.get()));
}

std::vector<std::string> Package::query(const std::string& sql) const {
  std::vector<std::string> out;
  OGRLayerH rows = GDALDatasetExecuteSQL(dataset_.get(), sql.c_str(), nullptr, nullptr);
  if (!rows) return out;
  while (const Feature f{OGR_L_GetNextFeature(rows)}) {
    if (OGR_F_IsFieldSetAndNotNull(f.get(), 0)) out.emplace_back(OGR_F_GetFieldAsString(f.get(), 0));
  }
  GDALDatasetReleaseResultSet(dataset_.get(), rows);
  return out;
}

std::vector<LonLat> Package::vertices(const std::string& layer) const {
  std::vector<LonLat> out;
  each_row(layer, [&](const PackageRow& row) {
    if (row.geometry()) add_vertices(row.geometry(), out);
  });
  return out;
}

void Package::read_styles() {
  each_row("layer_styles", [&](const PackageRow& row) {
    const auto of = row.text("f_table_name"), qml = row.text("styleQML");
    const auto layer = std::ranges::find(layers_, of.value_or(""), &PackageLayer::name);
    if (layer == layers_.end() || !qml) return;
    std::vector<StoredStyle>& styles = layer->styles;
    const bool is_default = row.number("useAsDefault").value_or(0) != 0;
    styles.insert(is_default ? styles.begin() : styles.end(), {row.text("styleName").value_or("style"), *qml});
  });
}

}  // namespace thalweg
