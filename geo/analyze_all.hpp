#pragma once

#include <filesystem>

#include "geo/analysis.hpp"

namespace thalweg {

/// Everything into one new folder: `border.gpkg` with the layers segments, sides, corridors (if asked for), density,
/// hotspots, events, route, kilometre_posts, places, regions and (along the default border) provinces, and each of them
/// as GeoJSON with its style beside; `border.qgz`, a QGIS project of the GeoPackage (project.hpp); `rejects.csv` if any
/// row was not located.
///
/// The events are read once. Densities and hot spots are as `smooth` and `seek_hotspots` make them by default
/// (density_analysis.hpp, hotspots_analysis.hpp; seed and stop request are those of `options`); where one cannot be
/// made it is left out, which a remark says, with the reason. From a profile there is no layer of events.
///
/// With `overwrite` the files of an existing folder are replaced, other files in it stay. The folder appears only when
/// all is written. @throws as analyze_segments.
Analysis analyze_all(const AnalysisOptions& options, const RouteSet& set, const std::filesystem::path& folder);

}  // namespace thalweg
