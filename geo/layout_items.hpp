#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "geo/map_crs.hpp"
#include "geo/xml.hpp"

namespace thalweg {

/// A place on the page, millimetres from its top left corner.
struct Box {
  double x = 0, y = 0, w = 0, h = 0;
};

struct LegendEntry {
  std::string layer;  ///< id in the project
  std::string title;
  std::string source;
};

enum class Align { left, right };

/// Attributes of the element `Layout`: 300 dpi, millimetres.
Xml::Attributes layout_attributes(std::string_view name);
/// The layout's only page, white.
void page(Xml& xml, const Box& size);

/// Writes the items of one QGIS print layout; each lies above those before it. Scale bar, legend, arrow and locator
/// belong to the map, which must be there once.
class LayoutItems {
 public:
  explicit LayoutItems(Xml& xml) : xml_(xml) {}

  /// A text, in which `[% ... %]` is an expression.
  void label(const Box& at, const std::string& text, double points, bool bold = false, Align align = Align::left);
  /// The map. `atlas`: it shows the feature of the page, with a margin.
  void map(const Box& at, const Extent& extent, std::string_view theme, bool atlas);
  /// A small map on which the extent of the map is framed.
  void locator(const Box& at, const Extent& extent, std::string_view theme);
  void legend(const Box& at, const std::vector<LegendEntry>& entries);
  void scale_bar(const Box& at);
  /// `source` is a path or `base64:...`, an SVG drawing. `north`: turned with the map's true north.
  void picture(const Box& at, const std::string& source, bool north);
  /// A shaded rectangle whose left edge and width are expressions, in millimetres.
  void shade(const Box& at, const std::string& x, const std::string& width);

 private:
  void begin(const Box& at, int type, const std::string& id, Xml::Attributes more);
  void begin_map(const Box& at, std::string_view id, const Extent& shown, std::string_view theme);
  void object(const std::vector<std::pair<std::string_view, std::string>>& expressions = {});

  Xml& xml_;
  int count_ = 0;
};

}  // namespace thalweg
