#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace thalweg {

enum class GeometryKind { none, point, line, polygon };

/// How one symbol is drawn. `size` is a marker's diameter, a line's width or an outline's width, in millimetres.
struct Symbol {
  std::string color;  ///< `#rrggbb`
  double size = 1;
  std::string outline = "#ffffff";  ///< of markers and polygons
  std::string shape = "circle";     ///< of markers: circle, square, diamond, triangle; `line`: a tick, along north
  double outline_width = 0.2;       ///< of markers, millimetres; of a tick the thickness
  double opacity = 1;               ///< 0 to 1
  std::string dash = "solid";       ///< of lines: solid, dash, dot
  std::string fill = "solid";       ///< of polygons: solid, no, b_diagonal, f_diagonal (Qt's brushes)
  std::string rotation{};           ///< of markers: expression, degrees clockwise; empty: upright
  std::string size_by{};            ///< of markers and lines: expression, millimetres, in place of `size`
  double offset = 0;                ///< of lines, millimetres to the right of their direction; < 0 to the left
  std::string casing{};             ///< of lines: colour of an edge on both sides; empty: none
  double casing_width = 0;          ///< millimetres
  int pass = 0;                     ///< symbols of a higher pass are drawn over all of a lower one
};

/// Values in [lower, upper] of a graduated attribute; neighbouring classes share their limit. Nulls are not drawn.
struct RangeClass {
  double lower = 0;
  double upper = 0;
  std::string label{};
  Symbol symbol;
};

/// One value of a categorised attribute; the empty value takes nulls and all values that have no class.
struct ValueClass {
  std::string value;
  std::string label{};
  Symbol symbol;
};

/// Features that an expression holds for. A feature is drawn by every rule that takes it.
struct RuleClass {
  std::string filter{};  ///< QGIS expression; empty: every feature; `ELSE`: those that no rule beside takes
  std::string label{};
  std::optional<Symbol> symbol{};     ///< none: a heading in the legend
  std::vector<RuleClass> children{};  ///< of the features that this rule takes
  double scale = 0;                   ///< drawn at 1:scale and closer; 0: always
};

/// Text beside the features that an expression holds for.
struct Label {
  std::string text{};    ///< QGIS expression
  std::string filter{};  ///< QGIS expression; empty: every feature
  double scale = 0;      ///< shown at 1:scale and closer; 0: always
  double size = 8;       ///< points
  bool bold = false;     ///< else of normal weight
  int priority = 5;      ///< 0 to 10: which one stays where there is room for one
  double distance = 1;   ///< of points and lines, millimetres from the place, slantwise
  double beyond = 0;     ///< shown only at scales smaller than 1:beyond; 0: no such limit
};

/// What a column is called where people read it.
struct ColumnAlias {
  std::string column{};
  std::string alias{};
};

/// A way to draw a layer: one symbol, classes of a number, classes of a text, or rules.
struct Style {
  std::string name;       ///< at most 30 characters
  std::string attribute;  ///< column; empty: one symbol, or rules
  std::variant<Symbol, std::vector<RangeClass>, std::vector<ValueClass>, std::vector<RuleClass>> classes;
  std::string label_attribute{};  ///< column written beside the features; empty: none
  std::string description{};      ///< what is drawn and how its classes are made
  std::vector<Label> labels{};    ///< in place of label_attribute
  std::string order_by{};         ///< expression: high ones are drawn last; empty: the attribute of ranges
  std::vector<ColumnAlias> aliases{};
  std::string time_from{};  ///< column of each feature's time, for QGIS's temporal controller; empty: none
  std::string time_to{};    ///< column of its end; empty: it is an instant
};

/// A column and a text as they stand in an expression.
std::string quoted_column(std::string_view column);
std::string quoted_text(std::string_view text);

/// What stands inside the `<qgis>` element of a style document, and inside `<maplayer>` of a project: renderer, labels,
/// aliases, temporal settings, in the form that QGIS 3.22 and later accept.
/// @throws Error{bad_input} if there are no classes, a class has lower > upper, or a colour is none.
std::string style_elements(const Style& style, GeometryKind kind);

/// The style as a QGIS style document (QML). @throws the same; Error{bad_input} for a name of more than 30 characters.
std::string to_qml(const Style& style, GeometryKind kind);

/// The style for a layer in which columns have other names: pairs of a column and what it is called there.
Style with_columns_renamed(Style style, std::span<const std::pair<std::string, std::string>> names);

/// Classes of a rate: zero by itself, then head/tail breaks of the positive values (Jiang 2013,
/// doi:10.1080/00330124.2012.700499), which set the few high ones apart from the many low ones; wider and darker
/// upwards. Covers every given value; at most `classes` + 1 of them; `unit` ends each label.
std::vector<RangeClass> rate_classes(std::vector<double> values, int classes, std::string_view unit);

/// A step of a scale that is set beforehand: values up to and with `upper`.
struct Step {
  double upper = 0;
  std::string label{};
};
/// Classes between the steps from `lower` on; wider and darker upwards.
std::vector<RangeClass> stepped_classes(double lower, const std::vector<Step>& steps);

/// The classes as rules on an expression, and with `nulls` one for these, `no data`. A limit belongs to the class
/// below.
std::vector<RuleClass> range_rules(const std::vector<RangeClass>& classes, const std::string& expression, bool nulls);
/// An expression that gives the size of each value's class; nulls have that of a line along which there is nothing.
std::string class_size(const std::vector<RangeClass>& classes, const std::string& expression);

}  // namespace thalweg
