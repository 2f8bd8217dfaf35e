#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "geo/layout_items.hpp"
#include "geo/project.hpp"

namespace thalweg {
namespace {

// Millimetres on an A4 page, landscape.
constexpr Box kPage{0, 0, 297, 210}, kTitle{10, 7, 277, 10}, kSubtitle{10, 16.5, 277, 6}, kMap{10, 25, 206, 119},
    kLegend{219, 25, 68, 62}, kLocator{219, 89, 68, 41}, kScaleBar{219, 134, 52, 10}, kArrow{273, 131, 12, 13},
    kAnswer{10, 146.5, 277, 5.5}, kStripNote{10, 152, 277, 4}, kStrip{10, 156.5, 277, 42},
    kSources{10, 200.5, 262, 6.5}, kPageNumber{272, 200.5, 15, 6.5};

constexpr Box kGrewMost{10, 188, 277, 5.5}, kFellMost{10, 193.5, 277, 5.5};  // below a map that has the chart's place

constexpr double kSpare = 53;    // height of the chart with its texts
constexpr double kAnswers = 12;  // of the texts below a map of the change

constexpr std::string_view kNorthArrow =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"14mm\" height=\"16mm\" viewBox=\"0 0 140 160\">"
    "<path d=\"M70 40 L98 130 L70 112 Z\" fill=\"#3a3a3a\" stroke=\"#3a3a3a\" stroke-width=\"3\"/>"
    "<path d=\"M70 40 L42 130 L70 112 Z\" fill=\"#ffffff\" stroke=\"#3a3a3a\" stroke-width=\"3\"/>"
    "<text x=\"70\" y=\"32\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"32\" font-weight=\"bold\" "
    "fill=\"#3a3a3a\">N</text></svg>";

/// A picture that needs no file.
std::string embedded(std::string_view svg) {
  char* text = CPLBase64Encode(static_cast<int>(svg.size()), reinterpret_cast<const GByte*>(svg.data()));
  std::string out = std::string("base64:") + text;
  CPLFree(text);
  return out;
}

/// Text for a label in which QGIS shall find no expression.
std::string literal(std::string text) {
  for (auto at = text.find("[%"); at != text.npos; at = text.find("[%", at + 1)) text.insert(at + 1, 1, ' ');
  return text;
}

/// A text inside an expression.
std::string expression_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += c == '\'' ? '\'' : '\\';
    out += c;
  }
  return out + "'";
}

/// What the atlas's page says of its region: where it is.
std::string region_line() {
  return "[% \"route\" || ', km ' || format_number(\"from_km\", 0) || ' – ' || format_number(\"to_km\", 0) || ' (' || "
         "format_number(\"length_km\", 0) || ' km)' || coalesce(' · ' || \"river\", '') || coalesce(' · ' || "
         "\"places\", '') %]";
}

/// The most active of those segments for which `condition` holds, in a sentence.
std::string most_active(const std::string& condition, bool several_routes) {
  return fmt::format(
      "[% coalesce('Most active: ' || array_last(aggregate({}, 'array_agg', expression:={}'km ' || "
      "format_number(\"from_km\", 1) || ' – ' || format_number(\"to_km\", 1) || ', ' || "
      "format_number(\"rate_per_km\", 2) || ' events per km (95 ' || char(37) || ' limits ' || "
      "format_number(\"rate_lo\", 2) || ' – ' || format_number(\"rate_hi\", 2) || ')' || coalesce(', ' || \"name\", "
      "''){}, order_by:=\"rate_per_km\")), '') %]",
      expression_text(layer_id("segments")), several_routes ? "\"route\" || ', ' || " : "", condition);
}

