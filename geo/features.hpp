#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "geo/formats.hpp"
#include "geo/gdal.hpp"
#include "geo/style.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// One layer that is being written: rows of a Table become GDAL features.
class FeatureWriter {
 public:
  /// Makes the layer and its fields. @throws Error{bad_input} if two columns have one name (compared without case).
  FeatureWriter(GDALDatasetH dataset, const Table& schema, const Format& format);

  [[nodiscard]] bool ready() const { return layer_ != nullptr; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] GeometryKind geometry_kind() const { return kind_; }
  /// The name of the geometry's column where the format has one, else empty.
  [[nodiscard]] std::string geometry_column() const;
  /// Writes rows [from, to); false if GDAL failed.
  [[nodiscard]] bool write(const Table& table, std::size_t from, std::size_t to);

  std::optional<Style> style;

 private:
  [[nodiscard]] bool add_fields(const Table& schema);

  std::string name_;
  OGRLayerH layer_ = nullptr;
  GeometryKind kind_ = GeometryKind::none;
  bool measures_ = false;
  bool typed_ = true;
};

}  // namespace thalweg
