#include "geo/qgis_xml.hpp"

#include <fmt/format.h>

namespace thalweg {

void option(Xml& xml, std::string_view name, std::string value, std::string_view type) {
  // Without a type QGIS silently takes the option as absent.
  xml.leaf("Option", {{"name", std::string(name)}, {"value", std::move(value)}, {"type", std::string(type)}});
}

void fill_symbol(Xml& xml, std::string_view name, std::string_view fill, std::string_view outline, double width) {
  xml.open("symbol", {{"name", std::string(name)}, {"type", "fill"}, {"alpha", "1"}, {"clip_to_extent", "1"}});
  xml.open("layer", {{"class", "SimpleFill"}, {"enabled", "1"}, {"pass", "0"}}).open("Option", {{"type", "Map"}});
  option(xml, "color", std::string(fill));
  option(xml, "style", "solid");
  option(xml, "outline_color", std::string(outline));
  option(xml, "outline_style", width > 0 ? "solid" : "no");
  option(xml, "outline_width", fmt::format("{:g}", width));
  option(xml, "outline_width_unit", "MM");
  xml.close().close().close();
}

}  // namespace thalweg
