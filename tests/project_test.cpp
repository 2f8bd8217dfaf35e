#include "geo/project.hpp"

#include <cpl_minixml.h>
#include <cpl_vsi.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "catch.hpp"
#include "geo/analyze_all.hpp"
#include "geo/datasets.hpp"
#include "geo/package.hpp"
#include "geo/time.hpp"
#include "geo/write.hpp"
#include "messages.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;
namespace fs = std::filesystem;

namespace {

struct XmlDestroy {
  void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};
using Parsed = std::unique_ptr<CPLXMLNode, XmlDestroy>;

const std::string kEvents = std::string(THALWEG_SOURCE_DIR) + "/datasets/samples/simulated_events.csv";

Analysis analyze(const std::string& events, const std::string& folder, std::optional<Instant> change_at = {}) {
  AnalysisOptions options;
  options.read.sources = {events};
  options.change_at = change_at;
  return analyze_all(options, RouteSet({default_border()}), folder);
}

/// The project inside an archive, read by GDAL.
std::string unzipped(const std::string& qgz) {
  const std::string inner = "/vsizip/{" + qgz + "}/" + fs::path(qgz).stem().string() + ".qgs";
  VSILFILE* file = VSIFOpenL(inner.c_str(), "rb");
  REQUIRE(file);
  std::string text;
  char part[4096];
  for (std::size_t n = 0; (n = VSIFReadL(part, 1, sizeof part, file)) > 0;) text.append(part, n);
  VSIFCloseL(file);
  return text;
}

/// Calls back with every element of that name, at any depth.
void each(const CPLXMLNode* node, const std::string& name, const std::function<void(const CPLXMLNode*)>& call) {
  for (; node; node = node->psNext) {
    if (node->eType == CXT_Element && node->pszValue == name) call(node);
    each(node->psChild, name, call);
  }
}

std::string value(const CPLXMLNode* node, const char* path) {
  return CPLGetXMLValue(node, path, "");
}

Parsed parsed(const std::string& xml) {
  Parsed root(CPLParseXMLString(xml.c_str()));
  REQUIRE(root);
  return root;
}

}  // namespace

TEST_CASE("an analysis leaves a project whose parts fit together", "[project]") {
  const TempFolder folder;
  analyze(kEvents, folder / "out");
  const std::string xml = unzipped(folder / "out/border.qgz");
  const Parsed root = parsed(xml);

  std::map<std::string, std::set<std::string>> styles;  // by layer
  each(root.get(), "maplayer", [&](const CPLXMLNode* layer) {
    CHECK(value(layer, "datasource").starts_with("./border.gpkg|layername="));
    CHECK(value(layer, "id").size() > 10);  // QGIS gives shorter ones a new id
    CHECK(value(layer, "srs.spatialrefsys.authid") == "EPSG:4326");
    std::set<std::string>& own = styles[value(layer, "id")];
    each(layer->psChild, "map-layer-style",
         [&](const CPLXMLNode* style) { CHECK(own.insert(value(style, "name")).second); });
    CHECK(own.count(value(layer, "map-layer-style-manager.current")) == 1);
    int renderers = 0;
    for (const CPLXMLNode* child = layer->psChild; child; child = child->psNext) {
      renderers += child->eType == CXT_Element && std::string(child->pszValue) == "renderer-v2";
    }
    CHECK(renderers == 1);
  });
  CHECK(styles.size() == 10);

  int in_tree = 0, themes = 0;
  each(CPLGetXMLNode(root.get(), "=qgis.layer-tree-group")->psChild, "layer-tree-layer", [&](const CPLXMLNode* layer) {
    CHECK(styles.count(value(layer, "id")) == 1);
    ++in_tree;
  });
  CHECK(in_tree == 10);
  std::set<std::string> names;
  each(root.get(), "visibility-preset", [&](const CPLXMLNode* theme) {
    ++themes;
    names.insert(value(theme, "name"));
    each(theme->psChild, "layer", [&](const CPLXMLNode* layer) {
      REQUIRE(styles.count(value(layer, "id")) == 1);
      CHECK(styles[value(layer, "id")].count(value(layer, "style")) == 1);
    });
  });
  CHECK(themes == static_cast<int>(names.size()));
  for (const char* name : {"Overview", "CHN side", "PRK side", "Uncertainty", "Atlas page"})
    CHECK(names.count(name) == 1);

  int atlases = 0;
  each(root.get(), "Atlas", [&](const CPLXMLNode* atlas) {
    if (value(atlas, "enabled") != "1") return;
    ++atlases;
    CHECK(styles.count(value(atlas, "coverageLayer")) == 1);
  });
  CHECK(atlases == 1);
  CHECK(value(root.get(), "=qgis.projectCrs.spatialrefsys.authid") == "EPSG:32652");
  CHECK(value(root.get(), "=qgis.title").find("China–DPRK border") == 0);
  CHECK(value(root.get(), "=qgis.projectMetadata.abstract").find("2905 events of simulated_events.csv") == 0);
  CHECK(xml.find(folder.path().string()) == xml.npos);
}

