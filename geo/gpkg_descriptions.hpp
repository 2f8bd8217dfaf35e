#pragma once

#include <span>

#include "geo/features.hpp"
#include "geo/gdal.hpp"

namespace thalweg {

/// Says in a GeoPackage what its layers and columns are: aliases and comments of columns in gpkg_data_columns (schema
/// extension, GeoPackage 1.2 F.9), metadata as a QGIS document in gpkg_metadata (F.8), which QGIS reads when it opens
/// the layer, title and abstract in gpkg_contents. GDAL reports failures.
void write_gpkg_descriptions(GDALDatasetH dataset, std::span<const FeatureWriter> layers);

}  // namespace thalweg
