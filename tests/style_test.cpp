#include "geo/style.hpp"

#include <cpl_minixml.h>

#include <algorithm>
#include <memory>

#include "catch.hpp"
#include "geo/default_styles.hpp"
#include "geo/gdal.hpp"
#include "messages.hpp"
#include "random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

struct XmlDestroy {
  void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};

/// The document as another parser sees it.
std::unique_ptr<CPLXMLNode, XmlDestroy> parsed(const std::string& qml) {
  return std::unique_ptr<CPLXMLNode, XmlDestroy>(CPLParseXMLString(qml.c_str()));
}

std::string at(CPLXMLNode* node, const char* path) {
  return CPLGetXMLValue(node, path, "");
}

/// The children of an element that have a name.
std::vector<CPLXMLNode*> children(CPLXMLNode* node, const std::string& name) {
  std::vector<CPLXMLNode*> out;
  for (auto* n = node ? node->psChild : nullptr; n; n = n->psNext) {
    if (n->eType == CXT_Element && n->pszValue == name) out.push_back(n);
  }
  return out;
}

std::vector<double> limits(const std::vector<RangeClass>& classes) {
  std::vector<double> out;
  for (const RangeClass& c : classes) out.push_back(c.upper);
  return out;
}

/// A layer of one column, `value`, in memory: GDAL reads conditions as QGIS does.
struct Values {
  explicit Values(const std::vector<std::optional<double>>& values) {
    gdal_setup();
    dataset.reset(GDALCreate(GDALGetDriverByName("Memory"), "", 0, 0, 0, GDT_Unknown, nullptr));
    layer = GDALDatasetCreateLayer(dataset.get(), "values", nullptr, wkbNone, nullptr);
    const OGRFieldDefnH field = OGR_Fld_Create("value", OFTReal);
    OGR_L_CreateField(layer, field, TRUE);
    OGR_Fld_Destroy(field);
    for (const auto& v : values) {
      const Feature f(OGR_F_Create(OGR_L_GetLayerDefn(layer)));
      if (v) OGR_F_SetFieldDouble(f.get(), 0, *v);
      if (!v) OGR_F_SetFieldNull(f.get(), 0);
      REQUIRE(OGR_L_CreateFeature(layer, f.get()) == OGRERR_NONE);
    }
  }
  /// How many times each feature is taken by the rules.
  [[nodiscard]] std::vector<int> taken(const std::vector<RuleClass>& rules) const {
    std::vector<int> times(static_cast<std::size_t>(OGR_L_GetFeatureCount(layer, TRUE)));
    for (const RuleClass& rule : rules) {
      INFO(rule.filter);
      REQUIRE(OGR_L_SetAttributeFilter(layer, rule.filter.c_str()) == OGRERR_NONE);
      OGR_L_ResetReading(layer);
      while (const Feature f{OGR_L_GetNextFeature(layer)}) ++times[static_cast<std::size_t>(OGR_F_GetFID(f.get()))];
    }
    OGR_L_SetAttributeFilter(layer, nullptr);
    return times;
  }
  Dataset dataset;
  OGRLayerH layer = nullptr;
};

}  // namespace

TEST_CASE("classes cover every value, zero by itself", "[style]") {
  Random random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> values;
    for (std::size_t n = 1 + random.below(40); n > 0; --n) {
      values.push_back(random.below(3) == 0 ? 0 : random.below(2) == 0 ? 1.5 : random.uniform(0, 1e-3));
    }
    const auto classes = rate_classes(values, 5, "per km");
    CHECK(classes.size() <= 6);
    for (const double v : values) {
      CHECK(std::ranges::any_of(classes, [&](const RangeClass& c) { return c.lower <= v && v <= c.upper; }));
    }
    for (std::size_t i = 1; i + 1 < classes.size(); ++i) CHECK(classes[i].upper == classes[i + 1].lower);
  }
}

TEST_CASE("a style that would not draw is refused", "[style]") {
  CHECK_THAT(message_of([] {
               to_qml({"s", "a", std::vector<RangeClass>{}, ""}, GeometryKind::line);
             }),
             Contains("has no classes"));
  CHECK_THAT(message_of([] {
               to_qml({"s", "a", std::vector<RangeClass>{{2, 1, "x", {"#000000"}}}, ""}, GeometryKind::line);
             }),
             Contains("runs from 2 to 1"));
}

TEST_CASE("names and labels pass through a style unharmed", "[style]") {
  const std::string hostile = "<a & \"b\">\t'혜산'\n";
  const Style style{"s", hostile, std::vector<ValueClass>{{hostile, "a\x01z", {"#00ff7f"}}}, hostile};
  const auto document = parsed(to_qml(style, GeometryKind::point));
  REQUIRE(document);
  CPLXMLNode* qgis = CPLGetXMLNode(document.get(), "=qgis");
  REQUIRE(qgis);
  CHECK(at(qgis, "renderer-v2.attr") == hostile);
  CHECK(at(qgis, "renderer-v2.categories.category.value") == hostile);
  CHECK(at(qgis, "renderer-v2.categories.category.label") == "a z");
  CHECK(at(qgis, "labeling.settings.text-style.fieldName") == quoted_column(hostile));
}