/// The segment whose rate changed most, in a sentence: with `order` after - before the one that grew most, with the
/// opposite the one that fell most.
std::string most_changed(std::string_view what, std::string_view order, bool several_routes) {
  return fmt::format(
      "[% coalesce({} || array_last(aggregate({}, 'array_agg', expression:={}'km ' || format_number(\"from_km\", 1) || "
      "' – ' || format_number(\"to_km\", 1) || coalesce(', ' || \"name\", '') || ': from ' || "
      "format_number(\"rate_before_per_km_year\", 2) || ' to ' || format_number(\"rate_after_per_km_year\", 2) || ' "
      "events per km and year' || CASE WHEN \"q_fdr\" < 0.0001 THEN ' (q < 0.0001)' ELSE ' (q = ' || "
      "format_number(\"q_fdr\", if(\"q_fdr\" < 0.01, 4, 2)) || ')' END, filter:=({}) > 0, order_by:={})), '') %]",
      expression_text(what), expression_text(layer_id("change")), several_routes ? "\"route\" || ', ' || " : "", order,
      order);
}

/// That a segment's middle is in the region of the atlas's page.
constexpr std::string_view kInRegion =
    ", filter:=\"route\" = attribute(@parent, 'route') and (\"from_km\" + \"to_km\") / 2 >= attribute(@parent, "
    "'from_km') and (\"from_km\" + \"to_km\") / 2 < attribute(@parent, 'to_km')";

/// Where the region of the atlas's page begins on the strip chart, in millimetres on the page.
std::string region_start(const StripChart& strip, const StripScale& scale) {
  std::string lanes;
  for (std::size_t i = 0; i < strip.lanes.size(); ++i) {
    lanes += fmt::format(" WHEN \"route\" = {} THEN {:.4f}", expression_text(strip.lanes[i].route),
                         kStrip.x + scale.x_mm(i, 0));
  }
  return fmt::format("CASE{} END + \"from_km\" * {:.8f}", lanes, scale.mm_per_km());
}

class Pages {
 public:
  explicit Pages(const Project& p) : p_(p) {}

  /// The page that shows everything.
  void overview(Xml& xml) const { whole(xml, "Overview", p_.title, kOverviewTheme); }

  /// The page that shows what changed after a date.
  void change(Xml& xml) const { whole(xml, "Change", p_.change_title, kChangeTheme); }

  /// A page for each region.
  void atlas(Xml& xml) const {
    xml.open("Layout", layout_attributes("Atlas of regions"));
    page(xml, kPage);
    LayoutItems items(xml);
    if (p_.facts.has_strip()) highlight(items);
    items.label(kTitle, "[% \"name\" %]", 18, true);
    items.label(kSubtitle, region_line(), 9.5);
    common(items, kAtlasTheme, kLegend, true);
    items.locator(kLocator, p_.extent.with_ratio(kLocator.w / kLocator.h), kLocatorTheme);
    items.label(kPageNumber, "[% @atlas_featurenumber %] / [% @atlas_totalfeatures %]", 8, false, Align::right);
    xml.open("customproperties").open("Option", {{"type", "Map"}});
    xml.leaf("Option", {{"name", "singleFile"}, {"value", "false"}, {"type", "bool"}}).close().close();
    xml.leaf("Atlas", {{"enabled", "1"},
                       {"coverageLayer", layer_id("regions")},
                       {"coverageLayerName", p_.find("regions")->title},
                       {"coverageLayerSource", p_.package + "|layername=regions"},
                       {"coverageLayerProvider", "ogr"},
                       {"pageNameExpression", "\"name\""},
                       {"filenamePattern",
                        "lpad(@atlas_featurenumber, 2, '0') || '_' || regexp_replace(\"name\", '[^[:alnum:]]+', '_')"},
                       {"sortFeatures", "1"},
                       {"sortKey", "\"region_id\""},
                       {"sortAscending", "1"},
                       {"filterFeatures", "0"},
                       {"hideCoverage", "0"}});
    xml.close();
  }

 private:
  /// A page of a theme as a whole.
  void whole(Xml& xml, const std::string& name, const std::string& title, std::string_view theme) const {
    xml.open("Layout", layout_attributes(name));
    page(xml, kPage);
    LayoutItems items(xml);
    items.label(kTitle, literal(title), 18, true);
    items.label(kSubtitle, literal(p_.abstract), 9.5);
    common(items, theme, {kLegend.x, kLegend.y, kLegend.w, 100}, false);
    xml.leaf("Atlas", {{"enabled", "0"}, {"coverageLayer", ""}}).close();
  }

