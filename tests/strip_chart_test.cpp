#include "geo/strip_chart.hpp"

#include <cpl_minixml.h>

#include <memory>

#include "catch.hpp"
#include "geo/xml.hpp"
#include "random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

struct XmlDestroy {
  void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};
using Parsed = std::unique_ptr<CPLXMLNode, XmlDestroy>;

std::size_t count(const CPLXMLNode* node, const std::string& name) {
  std::size_t n = 0;
  for (; node; node = node->psNext) {
    n += node->eType == CXT_Element && node->pszValue == name ? 1 : 0;
    n += count(node->psChild, name);
  }
  return n;
}

StripChart random_chart(std::uint64_t seed) {
  Random random(seed);
  StripChart chart;
  for (std::size_t lane = 0; lane < 1 + random.below(60); ++lane) {
    const double length = random.uniform(0.5, 3000);
    chart.lanes.push_back({"route <" + std::to_string(lane) + "> & \"co\"", length});
    for (std::size_t i = 0; i < 10; ++i) {
      chart.bars.push_back({lane, length * static_cast<double>(i) / 10, length * static_cast<double>(i + 1) / 10,
                            random.uniform(0, 5), random.uniform(0, 5), i == 3});
    }
    chart.towns.push_back({lane, length / 2, "Ji'an", lane % 2 == 0});
  }
  return chart;
}

}  // namespace

TEST_CASE("lanes lie behind one another inside of the drawing, in one scale", "[strip_chart]") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const StripChart chart = random_chart(seed);
    const double width = 277;
    const StripScale scale(chart, width);
    double end_before = 0;
    for (std::size_t i = 0; i < chart.lanes.size(); ++i) {
      const double length = chart.lanes[i].length_km, from = scale.x_mm(i, 0), to = scale.x_mm(i, length);
      CHECK(from > end_before);
      CHECK(to - from == Approx(length * scale.mm_per_km()));
      end_before = to;
    }
    CHECK(end_before < width);
  }
}

TEST_CASE("the chart is well-formed and has two bars for a segment with events on both sides", "[strip_chart]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const StripChart chart = random_chart(seed);
    const std::string svg = strip_svg(chart, 277, 42);
    const Parsed root(CPLParseXMLString(svg.c_str()));
    REQUIRE(root);
    CHECK(count(root.get(), "rect") == 2 * chart.bars.size());
    CHECK(svg == strip_svg(chart, 277, 42));
  }
}

TEST_CASE("many bars are joined into fewer, which keep the events", "[strip_chart]") {
  StripChart chart;
  chart.lanes.push_back({"r", 1000});
  for (int i = 0; i < 50'000; ++i) chart.bars.push_back({0, i * 0.02, (i + 1) * 0.02, 3, 2, false});
  const std::string svg = strip_svg(chart, 277, 42);
  const Parsed root(CPLParseXMLString(svg.c_str()));
  REQUIRE(root);
  const std::size_t bars = count(root.get(), "rect");
  CHECK(bars == 2 * 2000);
  StripChart one = chart;  // equal rates stay as they are: the axis too
  one.bars = {{0, 0, 1000, 3, 2, false}};
  const auto labels = [](const std::string& text) { return text.substr(0, text.find("<rect")); };
  CHECK(labels(svg) == labels(strip_svg(one, 277, 42)));
}

TEST_CASE("a chart without events is drawn empty", "[strip_chart]") {
  StripChart chart;
  chart.lanes.push_back({"r", 100});
  chart.bars.push_back({0, 0, 100, 0, 0, false});
  const std::string svg = strip_svg(chart, 277, 42);
  const Parsed root(CPLParseXMLString(svg.c_str()));
  REQUIRE(root);
  CHECK(count(root.get(), "rect") == 0);
  CHECK(svg.find("nan") == svg.npos);
  CHECK(svg.find("inf") == svg.npos);
}

TEST_CASE("another parser reads back the text that was escaped", "[xml]") {
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    std::string text = "x";
    for (int i = 0; i < 20; ++i) text += static_cast<char>(' ' + random.below(95));
    text += "–鸭绿江";
    const std::string xml = Xml().text("a", text, {{"b", text}}).str();
    const Parsed root(CPLParseXMLString(xml.c_str()));
    REQUIRE(root);
    CHECK(CPLGetXMLValue(root.get(), "", "") == text);
    CHECK(CPLGetXMLValue(root.get(), "b", "") == text);
  }
  CHECK(Xml().text("a", "bell\x07").str() == "<a>bell </a>\n");
}
