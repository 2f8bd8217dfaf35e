#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "geo/map_crs.hpp"
#include "geo/project_facts.hpp"
#include "geo/stored_style.hpp"
#include "geo/style.hpp"

namespace thalweg {

class Package;

/// A layer of a QGIS project: a table of the GeoPackage.
struct ProjectLayer {
  std::string table;
  std::string title;  ///< in the layer tree and the legend
  std::string group;
  GeometryKind kind = GeometryKind::none;
  std::vector<StoredStyle> styles;  ///< the current one first; empty: QGIS chooses
};

/// A named choice of layers, each drawn in one of its styles.
struct MapTheme {
  struct Entry {
    std::string layer;
    std::string style;  ///< empty: the current one
  };
  std::string name;
  std::vector<Entry> layers;
};

/// What a QGIS project says, before it is XML.
struct Project {
  std::string title, abstract, attribution;
  std::string change_title;  ///< of the page about the change after a date
  std::string package;       ///< path of the GeoPackage from the project's folder
  MapCrs crs;
  Extent extent;                     ///< of the data, in `crs`
  std::vector<ProjectLayer> layers;  ///< top to bottom
  std::vector<MapTheme> themes;      ///< the first one is shown when the project is opened
  ProjectFacts facts;

  /// The layer of that table, or nullptr.
  [[nodiscard]] const ProjectLayer* find(std::string_view table) const;
  [[nodiscard]] const MapTheme* theme(std::string_view name) const;
  /// Whether the overview is of the change after a date.
  [[nodiscard]] bool is_about_change() const;
};

/// The id of a table's layer in the project. QGIS gives ids of ten letters or less a new one.
inline std::string layer_id(const std::string& table) {
  return "thalweg_layer_" + table;
}

inline constexpr std::string_view kOverviewTheme = "Overview", kAtlasTheme = "Atlas page", kLocatorTheme = "Locator",
                                  kChangeTheme = "Change";

/// A project of the layers that are there. Known tables get their place, title and themes; other tables with geometry
/// come after the results and are in no theme; tables without features are left out. @throws Error{bad_input} naming
/// `path` if no layer is known.
Project make_project(const Package& package, const std::string& path);

/// The project as a QGIS 3.22 document (.qgs); later releases read it too.
std::string project_xml(const Project& project);
/// Its print layouts, the element `Layouts`.
std::string layouts_xml(const Project& project);

/// Makes a project for a GeoPackage of ours and writes it as `out` (.qgz or .qgs), with the path of the GeoPackage
/// relative to it. Appears only when whole; same GeoPackage, same bytes. @throws Error{bad_input} if the GeoPackage
/// does not fit, or `out` exists and `overwrite` is not set, or has another ending; Error{io}. Returns what was
/// written.
Project write_project(const std::filesystem::path& package, const std::filesystem::path& out, bool overwrite);

}  // namespace thalweg
