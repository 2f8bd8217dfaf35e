#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "geo/ogr_layout.hpp"
#include "geo/read.hpp"

namespace thalweg {

/// Position of a geometry that is a point, or a multipoint of one. @returns the reason if there is none: `no_geometry`
/// for a null or empty one (as WKB has it, a point whose coordinates are not numbers is empty), or `not_a_point`.
std::string_view point_of(OGRGeometryH geometry, double& x, double& y);

/// A feature's values, as `understand` asks for them.
class FeatureRow {
 public:
  FeatureRow(const OgrLayout& layout, OGRFeatureH feature) : layout_(layout), feature_(feature) {}
  [[nodiscard]] Value value(std::size_t field, std::string& scratch) const;
  void append(std::size_t field, Column& column) const;
  std::string_view position(double& lon, double& lat) const {
    return point_of(OGR_F_GetGeometryRef(feature_), lon, lat);
  }

 private:
  const OgrLayout& layout_;
  OGRFeatureH feature_;
};

/// Features taken one by one. `layout` and `rules` must outlive it.
std::unique_ptr<Chunk> feature_chunk(std::vector<Feature> features, const OgrLayout& layout, const EventRules& rules);

}  // namespace thalweg
