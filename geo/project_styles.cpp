#include "geo/project_styles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "geo/qgis_xml.hpp"
#include "geo/style.hpp"

namespace thalweg {
namespace {

constexpr int kClasses = 5;
using Ramp = std::array<const char*, kClasses>;
// ColorBrewer's Blues and Oranges, without their lightest classes; both can be told apart by the colour-blind.
constexpr Ramp kBlues{"#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#084594"};
constexpr Ramp kOranges{"#fdbe85", "#fd8d3c", "#f16913", "#d94801", "#8c2d04"};
constexpr const char* kZero = "#b0b4b8";

StoredStyle graduated(const std::string& name, const std::string& expression, std::vector<RangeClass> classes) {
  Style style{name, expression, std::move(classes)};
  style.order_by = expression;
  return {name, to_qml(style, GeometryKind::line)};
}

void ground_symbol(Xml& xml, std::string_view number, const std::string& rgb) {
  fill_symbol(xml, number, rgb + ",255", "195,190,176,255", 0.2);
}

}  // namespace

StoredStyle side_style(const StripChart& chart, bool left) {
  std::vector<double> rates;
  for (const StripChart::Bar& b : chart.bars) {
    rates.push_back(b.left);
    rates.push_back(b.right);
  }
  std::vector<RangeClass> classes = rate_classes(std::move(rates), kClasses, "per km");
  int above_zero = 0;
  for (RangeClass& c : classes) {
    const bool zero = c.upper == 0;
    const auto shade = static_cast<std::size_t>(std::min(above_zero, kClasses - 1));
    const double width = zero ? 0.3 : 0.8 + 0.6 * above_zero;
    c.symbol = Symbol{zero ? kZero : (left ? kBlues : kOranges)[shade], width};
    c.symbol.offset = (width / 2 + 0.2) * (left ? -1 : 1);
    above_zero += zero ? 0 : 1;
  }
  const std::string count = left ? "\"count_left\"" : "\"count_right\"";
  return graduated((left ? chart.left : chart.right) + " side", count + " / (\"to_km\" - \"from_km\")",
                   std::move(classes));
}

StoredStyle rank_width_style() {
  return graduated("Uncertainty of the rank", "\"rank_hi\" - \"rank_lo\"",
                   {{0, 3, "rank known to 4 places or better", {"#3f007d", 2.4}},
                    {3, 9, "to 10 places", {"#6a51a3", 1.9}},
                    {9, 29, "to 30 places", {"#9e9ac8", 1.5}},
                    {29, 1e9, "to more than 30 places", {"#cbc9e2", 1.1}}});
}

StoredStyle ground_style(bool names) {
  Xml xml;
  xml.open("qgis",
           {{"version", "3.22.0"}, {"styleCategories", "Symbology|Labeling"}, {"labelsEnabled", names ? "1" : "0"}});
  xml.open("renderer-v2", {{"type", "categorizedSymbol"}, {"attr", "country"}, {"symbollevels", "0"}});
  xml.open("categories");
  xml.leaf("category", {{"value", "CHN"}, {"symbol", "0"}, {"label", "China"}, {"render", "true"}});
  xml.leaf("category", {{"value", "PRK"}, {"symbol", "1"}, {"label", "DPRK"}, {"render", "true"}});
  xml.close().open("symbols");
  ground_symbol(xml, "0", "251,249,242");
  ground_symbol(xml, "1", "243,245,239");
  xml.close().close().open("labeling", {{"type", "simple"}}).open("settings", {{"calloutType", "simple"}});
  xml.leaf("text-style", {{"fieldName", "upper(\"name\")"},
                          {"isExpression", "1"},
                          {"fontSize", "8"},
                          {"fontSizeUnit", "Point"},
                          {"fontWeight", "50"},
                          {"fontItalic", "1"},
                          {"fontLetterSpacing", "2"},
                          {"textColor", "150,146,132,255"},
                          {"textOpacity", "1"}});
  xml.leaf("placement", {{"placement", "1"}, {"centroidWhole", "0"}, {"centroidInside", "1"}});  // over the middle
  xml.leaf("rendering", {{"drawLabels", "1"}, {"obstacle", "0"}, {"fitInPolygonOnly", "0"}});
  return {std::string(kGround) + (names ? "" : " without names"), xml.close().close().close().str()};
}

StoredStyle atlas_page_style() {
  const std::string page = "\"region_id\" = attribute(@atlas_feature, 'region_id')";
  Style style{"Page of the atlas", "", std::vector<RuleClass>{{page, "This page", Symbol{"#ffeaaa", 5}}}};
  return {style.name, to_qml(style, GeometryKind::line)};
}

}  // namespace thalweg
