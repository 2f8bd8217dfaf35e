#include "geo/style.hpp"

#include <cpl_minixml.h>

#include <algorithm>
#include <memory>

#include "catch.hpp"
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
