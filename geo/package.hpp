#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/gdal.hpp"
#include "geo/stored_style.hpp"
#include "geo/style.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// A layer of a GeoPackage.
struct PackageLayer {
  std::string name;
  GeometryKind kind = GeometryKind::none;
  std::int64_t rows = 0;
  std::vector<std::string> columns;
  std::vector<StoredStyle> styles;  ///< the default one first

  [[nodiscard]] bool has(std::string_view column) const;
};

/// A value of a row, as text or number; nullopt where it is null or there is no such column.
class PackageRow {
 public:
  explicit PackageRow(OGRFeatureH feature) : feature_(feature) {}
  [[nodiscard]] std::optional<std::string> text(const char* column) const;
  [[nodiscard]] std::optional<double> number(const char* column) const;
  [[nodiscard]] OGRGeometryH geometry() const { return OGR_F_GetGeometryRef(feature_); }

 private:
  OGRFeatureH feature_;
};

/// What a GeoPackage holds, and its rows on demand. Only reads.
class Package {
 public:
  /// @throws Error{bad_input} if the file is missing or GDAL cannot open it as a GeoPackage.
  explicit Package(const std::string& path);

  [[nodiscard]] const std::vector<PackageLayer>& layers() const { return layers_; }
  /// The layer of that name, or nullptr.
  [[nodiscard]] const PackageLayer* find(std::string_view name) const;
  /// Calls back with every row of a layer, in its order; nothing if there is no such layer.
  void each_row(const std::string& layer, const std::function<void(const PackageRow&)>& call) const;
  /// The first column of what an SQL query gives, without nulls.
  [[nodiscard]] std::vector<std::string> query(const std::string& sql) const;
  /// Every vertex of a layer's geometries, in WGS84.
  [[nodiscard]] std::vector<LonLat> vertices(const std::string& layer) const;

 private:
  void read_styles();

  Dataset dataset_;
  std::vector<PackageLayer> layers_;
};

}  // namespace thalweg
