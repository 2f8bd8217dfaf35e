#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace thalweg {

enum class GeometryKind { none, point, line, polygon };

/// How one symbol is drawn. `size` is a marker's diameter, a line's width or an outline's width, in millimetres.
struct Symbol {
  std::string color;  ///< `#rrggbb`
  double size = 1;
  std::string outline = "#ffffff";  ///< of markers and polygons
  std::string shape = "circle";     ///< of markers: circle, square, diamond, triangle
};

/// Values in [lower, upper] of a graduated attribute; neighbouring classes share their limit.
struct RangeClass {
  double lower = 0;
  double upper = 0;
  std::string label;
  Symbol symbol;
};

/// One value of a categorised attribute.
struct ValueClass {
  std::string value;
  std::string label;
  Symbol symbol;
};

/// A layer's default drawing: one symbol, classes of a number, or classes of a text.
struct Style {
  std::string name;       ///< at most 30 characters
  std::string attribute;  ///< column; empty: one symbol
  std::variant<Symbol, std::vector<RangeClass>, std::vector<ValueClass>> classes;
  std::string label_attribute;  ///< column written beside the features; empty: none
};

/// The style as a QGIS style document that QGIS 3.22 and later accept.
/// @throws Error{bad_input} if there are no classes or a class has lower > upper.
std::string to_qml(const Style& style, GeometryKind kind);

/// Classes of a rate: zero by itself, then head/tail breaks of the positive values (Jiang 2013,
/// doi:10.1080/00330124.2012.700499), which set the few high ones apart from the many low ones; wider and darker
/// upwards. Covers every given value; at most `classes` + 1 of them; `unit` ends each label.
std::vector<RangeClass> rate_classes(std::vector<double> values, int classes, std::string_view unit);

}  // namespace thalweg
