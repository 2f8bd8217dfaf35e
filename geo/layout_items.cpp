#include "geo/layout_items.hpp"

#include <fmt/format.h>

#include "geo/qgis_xml.hpp"

namespace thalweg {
namespace {

// Numbers that QGIS gives to the kinds of items.
constexpr int kPageItem = 65638, kMapItem = 65639, kPictureItem = 65640, kLabelItem = 65641, kLegendItem = 65642,
              kShapeItem = 65643, kScaleBarItem = 65646;
constexpr std::string_view kMapId = "map";
constexpr double kAtlasMargin = 0.12;

std::string mm(double a, double b) {
  return fmt::format("{:g},{:g},mm", a, b);
}

void color(Xml& xml, std::string_view element, int red, int green, int blue) {
  xml.leaf(element, {{"red", fmt::format("{}", red)},
                     {"green", fmt::format("{}", green)},
                     {"blue", fmt::format("{}", blue)},
                     {"alpha", "255"}});
}

std::string font(double points, bool bold) {
  return fmt::format("Sans Serif,{:g},-1,5,{},0,0,0,0,0", points, bold ? 75 : 50);
}

void extent(Xml& xml, const Extent& e) {
  xml.leaf("Extent", {{"xmin", fmt::format("{}", e.x_min)},
                      {"ymin", fmt::format("{}", e.y_min)},
                      {"xmax", fmt::format("{}", e.x_max)},
                      {"ymax", fmt::format("{}", e.y_max)}});
}

}  // namespace

Xml::Attributes layout_attributes(std::string_view name) {
  return {{"name", std::string(name)}, {"units", "mm"}, {"printResolution", "300"}, {"worldFileMap", ""}};
}

void page(Xml& xml, const Box& size) {
  xml.open("PageCollection");
  fill_symbol(xml, "", "255,255,255,255", "255,255,255,255", 0);
  xml.open("LayoutItem", {{"type", fmt::format("{}", kPageItem)},
                          {"uuid", "page"},
                          {"templateUuid", "page"},
                          {"position", mm(size.x, size.y)},
                          {"positionOnPage", mm(size.x, size.y)},
                          {"size", mm(size.w, size.h)},
                          {"visibility", "1"},
                          {"background", "true"}});
  fill_symbol(xml, "", "255,255,255,255", "255,255,255,255", 0);
  xml.close().leaf("GuideCollection", {{"visible", "1"}}).close();
}

void LayoutItems::begin(const Box& at, int type, const std::string& id, Xml::Attributes more) {
  Xml::Attributes all{{"type", fmt::format("{}", type)},
                      {"id", id},
                      {"uuid", id},
                      {"templateUuid", id},
                      {"position", mm(at.x, at.y)},
                      {"positionOnPage", mm(at.x, at.y)},
                      {"size", mm(at.w, at.h)},
                      {"zValue", fmt::format("{}", ++count_)},
                      {"referencePoint", "0"},
                      {"visibility", "1"},
                      {"opacity", "1"},
                      {"outlineWidthM", "0.15,mm"},
                      {"frameJoinStyle", "miter"}};
  all.insert(all.end(), more.begin(), more.end());
  xml_.open("LayoutItem", all);
  color(xml_, "FrameColor", 120, 120, 120);
}

void LayoutItems::object(const std::vector<std::pair<std::string_view, std::string>>& expressions) {
  xml_.open("LayoutObject").open("dataDefinedProperties").open("Option", {{"type", "Map"}});
  option(xml_, "name", "");
  if (!expressions.empty()) {
    xml_.open("Option", {{"name", "properties"}, {"type", "Map"}});
    for (const auto& [property, expression] : expressions) {
      xml_.open("Option", {{"name", std::string(property)}, {"type", "Map"}});
      option(xml_, "active", "true", "bool");
      option(xml_, "expression", expression);
      option(xml_, "type", "3", "int");
      xml_.close();
    }
    xml_.close();
  }
  option(xml_, "type", "collection");
  xml_.close().close().leaf("customproperties").close();
}

void LayoutItems::label(const Box& at, const std::string& text, double points, bool bold, Align align) {
  begin(at, kLabelItem, fmt::format("label {}", count_ + 1),
        {{"labelText", text},
         {"htmlState", "0"},
         {"halign", align == Align::right ? "2" : "1"},
         {"valign", "32"},
         {"marginX", "0"},
         {"marginY", "0"},
         {"background", "false"},
         {"frame", "false"}});
  object();
  xml_.leaf("LabelFont", {{"description", font(points, bold)}, {"style", ""}});
  color(xml_, "FontColor", 40, 40, 40);
  xml_.close();
}

void LayoutItems::begin_map(const Box& at, std::string_view id, const Extent& shown, std::string_view theme) {
  begin(at, kMapItem, std::string(id),
        {{"followPreset", "true"},
         {"followPresetName", std::string(theme)},
         {"keepLayerSet", "false"},
         {"drawCanvasItems", "false"},
         {"mapRotation", "0"},
         {"background", "true"},
         {"frame", "true"}});
  color(xml_, "BackgroundColor", 235, 237, 238);
  object();
  extent(xml_, shown);
  xml_.leaf("LayerSet");
}

void LayoutItems::map(const Box& at, const Extent& shown, std::string_view theme, bool atlas) {
  begin_map(at, kMapId, shown, theme);
  xml_.leaf("AtlasMap", {{"atlasDriven", atlas ? "1" : "0"},
                         {"scalingMode", "2"},  // the feature with a margin
                         {"margin", fmt::format("{:g}", kAtlasMargin)}});
  xml_.close();
}

void LayoutItems::locator(const Box& at, const Extent& shown, std::string_view theme) {
  begin_map(at, "locator", shown, theme);
  xml_.open("ComposerMapOverview", {{"name", "Map"},
                                    {"uuid", "overview"},
                                    {"frameMap", std::string(kMapId)},
                                    {"show", "1"},
                                    {"position", "3"},  // above the map's layers and labels
                                    {"centered", "0"},
                                    {"inverted", "0"},
                                    {"blendMode", "0"}});
  fill_symbol(xml_, "", "200,30,30,30", "200,30,30,255", 0.4);
  xml_.close().leaf("AtlasMap", {{"atlasDriven", "0"}}).close();
}

void LayoutItems::legend(const Box& at, const std::vector<LegendEntry>& entries) {
  begin(at, kLegendItem, "legend",
        {{"map_uuid", std::string(kMapId)},
         {"title", ""},
         {"resizeToContents", "1"},
         {"legendFilterByMap", "0"},
         {"legendFilterByAtlas", "0"},
         {"columnCount", "1"},
         {"symbolWidth", "7"},
         {"symbolHeight", "3"},
         {"boxSpace", "0"},
         {"columnSpace", "2"},
         {"lineSpacing", "0.8"},
         {"background", "false"},
         {"frame", "false"},
         {"fontColor", "#282828"}});
  object();
  xml_.open("styles");
  const auto style = [&](const char* name, double above, double points, bool bold) {
    xml_.open("style",
              {{"name", name}, {"marginTop", fmt::format("{:g}", above)}, {"marginLeft", "2"}, {"alignment", "1"}});
    xml_.leaf("styleFont", {{"description", font(points, bold)}, {"style", ""}}).close();
  };
  style("title", 0, 9, true);
  style("group", 2, 9, true);
  style("subgroup", 2.5, 8.5, true);
  style("symbol", 1, 8, false);
  style("symbolLabel", 1, 8, false);
  xml_.close().open("layer-tree-group").leaf("customproperties");
  for (const LegendEntry& e : entries) {
    xml_.open("layer-tree-layer", {{"id", e.layer},
                                   {"name", e.title},
                                   {"source", e.source},
                                   {"providerKey", "ogr"},
                                   {"checked", "Qt::Checked"},
                                   {"expanded", "1"}});
    xml_.leaf("customproperties").close();
  }
  xml_.close().close();
}

void LayoutItems::scale_bar(const Box& at) {
  begin(at, kScaleBarItem, "scale bar",
        {{"mapUuid", std::string(kMapId)},
         {"style", "Line Ticks Up"},
         {"unitType", "km"},
         {"unitLabel", "km"},
         {"numMapUnitsPerScaleBarUnit", "1"},
         {"segmentSizeMode", "1"},  // a round number of km that fits between the widths
         {"minBarWidth", "15"},
         {"maxBarWidth", "30"},
         {"numUnitsPerSegment", "50"},
         {"numSegments", "2"},
         {"numSegmentsLeft", "0"},
         {"height", "1.5"},
         {"labelBarSpace", "1"},
         {"boxContentSpace", "1"},
         {"outlineWidth", "0.25"},
         {"alignment", "0"},
         {"background", "false"},
         {"frame", "false"}});
  object();
  xml_.leaf("text-style", {{"fontFamily", "Sans Serif"},
                           {"fontSize", "8"},
                           {"fontWeight", "50"},
                           {"fontSizeUnit", "Point"},
                           {"textColor", "40,40,40,255"},
                           {"textOpacity", "1"}});
  xml_.close();
}

void LayoutItems::picture(const Box& at, const std::string& source, bool north) {
  begin(at, kPictureItem, north ? "north arrow" : "strip chart",
        {{"file", source},
         {"mode", "0"},  // an SVG drawing
         {"resizeMode", "0"},
         {"anchorPoint", "4"},
         {"pictureWidth", "0"},
         {"pictureHeight", "0"},
         {"svgFillColor", "255,255,255,255"},
         {"svgBorderColor", "0,0,0,255"},
         {"svgBorderWidth", "0.2"},
         {"mapUuid", north ? std::string(kMapId) : ""},
         {"northMode", north ? "1" : "0"},
         {"northOffset", "0"},
         {"pictureRotation", "0"},
         {"background", "false"},
         {"frame", "false"}});
  object();
  xml_.close();
}

void LayoutItems::shade(const Box& at, const std::string& x, const std::string& width) {
  begin(at, kShapeItem, "this region",
        {{"shapeType", "1"}, {"cornerRadiusMeasure", "0,mm"}, {"background", "false"}, {"frame", "false"}});
  object({{"dataDefinedPositionX", x}, {"dataDefinedWidth", width}});
  fill_symbol(xml_, "", "255,240,196,255", "255,240,196,255", 0);
  xml_.close();
}

}  // namespace thalweg