TEST_CASE("every symbol that a class names is there, and every option has a type", "[style]") {
  const auto classes = rate_classes({0, 0.1, 0.2, 0.3, 1, 5}, 5, "per km");
  const Style style{"s", "rate", classes, ""};
  for (const GeometryKind kind : {GeometryKind::point, GeometryKind::line, GeometryKind::polygon}) {
    const auto document = parsed(to_qml(style, kind));
    REQUIRE(document);
    CPLXMLNode* renderer = CPLGetXMLNode(document.get(), "=qgis.renderer-v2");
    REQUIRE(renderer);
    CHECK(at(renderer, "type") == "graduatedSymbol");
    std::vector<std::string> named, defined;
    for (auto* n = CPLGetXMLNode(renderer, "ranges")->psChild; n; n = n->psNext) named.push_back(at(n, "symbol"));
    for (auto* n = CPLGetXMLNode(renderer, "symbols")->psChild; n; n = n->psNext) {
      defined.push_back(at(n, "name"));
      for (auto* o = CPLGetXMLNode(n, "layer.Option")->psChild; o; o = o->psNext) {
        if (o->eType == CXT_Element) CHECK(at(o, "type") == "QString");  // QGIS passes over options without
      }
    }
    CHECK(named.size() == classes.size());
    CHECK(named == defined);
  }
}

TEST_CASE("a colour is #rrggbb", "[style]") {
  for (const std::string wrong : {"red", "#12345", "#12345g", "#-12345", "1234567", ""}) {
    INFO(wrong);
    CHECK_THAT(message_of([&] {
                 to_qml({"s", "", Symbol{wrong}, ""}, GeometryKind::line);
               }),
               Contains("is no colour; write #rrggbb"));
  }
}

TEST_CASE("head/tail breaks are the means of what is above the last one", "[style]") {
  // 1, 1/2, ..., 1/10: their mean is 0.29290; that of 1, 1/2, 1/3 is 0.61111; above it there is 1 alone.
  std::vector<double> values;
  for (int i = 1; i <= 10; ++i) values.push_back(1.0 / i);
  const std::vector<double> found = limits(rate_classes(values, 5, "per km"));
  REQUIRE(found.size() == 3);
  CHECK(found[0] == Approx(7381.0 / 2520 / 10));
  CHECK(found[1] == Approx((1 + 1.0 / 2 + 1.0 / 3) / 3));
  CHECK(found[2] == 1);
  CHECK(limits(rate_classes({0, 0, 7, 7}, 5, "per km")) == std::vector<double>{0, 7});
  CHECK(limits(rate_classes({0}, 5, "per km")) == std::vector<double>{0});
}

TEST_CASE("rules take every value once, and nulls", "[style]") {
  Random random(8);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::optional<double>> values{std::nullopt};
    std::vector<double> known;
    for (std::size_t n = 1 + random.below(30); n > 0; --n) {
      known.push_back(random.below(4) == 0 ? 0 : random.below(3) == 0 ? 2.5 : random.uniform(0, 10));
      values.emplace_back(known.back());
    }
    const auto rules = range_rules(rate_classes(known, 4, "per km"), quoted_column("value"), true);
    CHECK(Values(values).taken(rules) == std::vector<int>(values.size(), 1));
  }
  const auto steps = range_rules(stepped_classes(0, {{0.01, "a"}, {0.05, "b"}, {1, "c"}}), "value", false);
  CHECK(Values({0.0, 0.01, 0.02, 0.05, 0.050001, 1.0, std::nullopt}).taken(steps) ==
        std::vector<int>{1, 1, 1, 1, 1, 1, 0});
}

TEST_CASE("rules have their symbols, headings none, and casings lie beneath", "[style]") {
  Symbol line{"#112233", 2};
  line.size_by = "\"n\" + 1";
  line.casing = "#000000";
  line.casing_width = 0.5;
  line.pass = 3;
  const Style style{"s", "",
                    std::vector<RuleClass>{{"", "heading", std::nullopt, {{"\"n\" < 2", "few", line, {}, 5e5}}}}};
  const auto document = parsed(to_qml(style, GeometryKind::line));
  REQUIRE(document);
  CPLXMLNode* renderer = CPLGetXMLNode(document.get(), "=qgis.renderer-v2");
  CPLXMLNode* heading = CPLGetXMLNode(renderer, "rules.rule");
  CHECK(at(renderer, "symbollevels") == "1");
  CHECK(at(heading, "label") == "heading");
  CHECK(CPLGetXMLNode(heading, "symbol") == nullptr);
  CHECK(at(heading, "rule.filter") == "\"n\" < 2");
  CHECK(at(heading, "rule.scalemaxdenom") == "500000");
  CHECK(at(heading, "rule.symbol") == at(renderer, "symbols.symbol.name"));
  const auto layers = children(CPLGetXMLNode(renderer, "symbols.symbol"), "layer");
  REQUIRE(layers.size() == 2);
  const auto option = [](CPLXMLNode* layer, const std::string& name) {
    for (CPLXMLNode* o : children(CPLGetXMLNode(layer, "Option"), "Option")) {
      if (at(o, "name") == name) return at(o, "value");
    }
    return std::string();
  };
  CHECK(option(layers[0], "line_color") == "0,0,0,255");
  CHECK(option(layers[0], "line_width") == "3");
  CHECK(option(layers[1], "line_color") == "17,34,51,255");
  CHECK(at(layers[1], "pass") == "3");
  CHECK(at(layers[1], "data_defined_properties.Option.Option.name") == "name");
}