TEST_CASE("the change after a date has themes and a page of its own", "[project][compare]") {
  const TempFolder folder;
  analyze(kEvents, folder / "out", parse_iso8601("2018-01-01"));
  const std::string xml = unzipped(folder / "out/border.qgz");
  const Parsed root = parsed(xml);
  std::set<std::string> themes, pages;
  each(root.get(), "visibility-preset", [&](const CPLXMLNode* theme) { themes.insert(value(theme, "name")); });
  each(root.get(), "Layout", [&](const CPLXMLNode* page) { pages.insert(value(page, "name")); });
  CHECK(themes.count("Change") == 1);
  CHECK(themes.count("Change of share") == 1);
  CHECK(pages == std::set<std::string>{"Overview", "Change", "Atlas of regions"});
  CHECK(xml.find("how events changed") != xml.npos);
}

TEST_CASE("a project has no time in it: the archive's is blank or fixed", "[project]") {
  const TempFolder folder;
  analyze(kEvents, folder / "a");
  analyze(kEvents, folder / "b");
  const std::string a = bytes_of(folder / "a/border.qgz");
  CHECK(a == bytes_of(folder / "b/border.qgz"));
  const std::string time = a.substr(10, 4);  // of the first entry's header: time, date
  CHECK((time == std::string(4, '\0') || time == std::string("\0\0\x21\x28", 4)));
}

TEST_CASE("the path of the GeoPackage is relative to the project", "[project]") {
  const TempFolder folder;
  analyze(kEvents, folder / "out");
  fs::create_directory(folder / "maps");
  write_project(folder / "out/border.gpkg", folder / "maps/other.qgs", false);
  const Parsed root = parsed(bytes_of(folder / "maps/other.qgs"));
  each(root.get(), "maplayer", [&](const CPLXMLNode* layer) {
    CHECK(value(layer, "datasource").starts_with("../out/border.gpkg|layername="));
  });
  // beside it, the project is the one that the analysis wrote
  write_project(folder / "out/border.gpkg", folder / "out/border.qgz", true);
  analyze(kEvents, folder / "again");
  CHECK(bytes_of(folder / "out/border.qgz") == bytes_of(folder / "again/border.qgz"));
}

TEST_CASE("a project takes what layers there are, and the styles that they have", "[project]") {
  const TempFolder folder;
  DatasetWriter writer(folder / "p.gpkg", false);
  const Table wells{"wells \"&\"", {{"name", Texts{"a"}, -1, ""}}, Points{{10, 50}}};
  const Table route{
      "route",
      {{"route", Texts{"R & [%x%]"}, -1, ""}, {"left", Texts{"L"}, -1, ""}, {"right", Texts{"M"}, -1, ""}},
      Lines{{{{10, 50}, 0}, {{11, 50}, 71e3}}}};
  const Table empty{"hotspots", {{"p", Reals{}, -1, ""}}, Lines{}};
  const Table plain{"rejects", {{"row", Integers{1}, -1, ""}}, std::monostate{}};
  for (const Table& table : {wells, route, empty, plain}) writer.append(writer.add_layer(table), table);
  writer.set_styles(1, {{"A route <style>", "", Symbol{"#123456", 0.5}}});
  writer.commit();
  const Project project = write_project(folder / "p.gpkg", folder / "p.qgs", false);
  REQUIRE(project.layers.size() == 2);
  CHECK(project.layers[0].title == "wells \"&\"");
  CHECK(project.layers[0].group == "Results");
  CHECK(project.layers[1].table == "route");
  REQUIRE(project.themes.size() == 1);
  CHECK(project.themes[0].layers.size() == 1);  // the route is the subject and not the ground too
  CHECK_FALSE(project.theme(kAtlasTheme));
  CHECK_FALSE(project.facts.has_strip());
  const std::string xml = bytes_of(folder / "p.qgs");
  const Parsed root = parsed(xml);
  int routes = 0;
  each(root.get(), "maplayer", [&](const CPLXMLNode* layer) {
    if (value(layer, "layername") != "Route") return;
    ++routes;
    CHECK(value(layer, "map-layer-style-manager.current") == "A route <style>");
    CHECK(value(layer, "renderer-v2.type") == "singleSymbol");
  });
  CHECK(routes == 1);
  CHECK(xml.find("R &amp; [ %x%]: where events are concentrated") != xml.npos);  // no expression in a label
}

TEST_CASE("what cannot be made into a project is said", "[project]") {
  const TempFolder folder;
  CHECK(message_of([&] { write_project(folder / "no.gpkg", folder / "a.qgz", false); }) ==
        folder / "no.gpkg" + ": no such file");
  const std::string csv = folder.file("a.csv", "lon,lat\n1,2\n");
  CHECK_THAT(message_of([&] { write_project(csv, folder / "a.qgz", false); }), Contains("is a CSV file"));
  CHECK_THAT(message_of([&] { write_project(csv, folder / "a.gpkg", false); }), Contains("ends with .qgz or .qgs"));
  CHECK_THAT(message_of([&] { write_project(csv, folder.file("b.qgz", ""), false); }), Contains("add --overwrite"));
  write_table(folder / "t.gpkg", false, {"wells", {{"name", Texts{"a"}, -1, ""}}, Points{{1, 2}}});
  CHECK_THAT(message_of([&] { write_project(folder / "t.gpkg", folder / "a.qgz", false); }),
             Contains("none of its layers is one of ours") && Contains("it holds wells"));
  CHECK_FALSE(fs::exists(folder / "a.qgz"));
}
