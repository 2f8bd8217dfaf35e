#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "geo/project.hpp"
#include "geo/xml.hpp"

namespace thalweg {
namespace {

using Attributes = Xml::Attributes;

constexpr std::string_view kGround = "235,237,238";  // of what no layer covers

std::string number(double v) {
  return fmt::format("{}", v);
}

void spatial_reference(Xml& xml, const MapCrs& crs) {
  xml.open("spatialrefsys").text("wkt", crs.wkt);
  if (!crs.authid.empty()) xml.text("srsid", "1").text("authid", crs.authid);  // QGIS asks for both
  xml.text("description", crs.name).text("ellipsoidacronym", "EPSG:7030");
  xml.text("geographicflag", crs.geographic ? "true" : "false").close();
}

void reference_system(Xml& xml, std::string_view element, const MapCrs& crs) {
  xml.open(element);
  spatial_reference(xml, crs);
  xml.close();
}

std::string source_of(const Project& p, const ProjectLayer& layer) {
  return p.package + "|layername=" + layer.table;
}

/// The parts of a QML document: the attributes of its root that are a layer's too, and what is inside.
struct QmlParts {
  Attributes attributes;
  std::string_view inside;
};

QmlParts parts_of(std::string_view qml) {
  QmlParts out;
  const auto root = qml.find("<qgis"), start = qml.find('>', root), end = qml.rfind("</qgis>");
  if (root == qml.npos || start == qml.npos || end == qml.npos || end < start) return out;
  out.inside = qml.substr(start + 1, end - start - 1);
  std::string_view rest = qml.substr(root + 5, start - root - 5);
  for (auto equals = rest.find("=\""); equals != rest.npos; equals = rest.find("=\"")) {
    const auto close = rest.find('"', equals + 2);
    if (close == rest.npos) break;
    const auto name_start = rest.find_last_of(" \n\t", equals) + 1;
    const std::string_view name = rest.substr(name_start, equals - name_start);
    if (name != "version" && name != "styleCategories") {
      out.attributes.emplace_back(name, rest.substr(equals + 2, close - equals - 2));
    }
    rest.remove_prefix(close + 1);
  }
  return out;
}

std::string without_doctype(std::string_view qml) {
  const auto root = qml.find("<qgis");
  return std::string(root == qml.npos ? qml : qml.substr(root));
}

std::string_view geometry_name(GeometryKind kind) {
  return kind == GeometryKind::point ? "Point" : kind == GeometryKind::polygon ? "Polygon" : "Line";
}

void map_layer(Xml& xml, const Project& p, const ProjectLayer& layer) {
  const QmlParts style = layer.styles.empty() ? QmlParts{} : parts_of(layer.styles.front().qml);
  Attributes attributes{{"type", "vector"}, {"geometry", std::string(geometry_name(layer.kind))}};
  attributes.insert(attributes.end(), style.attributes.begin(), style.attributes.end());
  xml.open("maplayer", attributes);
  xml.text("id", layer_id(layer.table)).text("datasource", source_of(p, layer)).text("layername", layer.title);
  reference_system(xml, "srs", wgs84_crs());
  xml.text("provider", "ogr", {{"encoding", "UTF-8"}});
  xml.open("map-layer-style-manager", {{"current", layer.styles.empty() ? "default" : layer.styles.front().name}});
  for (std::size_t i = 0; i < layer.styles.size(); ++i) {
    if (i == 0) {
      xml.leaf("map-layer-style", {{"name", layer.styles[i].name}});  // its content is the layer's own
    } else {
      xml.open("map-layer-style", {{"name", layer.styles[i].name}}).raw(without_doctype(layer.styles[i].qml)).close();
    }
  }
  if (layer.styles.empty()) xml.leaf("map-layer-style", {{"name", "default"}});
  xml.close().raw(style.inside).close();
}

bool shown_at_first(const Project& p, const ProjectLayer& layer) {
  return std::ranges::find(p.themes.front().layers, layer.table, &MapTheme::Entry::layer) !=
         p.themes.front().layers.end();
}

void layer_tree(Xml& xml, const Project& p) {
  xml.open("layer-tree-group").leaf("customproperties");
  for (std::size_t i = 0; i < p.layers.size(); ++i) {
    const ProjectLayer& layer = p.layers[i];
    if (i == 0 || p.layers[i - 1].group != layer.group) {
      xml.open("layer-tree-group", {{"name", layer.group}, {"checked", "Qt::Checked"}, {"expanded", "1"}});
      xml.leaf("customproperties");
    }
    xml.open("layer-tree-layer", {{"id", layer_id(layer.table)},
                                  {"name", layer.title},
                                  {"source", source_of(p, layer)},
                                  {"providerKey", "ogr"},
                                  {"checked", shown_at_first(p, layer) ? "Qt::Checked" : "Qt::Unchecked"},
                                  {"expanded", layer.group == "Results" ? "1" : "0"}});
    xml.leaf("customproperties").close();
    if (i + 1 == p.layers.size() || p.layers[i + 1].group != layer.group) xml.close();
  }
  xml.close();
}

void themes(Xml& xml, const Project& p) {
  xml.open("visibility-presets");
  for (const MapTheme& theme : p.themes) {
    xml.open("visibility-preset", {{"name", theme.name}, {"has-expanded-info", "1"}, {"has-checked-group-info", "1"}});
    std::vector<std::string> groups;
    for (const MapTheme::Entry& e : theme.layers) {
      const ProjectLayer& layer = *p.find(e.layer);
      std::string style = e.style;
      if (style.empty()) style = layer.styles.empty() ? "default" : layer.styles.front().name;
      xml.leaf("layer", {{"id", layer_id(e.layer)}, {"style", style}, {"visible", "1"}, {"expanded", "1"}});
    }
    for (const ProjectLayer& layer : p.layers) {
      if (std::ranges::find(groups, layer.group) == groups.end()) groups.push_back(layer.group);
    }
    for (const char* kind : {"checked-group-node", "expanded-group-node"}) {
      xml.open(std::string(kind) + "s");
      for (const std::string& group : groups) xml.leaf(kind, {{"id", group}});
      xml.close();
    }
    xml.close();
  }
  xml.close();
}

void extent(Xml& xml, const Extent& e) {
  xml.open("extent").text("xmin", number(e.x_min)).text("ymin", number(e.y_min));
  xml.text("xmax", number(e.x_max)).text("ymax", number(e.y_max)).close();
}

void first_view(Xml& xml, const Project& p) {
  xml.open("mapcanvas", {{"name", "theMapCanvas"}, {"annotationsVisible", "1"}}).text("units", "meters");
  extent(xml, p.extent);
  reference_system(xml, "destinationsrs", p.crs);
  xml.close();
  xml.open("ProjectViewSettings", {{"UseProjectScales", "0"}}).leaf("Scales");
  xml.open("DefaultViewExtent", {{"xmin", number(p.extent.x_min)},
                                 {"ymin", number(p.extent.y_min)},
                                 {"xmax", number(p.extent.x_max)},
                                 {"ymax", number(p.extent.y_max)}});
  spatial_reference(xml, p.crs);
  xml.close().close();
}

void property(Xml& xml, std::string_view name, std::string_view type, std::string_view value) {
  xml.text(name, value, {{"type", std::string(type)}});
}

void properties(Xml& xml) {
  xml.open("properties").open("Gui");
  property(xml, "CanvasColorRedPart", "int", kGround.substr(0, 3));
  property(xml, "CanvasColorGreenPart", "int", kGround.substr(4, 3));
  property(xml, "CanvasColorBluePart", "int", kGround.substr(8, 3));
  xml.close().open("Measure");
  property(xml, "Ellipsoid", "QString", "EPSG:7030");
  xml.close().open("Measurement");
  property(xml, "DistanceUnits", "QString", "km");
  property(xml, "AreaUnits", "QString", "km2");
  xml.close().open("Paths");
  property(xml, "Absolute", "bool", "false");
  xml.close().open("SpatialRefSys");
  property(xml, "ProjectionsEnabled", "int", "1");
  xml.close().close();
}

void metadata(Xml& xml, const Project& p) {
  xml.open("projectMetadata").text("identifier", "").text("type", "dataset").text("language", "en");
  xml.text("title", p.title);
  xml.text("abstract", p.abstract + ". " + p.attribution).close();
}

}  // namespace

std::string project_xml(const Project& p) {
  Xml xml("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n");
  xml.open("qgis", {{"version", "3.22.0"}, {"projectname", p.title}});
  xml.text("title", p.title);
  reference_system(xml, "projectCrs", p.crs);
  layer_tree(xml, p);
  xml.open("projectlayers");
  for (const ProjectLayer& layer : p.layers) map_layer(xml, p, layer);
  xml.close().open("layerorder");
  for (const ProjectLayer& layer : p.layers) xml.leaf("layer", {{"id", layer_id(layer.table)}});
  xml.close();
  properties(xml);
  themes(xml, p);
  metadata(xml, p);
  xml.raw(layouts_xml(p));
  first_view(xml, p);
  return xml.close().str();
}

}  // namespace thalweg
