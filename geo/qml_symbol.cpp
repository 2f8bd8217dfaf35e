#include "geo/qml_symbol.hpp"

#include <fmt/format.h>

#include <charconv>

#include "geo/error.hpp"
#include "geo/xml.hpp"

namespace thalweg {
namespace {

// Without type="QString" QGIS silently takes the option as absent.
std::string option(std::string_view name, std::string_view value) {
  return fmt::format("<Option name=\"{}\" value=\"{}\" type=\"QString\"/>", name, xml_escaped(value));
}

std::string millimetres(const std::string& name, double value) {
  return option(name, fmt::format("{}", value)) + option(name + "_unit", "MM");
}

std::string marker(const Symbol& s) {
  const std::string& outline = s.shape == "line" ? s.color : s.outline;  // a tick is all outline
  return option("name", s.shape) + option("color", qml_color(s.color)) + millimetres("size", s.size) +
         option("outline_color", qml_color(outline)) + millimetres("outline_width", s.outline_width) +
         option("outline_style", "solid");
}

std::string fill(const Symbol& s) {
  return option("color", qml_color(s.color)) + option("style", s.fill) + option("outline_color", qml_color(s.outline)) +
         option("outline_style", "solid") + millimetres("outline_width", s.size);
}

/// Ends are cut off flat: a wide line would else reach far into its neighbours.
std::string line(const Symbol& s) {
  return option("line_color", qml_color(s.color)) + option("line_style", s.dash) + millimetres("line_width", s.size) +
         millimetres("offset", s.offset) + option("capstyle", "flat") + option("joinstyle", "round");
}

std::string data_defined(std::string_view property, const std::string& expression) {
  if (expression.empty()) return {};
  return fmt::format(
      "<Option name=\"{}\" type=\"Map\"><Option name=\"active\" value=\"true\" type=\"bool\"/>{}"
      "<Option name=\"type\" value=\"3\" type=\"int\"/></Option>",
      property, option("expression", expression));
}

std::string data_defined_properties(const Symbol& s, GeometryKind kind) {
  std::string all;
  if (kind == GeometryKind::point) all = data_defined("angle", s.rotation) + data_defined("size", s.size_by);
  if (kind == GeometryKind::line) all = data_defined("outlineWidth", s.size_by);
  if (all.empty()) return {};
  return "<data_defined_properties><Option type=\"Map\">" + option("name", "") +
         "<Option name=\"properties\" type=\"Map\">" + all + "</Option>" + option("type", "collection") +
         "</Option></data_defined_properties>";
}

struct Kind {
  const char *symbol, *layer;
  std::string (*options)(const Symbol&);
};

Kind kind_of(GeometryKind kind) {
  switch (kind) {
    case GeometryKind::point:
      return {"marker", "SimpleMarker", marker};
    case GeometryKind::polygon:
      return {"fill", "SimpleFill", fill};
    default:
      return {"line", "SimpleLine", line};
  }
}

std::string symbol_layer(const Symbol& s, GeometryKind kind) {
  const Kind drawn = kind_of(kind);
  return fmt::format(
      "<layer class=\"{}\" enabled=\"1\" locked=\"0\" pass=\"{}\"><Option type=\"Map\">{}</Option>{}</layer>",
      drawn.layer, s.pass, drawn.options(s), data_defined_properties(s, kind));
}

/// The wider line beneath.
Symbol casing_of(const Symbol& line) {
  Symbol wider = line;
  wider.color = line.casing;
  wider.dash = "solid";
  wider.size += 2 * line.casing_width;
  if (!line.size_by.empty()) wider.size_by = fmt::format("({}) + {}", line.size_by, 2 * line.casing_width);
  return wider;
}

}  // namespace

std::string qml_color(std::string_view color) {
  unsigned value = 0;
  const char* const end = color.data() + color.size();
  if (color.size() != 7 || color[0] != '#' || std::from_chars(color.data() + 1, end, value, 16).ptr != end) {
    bad_input("style: '{}' is no colour; write #rrggbb", color);
  }
  return fmt::format("{},{},{},255", value >> 16, value >> 8 & 255, value & 255);
}

std::string qml_symbol(std::size_t name, const Symbol& symbol, GeometryKind kind) {
  std::string layers = symbol_layer(symbol, kind);
  if (kind == GeometryKind::line && !symbol.casing.empty()) layers = symbol_layer(casing_of(symbol), kind) + layers;
  return fmt::format("<symbol name=\"{}\" type=\"{}\" alpha=\"{}\" clip_to_extent=\"1\" force_rhr=\"0\">{}</symbol>\n",
                     name, kind_of(kind).symbol, symbol.opacity, layers);
}

}  // namespace thalweg
