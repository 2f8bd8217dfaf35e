#pragma once

#include <filesystem>
#include <span>

#include "geo/features.hpp"

namespace thalweg {

/// Writes the layers' styles into the GeoPackage's `layer_styles` table, in which QGIS looks for the default.
void write_layer_styles(GDALDatasetH dataset, std::span<const FeatureWriter> layers);
/// Writes the default style of a dataset's only layer, if it has one, into a file. @throws Error{io}.
void write_style_file(const std::filesystem::path& file, std::span<const FeatureWriter> layers);

}  // namespace thalweg
