#pragma once

#include <memory>
#include <vector>

#include "geo/ogr_layout.hpp"

namespace thalweg {

/// A view of an opened layer from which GDAL streams Arrow batches faster than it makes features, and with the same
/// values in the same order: moments are text in it, as they are stored.
class ArrowLayer {
 public:
  virtual ~ArrowLayer() = default;
  /// Only `fields`, in their order, and the geometry if the layout needs it. Stays the view's own.
  [[nodiscard]] virtual OGRLayerH handle() const = 0;
};

/// nullptr where there is none. `where` is a condition that has been checked, or empty. Both handles must outlive the
/// view, and reading the layer itself meanwhile may disturb it.
std::unique_ptr<ArrowLayer> arrow_layer(GDALDatasetH dataset, OGRLayerH layer, const OgrLayout& layout,
                                        const std::vector<std::size_t>& fields, const std::string& where);

/// Lets GDAL pass over the fields that are not among `fields`, and over the geometry if the layout does not need it.
void ignore_others(OGRLayerH layer, const OgrLayout& layout, const std::vector<std::size_t>& fields);

}  // namespace thalweg
