#pragma once

#include <span>
#include <string>
#include <string_view>

#include "geo/features.hpp"
#include "geo/gdal.hpp"

namespace thalweg {

/// Opens a database that is to be written to. @throws Error{bad_input} if it cannot be reached or has no PostGIS.
Dataset open_postgis(const std::string& connection);
/// Whether there is a table of a layer's name, in the schema that GDAL makes tables in.
/// @throws Error{bad_input} if there is one and not `overwrite`.
bool check_room(GDALDatasetH database, const std::string& table, bool overwrite);
/// Drops the table that a layer is to replace, without what depends on it. @throws as check_room, Error{io} if it
/// cannot be dropped, as when a view needs it or another program holds it.
void make_room(GDALDatasetH database, const std::string& table, bool overwrite);
/// Whether styles can be kept: QGIS looks for them in `layer_styles` in the schema `public`, which not everyone may
/// change.
bool keeps_styles(GDALDatasetH database);
/// Writes the layers' styles into that table, in the place of those that tables of their names had.
void write_postgis_styles(GDALDatasetH database, std::span<const FeatureWriter> layers);
/// Writes what layers and columns are as comments on them.
void write_comments(GDALDatasetH database, std::span<const FeatureWriter> layers);

}  // namespace thalweg
