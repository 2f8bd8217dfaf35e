#include "geo/project_styles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "geo/style.hpp"
#include "geo/xml.hpp"

namespace thalweg {
namespace {

constexpr int kClasses = 5;
using Ramp = std::array<std::string_view, kClasses>;
// ColorBrewer's Blues and Oranges, without their lightest classes; both can be told apart by the colour-blind.
constexpr Ramp kBlues{"158,202,225", "107,174,214", "66,146,198", "33,113,181", "8,69,148"};
constexpr Ramp kOranges{"253,190,133", "253,141,60", "241,105,19", "217,72,1", "140,45,4"};
constexpr std::string_view kZero = "176,180,184";

struct LineClass {
  double lower, upper;
  std::string label;
  std::string_view rgb;
  double width, offset;  // mm; an offset > 0 is to the right of the line's direction
};

void option(Xml& xml, std::string_view name, std::string value) {
  // Without type="QString" QGIS silently takes the option as absent.
  xml.leaf("Option", {{"name", std::string(name)}, {"value", std::move(value)}, {"type", "QString"}});
}

void line_symbol(Xml& xml, std::size_t number, std::string_view rgb, double width, double offset) {
  xml.open("symbol", {{"name", fmt::format("{}", number)}, {"type", "line"}, {"alpha", "1"}, {"clip_to_extent", "1"}});
  xml.open("layer", {{"class", "SimpleLine"}, {"enabled", "1"}, {"pass", "0"}}).open("Option", {{"type", "Map"}});
  option(xml, "line_color", fmt::format("{},255", rgb));
  option(xml, "line_style", "solid");
  option(xml, "line_width", fmt::format("{:g}", width));
  option(xml, "line_width_unit", "MM");
  option(xml, "offset", fmt::format("{:g}", offset));
  option(xml, "offset_unit", "MM");
  option(xml, "capstyle", "flat");
  option(xml, "joinstyle", "round");
  xml.close().close().close();
}

void fill_symbol(Xml& xml, std::size_t number, std::string_view rgb) {
  xml.open("symbol", {{"name", fmt::format("{}", number)}, {"type", "fill"}, {"alpha", "1"}, {"clip_to_extent", "1"}});
  xml.open("layer", {{"class", "SimpleFill"}, {"enabled", "1"}, {"pass", "0"}}).open("Option", {{"type", "Map"}});
  option(xml, "color", fmt::format("{},255", rgb));
  option(xml, "style", "solid");
  option(xml, "outline_color", "195,190,176,255");
  option(xml, "outline_style", "solid");
  option(xml, "outline_width", "0.2");
  option(xml, "outline_width_unit", "MM");
  xml.close().close().close();
}

Xml document() {
  Xml xml;
  xml.open("qgis", {{"version", "3.22.0"}, {"styleCategories", "Symbology|Labeling"}, {"labelsEnabled", "0"}});
  return xml;
}

std::string graduated(const std::string& attribute, const std::vector<LineClass>& classes) {
  Xml xml = document();
  xml.open("renderer-v2", {{"type", "graduatedSymbol"},
                           {"attr", attribute},
                           {"graduatedMethod", "GraduatedColor"},
                           {"symbollevels", "0"},
                           {"enableorderby", "1"}});
  xml.open("ranges");
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const LineClass& c = classes[i];
    xml.leaf("range", {{"lower", fmt::format("{}", c.lower)},
                       {"upper", fmt::format("{}", c.upper)},
                       {"symbol", fmt::format("{}", i)},
                       {"label", c.label},
                       {"render", "true"}});
  }
  xml.close().open("symbols");
  for (std::size_t i = 0; i < classes.size(); ++i) {
    line_symbol(xml, i, classes[i].rgb, classes[i].width, classes[i].offset);
  }
  xml.close().open("orderby");
  xml.text("orderByClause", attribute, {{"asc", "1"}, {"nullsFirst", "0"}});
  return xml.close().close().close().str();
}

}  // namespace

StoredStyle side_style(const StripChart& chart, bool left) {
  std::vector<double> rates;
  for (const StripChart::Bar& b : chart.bars) {
    rates.push_back(b.left);
    rates.push_back(b.right);
  }
  std::vector<LineClass> classes;
  int above_zero = 0;
  for (const RangeClass& c : rate_classes(std::move(rates), kClasses, "per km")) {
    const bool zero = c.upper == 0;
    const auto shade = static_cast<std::size_t>(std::min(above_zero, kClasses - 1));
    const double width = zero ? 0.3 : 0.8 + 0.6 * above_zero;
    const double offset = (width / 2 + 0.2) * (left ? -1 : 1);
    classes.push_back({c.lower, c.upper, c.label, zero ? kZero : (left ? kBlues : kOranges)[shade], width, offset});
    above_zero += zero ? 0 : 1;
  }
  const std::string& side = left ? chart.left : chart.right;
  return {side + " side",
          graduated(left ? "\"count_left\" / (\"to_km\" - \"from_km\")" : "\"count_right\" / (\"to_km\" - \"from_km\")",
                    classes)};
}

StoredStyle rank_width_style() {
  const auto shade = [](double lower, double upper, std::string label, std::string_view rgb, double width) {
    return LineClass{lower, upper, std::move(label), rgb, width, 0};
  };
  return {"Uncertainty of the rank",
          graduated("\"rank_hi\" - \"rank_lo\"",
                    {shade(0, 3, "rank known to 4 places or better", "63,0,125", 2.4),
                     shade(3, 9, "to 10 places", "106,81,163", 1.9), shade(9, 29, "to 30 places", "158,154,200", 1.5),
                     shade(29, 1e9, "to more than 30 places", "203,201,226", 1.1)})};
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
  fill_symbol(xml, 0, "251,249,242");
  fill_symbol(xml, 1, "243,245,239");
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
  Xml xml = document();
  xml.open("renderer-v2", {{"type", "RuleRenderer"}, {"symbollevels", "0"}}).open("rules", {{"key", "all"}});
  xml.leaf("rule", {{"key", "page"},
                    {"symbol", "0"},
                    {"label", "This page"},
                    {"filter", "\"region_id\" = attribute(@atlas_feature, 'region_id')"}});
  xml.close().open("symbols");
  line_symbol(xml, 0, "255,234,170", 5, 0);
  return {"Page of the atlas", xml.close().close().close().str()};
}

}  // namespace thalweg