TEST_CASE("a style's elements are what its document holds", "[style]") {
  Style style{"s", "", Symbol{"#000000"}};
  CHECK(style_elements(style, GeometryKind::point).find("temporal") == std::string::npos);
  style.aliases = {{"rate_per_km", "Events per km"}};
  style.time_from = "event_time";
  style.labels = {{"\"a\"", "\"b\" = 1", 1e6, 8, false, 5, 1, 2e5}};
  const std::string elements = style_elements(style, GeometryKind::point), qml = to_qml(style, GeometryKind::point);
  CHECK(qml.find(elements) != std::string::npos);
  const auto document = parsed(qml);
  REQUIRE(document);
  CPLXMLNode* qgis = CPLGetXMLNode(document.get(), "=qgis");
  CHECK(at(qgis, "labelsEnabled") == "1");
  CHECK(at(qgis, "styleCategories") == "Symbology|Labeling|Fields|Temporal");
  CHECK(at(qgis, "aliases.alias.field") == "rate_per_km");
  CHECK(at(qgis, "aliases.alias.name") == "Events per km");
  CHECK(at(qgis, "temporal.mode") == "1");
  CHECK(at(qgis, "temporal.startField") == "event_time");
  CHECK(at(qgis, "labeling.rules.rule.filter") == "\"b\" = 1");
  CHECK(at(qgis, "labeling.rules.rule.scalemaxdenom") == "1000000");
  CHECK(at(qgis, "labeling.rules.rule.scalemindenom") == "200000");
  style.time_to = "to_time";
  CHECK(style_elements(style, GeometryKind::point).find("mode=\"2\"") != std::string::npos);
}

TEST_CASE("texts and columns in expressions are quoted", "[style]") {
  CHECK(quoted_column("a\"b") == "\"a\"\"b\"");
  CHECK(quoted_text("o'clock \\ 1") == "'o''clock \\\\ 1'");
}

TEST_CASE("events by time: parts of the time that follow each other, day after day", "[style]") {
  constexpr std::int64_t day = 86'400'000, start = 1'496'275'200'000;  // 2017-06-01
  for (const std::int64_t days : {0, 1, 3, 4, 5, 100, 547}) {
    INFO(days);
    const Period period{{start + 5000}, {start + days * day + 9000}};
    const auto styles = events_styles({Span{50e3}, {}, period, "", {}});
    const auto& rules = std::get<std::vector<RuleClass>>(styles.back().classes);
    CHECK(styles.back().time_from == "event_time");
    CHECK(rules.back().label == "no time");
    CHECK(rules.size() == static_cast<std::size_t>(std::min<std::int64_t>(days + 1, 5)) + 1);
    CHECK(rules.front().label.starts_with("2017-06-01"));
    for (std::size_t i = 1; i + 1 < rules.size(); ++i) CHECK(rules[i - 1].label < rules[i].label);
  }
}

TEST_CASE("a style follows columns to other names, and texts stay", "[style]") {
  Style style{"Rates", "", std::vector<RuleClass>{}};
  Symbol wide{"#000000", 1};
  wide.size_by = "\"rate_per_km\" * 2";
  std::get<std::vector<RuleClass>>(style.classes) = {
      {"\"rate_per_km\" > 1", "", std::nullopt, {{"\"q\" < 0.05 AND 'the \"q\"' <> ''", "", wide}}}};
  style.labels = {{"\"rate_per_km_year\" || ' it''s \"q\"'"}};
  style.aliases = {{"rate_per_km", "Events per km"}};
  style.time_from = "q";
  const std::vector<std::pair<std::string, std::string>> names{
      {"rate_per_km", "q"}, {"q", "rate"}, {"rate_per_km_year", "rate_per_2"}};
  const Style renamed = with_columns_renamed(style, names);
  const RuleClass& rule = std::get<std::vector<RuleClass>>(renamed.classes).at(0);
  CHECK(rule.filter == "\"q\" > 1");
  CHECK(rule.children[0].filter == "\"rate\" < 0.05 AND 'the \"q\"' <> ''");
  CHECK(rule.children[0].symbol->size_by == "\"q\" * 2");
  CHECK(renamed.labels[0].text == "\"rate_per_2\" || ' it''s \"q\"'");
  CHECK(renamed.aliases[0].column == "q");
  CHECK(renamed.time_from == "rate");
}
