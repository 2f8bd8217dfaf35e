#pragma once

#include <span>

#include "geo/features.hpp"

namespace thalweg {

/// Writes the layers' styles into the GeoPackage's `layer_styles` table, in which QGIS looks for the default.
void write_layer_styles(GDALDatasetH dataset, std::span<const FeatureWriter> layers);

}  // namespace thalweg
