#pragma once

#include <string>
#include <vector>

#include "geo/gdal.hpp"

namespace thalweg {

/// Opens a vector source for reading. @throws Error{bad_input} for a missing file or a format that GDAL does not know.
Dataset open_vector(const std::string& path);

/// The layer called `wanted`, or, where that is empty, the only one of the dataset, or the only one whose geometry is
/// of one of `kinds` (flattened types). @throws Error{bad_input} that lists the layers.
OGRLayerH find_layer(GDALDatasetH dataset, const std::string& path, const std::string& wanted,
                     const std::vector<OGRwkbGeometryType>& kinds);

}  // namespace thalweg
