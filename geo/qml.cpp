#include <fmt/format.h>

#include <charconv>

#include "geo/error.hpp"
#include "geo/style.hpp"

namespace thalweg {
namespace {

/// Text as it stands inside an XML attribute. Line breaks and tabs are kept; XML 1.0 has no other control characters,
/// they become spaces.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\n' || c == '\r' || c == '\t') {
      out += fmt::format("&#{};", static_cast<int>(c));
    } else {
      out += c >= 0 && c < ' ' ? ' ' : c;
    }
  }
  return out;
}

/// A column's name inside an expression.
std::string quoted(std::string_view column) {
  std::string out = "\"";
  for (const char c : column) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

/// `#rrggbb` as QGIS writes colours: `r,g,b,a`.
std::string rgba(const std::string& color) {
  unsigned value = 0;
  const char* const end = color.data() + color.size();
  if (color.size() != 7 || color[0] != '#' || std::from_chars(color.data() + 1, end, value, 16).ptr != end) {
    bad_input("style: '{}' is no colour; write #rrggbb", color);
  }
  return fmt::format("{},{},{},255", value >> 16, value >> 8 & 255, value & 255);
}

// Without type="QString" QGIS silently takes the option as absent.
std::string option(std::string_view name, std::string_view value) {
  return fmt::format("<Option name=\"{}\" value=\"{}\" type=\"QString\"/>", name, escaped(value));
}

std::string symbol_layer(const Symbol& s, GeometryKind kind) {
  switch (kind) {
    case GeometryKind::point:
      return "<layer class=\"SimpleMarker\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">" +
             option("name", s.shape) + option("color", rgba(s.color)) + option("size", fmt::format("{}", s.size)) +
             option("size_unit", "MM") + option("outline_color", rgba(s.outline)) + option("outline_width", "0.2") +
             option("outline_width_unit", "MM") + option("outline_style", "solid") + "</Option></layer>";
    case GeometryKind::polygon:
      return "<layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">" +
             option("color", rgba(s.color)) + option("style", "solid") + option("outline_color", rgba(s.outline)) +
             option("outline_style", "solid") + option("outline_width", fmt::format("{}", s.size)) +
             option("outline_width_unit", "MM") + "</Option></layer>";
    default:
      return "<layer class=\"SimpleLine\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">" +
             option("line_color", rgba(s.color)) + option("line_style", "solid") +
             option("line_width", fmt::format("{}", s.size)) + option("line_width_unit", "MM") +
             option("capstyle", "round") + option("joinstyle", "round") + "</Option></layer>";
  }
}

std::string symbol(std::size_t name, const Symbol& s, GeometryKind kind) {
  const char* type = kind == GeometryKind::point ? "marker" : kind == GeometryKind::polygon ? "fill" : "line";
  return fmt::format("<symbol name=\"{}\" type=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">{}</symbol>\n",
                     name, type, symbol_layer(s, kind));
}

std::string renderer(const Style& style, const std::vector<RangeClass>& classes, GeometryKind kind) {
  std::string ranges, symbols;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const RangeClass& c = classes[i];
    if (!(c.lower <= c.upper))
      bad_input("style {}: class '{}' runs from {} to {}", style.name, c.label, c.lower, c.upper);
    ranges += fmt::format("<range lower=\"{}\" upper=\"{}\" symbol=\"{}\" label=\"{}\" render=\"true\"/>\n", c.lower,
                          c.upper, i, escaped(c.label));
    symbols += symbol(i, c.symbol, kind);
  }
  return fmt::format(
      "<renderer-v2 type=\"graduatedSymbol\" attr=\"{}\" graduatedMethod=\"GraduatedColor\" symbollevels=\"0\" "
      "enableorderby=\"1\">\n<ranges>\n{}</ranges>\n<symbols>\n{}</symbols>\n<orderby><orderByClause asc=\"1\" "
      "nullsFirst=\"0\">{}</orderByClause></orderby>\n</renderer-v2>\n",
      escaped(style.attribute), ranges, symbols, escaped(quoted(style.attribute)));
}

std::string renderer(const Style& style, const std::vector<ValueClass>& classes, GeometryKind kind) {
  std::string categories, symbols;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    categories += fmt::format("<category value=\"{}\" type=\"string\" symbol=\"{}\" label=\"{}\" render=\"true\"/>\n",
                              escaped(classes[i].value), i, escaped(classes[i].label));
    symbols += symbol(i, classes[i].symbol, kind);
  }
  return fmt::format(
      "<renderer-v2 type=\"categorizedSymbol\" attr=\"{}\" symbollevels=\"0\">\n<categories>\n{}</categories>\n"
      "<symbols>\n{}</symbols>\n</renderer-v2>\n",
      escaped(style.attribute), categories, symbols);
}

std::string renderer(const Style& /*style*/, const Symbol& one, GeometryKind kind) {
  return fmt::format(
      "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\">\n<symbols>\n{}</symbols>\n</renderer-v2>\n",
      symbol(0, one, kind));
}

std::string labels(const std::string& attribute) {
  if (attribute.empty()) return {};
  return fmt::format(
      "<labeling type=\"simple\"><settings calloutType=\"simple\">\n"
      "<text-style fieldName=\"{}\" fontSize=\"8\" fontSizeUnit=\"Point\" textColor=\"40,40,40,255\" "
      "isExpression=\"0\">"
      "<text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\"/>"
      "</text-style>\n<placement placement=\"6\" dist=\"1\" distUnits=\"MM\"/>\n"
      "<rendering drawLabels=\"1\" obstacle=\"1\"/>\n</settings></labeling>\n",
      escaped(attribute));
}

}  // namespace

std::string to_qml(const Style& style, GeometryKind kind) {
  if (style.name.size() > 30) bad_input("style '{}': a name has at most 30 characters", style.name);
  const std::string drawn = std::visit(
      [&](const auto& classes) {
        if constexpr (requires { classes.empty(); }) {
          if (classes.empty()) bad_input("style {}: has no classes", style.name);
        }
        return renderer(style, classes, kind);
      },
      style.classes);
  return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
         "<qgis version=\"3.22.0\" styleCategories=\"Symbology|Labeling\" labelsEnabled=\"" +
         std::string(style.label_attribute.empty() ? "0" : "1") + "\">\n" + drawn + labels(style.label_attribute) +
         "</qgis>\n";
}

}  // namespace thalweg
