#include "geo/project.hpp"

#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/summary.hpp"
#include "geo/error.hpp"

namespace thalweg::cli {
namespace {

namespace fs = std::filesystem;

struct Request {
  CommonOptions common;
  std::string input, out;
  bool overwrite = false;
};

/// The GeoPackage itself, or the one that `analyze` left in a folder.
fs::path package_of(const fs::path& input) {
  if (!fs::is_directory(input)) return input;
  const fs::path package = input / "border.gpkg";
  if (!fs::exists(package)) {
    bad_input("{}: holds no border.gpkg, which thalweg analyze writes; name the GeoPackage itself", input.string());
  }
  return package;
}

void run(const Request& r) {
  const fs::path package = package_of(r.input);
  const fs::path out = r.out.empty() ? fs::path(package).replace_extension(".qgz") : fs::path(r.out);
  const Project project = write_project(package, out, r.overwrite);
  if (r.common.json) {
    Json layers = Json::array(), themes = Json::array();
    for (const ProjectLayer& layer : project.layers) layers.push_back(layer.table);
    for (const MapTheme& theme : project.themes) themes.push_back(theme.name);
    return print({{"command", "project"},
                  {"version", version()},
                  {"package", package.string()},
                  {"crs", project.crs.authid.empty() ? project.crs.name : project.crs.authid},
                  {"layers", layers},
                  {"themes", themes},
                  {"atlas", project.theme(kAtlasTheme) != nullptr},
                  {"outputs", {out.string()}}});
  }
  if (r.common.quiet) return;
  fmt::print("{} layer{} of {}, drawn in {}\n", project.layers.size(), project.layers.size() == 1 ? "" : "s",
             package.string(), project.crs.name);
  std::string themes;
  for (const MapTheme& theme : project.themes) themes += (themes.empty() ? "" : ", ") + theme.name;
  fmt::print("Themes: {}\n", themes);
  if (!project.theme(kAtlasTheme))
    fmt::print("No atlas: the GeoPackage has no layer 'regions', which analyze writes.\n");
  fmt::print("Written: {}\n", out.string());
}

}  // namespace

Command project_command() {
  return {
      "project", "make a QGIS project for a GeoPackage of ours: styled layers, themes, layouts, atlas",
      [](CLI::App& app) {
        auto r = std::make_shared<Request>();
        app.add_option("package", r->input, "GeoPackage that thalweg wrote, or the folder of an analysis")->required();
        app.add_option("-o,--output", r->out, "project to write, .qgz or .qgs; by default beside the GeoPackage");
        app.add_flag("--overwrite", r->overwrite, "replace the output if it exists");
        add_common_options(app, r->common);
        return [r] { run(*r); };
      }};
}

}  // namespace thalweg::cli