  /// What all have: map, legend, scale bar, north arrow, answer, strip chart where there is one, sources.
  void common(LayoutItems& items, std::string_view theme, const Box& legend, bool atlas) const {
    const bool change = theme == kChangeTheme || (theme == kOverviewTheme && p_.is_about_change());
    const bool strip = p_.facts.has_strip() && !change;
    Box map = kMap, scale_bar = kScaleBar, arrow = kArrow;
    if (!strip) {  // the map takes its place
      const double spare = change ? kSpare - kAnswers : kSpare;
      map.h += spare;
      scale_bar.y += spare;
      arrow.y += spare;
    }
    items.map(map, p_.extent.with_ratio(map.w / map.h), theme, atlas);
    items.legend(legend, legend_entries(theme));
    items.picture(arrow, embedded(kNorthArrow), true);
    items.scale_bar(scale_bar);
    if (change) {
      answer_change(items);
    } else if (p_.find("segments")) {
      items.label(kAnswer, most_active(atlas ? std::string(kInRegion) : "", !atlas && p_.facts.routes.size() > 1), 9.5);
    }
    if (strip) {
      items.label(kStripNote, strip_note(), 7);
      items.picture(kStrip, embedded(strip_svg(p_.facts.strip, kStrip.w, kStrip.h)), false);
    }
    items.label(kSources, literal(p_.attribution), 6.5);
  }

  void answer_change(LayoutItems& items) const {
    const bool several = p_.facts.routes.size() > 1;
    constexpr const char* more = "\"rate_after_per_km_year\" - \"rate_before_per_km_year\"";
    constexpr const char* fewer = "\"rate_before_per_km_year\" - \"rate_after_per_km_year\"";
    items.label(kGrewMost, most_changed("Grew most: ", more, several), 9.5);
    items.label(kFellMost, most_changed("Fell most: ", fewer, several), 9.5);
  }

  /// The layers of a theme that need to be explained, results first.
  [[nodiscard]] std::vector<LegendEntry> legend_entries(std::string_view theme) const {
    std::vector<LegendEntry> out;
    const auto add = [&](bool results) {
      for (const ProjectLayer& layer : p_.layers) {
        const bool told = layer.table == "kilometre_posts" || layer.table == "regions" || layer.table == "provinces";
        const auto& shown = p_.theme(theme)->layers;
        if (told || (layer.group == "Results") != results) continue;
        if (std::ranges::find(shown, layer.table, &MapTheme::Entry::layer) == shown.end()) continue;
        out.push_back({layer_id(layer.table), layer.title, p_.package + "|layername=" + layer.table});
      }
    };
    add(true);
    add(false);
    return out;
  }

  [[nodiscard]] std::string strip_note() const {
    std::string text =
        fmt::format("Events per km along the line: {} side upwards, {} side downwards.", p_.facts.left, p_.facts.right);
    if (!p_.facts.strip.bars.empty()) {
      text += " Bars: segments, dark where there are more events than chance gives (q below 5 %).";
    }
    if (!p_.facts.strip.curve.empty()) text += " Line: smoothed.";
    return literal(text);
  }

  void highlight(LayoutItems& items) const {
    const StripScale scale(p_.facts.strip, kStrip.w);
    const Box plot{kStrip.x, kStrip.y + kStripTop, 10, kStrip.h - kStripTop - kStripBottomMargin};
    items.shade(plot, region_start(p_.facts.strip, scale), fmt::format("\"length_km\" * {:.8f}", scale.mm_per_km()));
  }

  const Project& p_;
};

}  // namespace

std::string layouts_xml(const Project& project) {
  Xml xml;
  const Pages pages(project);
  xml.open("Layouts");
  pages.overview(xml);
  if (project.theme(kChangeTheme) && !project.is_about_change()) pages.change(xml);
  if (project.theme(kAtlasTheme)) pages.atlas(xml);
  return xml.close().str();
}

}  // namespace thalweg
