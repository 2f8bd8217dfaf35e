#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

  /// The field that a column is written to: its name, shorter where the format has short names.
  [[nodiscard]] const std::string& field_of(const std::string& column) const;
  /// What the format does not keep as it is, in words; empty if nothing.
  [[nodiscard]] std::string losses() const;

  std::optional<Style> style;

 private:
  [[nodiscard]] bool add_fields(const Table& schema);

  std::string name_;
  OGRLayerH layer_ = nullptr;
  GeometryKind kind_ = GeometryKind::none;
  bool measures_ = false;
  const Format* format_;
  std::vector<std::pair<std::string, std::string>> fields_;  // column, field
};

}  // namespace thalweg
