#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "geo/formats.hpp"
#include "geo/gdal.hpp"
#include "geo/layer_metadata.hpp"
#include "geo/style.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// What a column of ours is called where people read it, and what it means.
struct ColumnText {
  std::string name, alias, comment;
};

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
  /// How many were written.
  [[nodiscard]] std::size_t rows() const { return rows_; }

  /// The columns that have an alias.
  [[nodiscard]] std::span<const ColumnText> columns() const { return columns_; }
  /// The ways to draw it, the default first; with the columns' aliases where a style has none.
  void set_styles(std::vector<Style> styles);
  [[nodiscard]] std::span<const Style> styles() const { return styles_; }

  /// Each column and the field that it is written to: its name, shorter where the format has short names.
  [[nodiscard]] std::span<const std::pair<std::string, std::string>> fields() const { return fields_; }
  /// What the format does not keep as it is, in words; empty if nothing.
  [[nodiscard]] std::string losses() const;

  std::optional<LayerMetadata> metadata;

 private:
  [[nodiscard]] bool add_fields(const Table& schema);

  std::string name_;
  std::vector<ColumnText> columns_;
  std::vector<Style> styles_;
  OGRLayerH layer_ = nullptr;
  GeometryKind kind_ = GeometryKind::none;
  bool measures_ = false;
  std::size_t rows_ = 0;
  const Format* format_;
  std::vector<std::pair<std::string, std::string>> fields_;  // column, field
};

}  // namespace thalweg
