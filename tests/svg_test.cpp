#include "geo/svg.hpp"

#include <cpl_minixml.h>

#include <array>
#include <limits>
#include <memory>

#include "catch.hpp"
#include "geo/geodesic.hpp"
#include "geo/map_frame.hpp"
#include "geo/picture.hpp"
#include "geo/picture_style.hpp"
#include "geo/raster.hpp"
#include "geo/words.hpp"
#include "messages.hpp"
#include "routes.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

TEST_CASE("numbers of drawings have two decimals at most and are finite", "[svg]") {
  CHECK(svg_number(1) == "1");
  CHECK(svg_number(-0.001) == "0");
  CHECK(svg_number(12.3456) == "12.35");
  CHECK(svg_number(-2.5) == "-2.5");
  CHECK(svg_number(100) == "100");
  CHECK_THAT(message_of([] { svg_number(std::numeric_limits<double>::quiet_NaN()); }), Contains("cannot hold"));
}

TEST_CASE("a drawing is an image with a title and a description, whatever its texts hold", "[svg]") {
  Svg svg("id", "A & <B>", "\"quoted\"", 100, 50);
  svg.begin_clip(0, 0, 10, 10);
  svg.rect("a", 0, 0, 10, 10, "1 < 2 & 3");
  svg.path("b", SvgPath().move(0, 0).line(1.5, 2).close());
  svg.text("c", 1, 2, "혜산 <x>", Anchor::middle);
  svg.end_group();
  for (const std::string& text : {svg.element("tw"), svg.document(picture_style(Scheme::light))}) {
    CPLXMLNode* root = CPLParseXMLString(text.c_str());
    REQUIRE(root);
    const CPLXMLNode* element = CPLGetXMLNode(root, "=svg");
    REQUIRE(element);
    CHECK(std::string(CPLGetXMLValue(element, "role", "")) == "img");
    CHECK(std::string(CPLGetXMLValue(element, "aria-labelledby", "")) == "id-title id-desc");
    CHECK(std::string(CPLGetXMLValue(element, "title", "")) == "A & <B>");
    CHECK(std::string(CPLGetXMLValue(element, "desc", "")) == "\"quoted\"");
    CHECK(std::string(CPLGetXMLValue(element, "g.rect.title", "")) == "1 < 2 & 3");
    CHECK(std::string(CPLGetXMLValue(element, "g.path.d", "")) == "M0 0L1.5 2Z");
    CPLDestroyXMLNode(root);
  }
}

TEST_CASE("steps and tops of scales are round and not below what they hold", "[svg]") {
  for (double x = 1e-4; x < 1e6; x *= 1.37) {
    for (const double nice : {nice_number(x), nice_top(x)}) {
      CHECK(nice >= x * (1 - 1e-9));
      CHECK(nice <= 2 * x * (1 + 1e-9));
    }
  }
  CHECK(nice_number(2.3) == 2.5);
  CHECK(nice_top(7.9) == 8);
}

TEST_CASE("a text that is too long is cut between characters", "[svg]") {
  CHECK(fitted("Hyesan", 10, 1000) == "Hyesan");
  const std::string text = "혜산 Hyesan 惠山";
  for (double width = 0; width < text_width(text, 10); width += 3) {
    const std::string cut = fitted(text, 10, width);
    CHECK_THAT(cut, EndsWith("…"));
    const std::string kept = cut.substr(0, cut.size() - std::string("…").size());
    CHECK(text.starts_with(kept));
    const unsigned char next = static_cast<unsigned char>(text[kept.size()]);
    CHECK((next & 0xC0U) != 0x80U);
    CHECK((kept.empty() || text_width(kept, 10) + 10 <= width));
  }
}

TEST_CASE("a drawing becomes a PNG of its size", "[svg]") {
  const TempFolder folder;
  Svg svg("id", "t", "d", 30, 20);
  svg.text("tw-bold", 2, 15, "km 10");
  write_png(folder / "a.png", svg.document(picture_style(Scheme::light)), 2);
  const std::string png = bytes_of(folder / "a.png");
  REQUIRE(png.size() > 24);
  CHECK(png.substr(1, 3) == "PNG");
  CHECK(static_cast<int>(static_cast<unsigned char>(png[19])) == 60);
  CHECK(static_cast<int>(static_cast<unsigned char>(png[23])) == 40);
  CHECK_THAT(message_of([&] { write_png(folder / "b.png", "<svg", 1); }), Contains("librsvg"));
}

TEST_CASE("maps have the whole line in their frame, north up, distances to 1 %", "[svg]") {
  const double lon = GENERATE(10.0, 179.8, -75.0), lat = GENERATE(-35.0, 0.0, 60.0);
  const std::vector<Route> routes{random_walk(800, {lon, lat}, 9)};
  const MapFrame frame(routes, 720);
  for (const Pixel& p : frame.project(routes[0].vertices())) CHECK(frame.holds(p));
  Random random(10);
  const auto vertices = routes[0].vertices();
  for (int i = 0; i < 100; ++i) {
    const LonLat a = vertices[random.below(vertices.size())], b = vertices[random.below(vertices.size())];
    const std::vector<Pixel> p = frame.project(std::array{a, b});
    const double drawn_m = std::hypot(p[1].x - p[0].x, p[1].y - p[0].y) * frame.metres_per_pixel();
    CHECK(drawn_m == Approx(geodesic_between(a, b).length_m).epsilon(0.01).margin(1));
  }
  const LonLat middle = vertices[vertices.size() / 2], north{middle.lon, middle.lat + 0.1};
  const std::vector<Pixel> p = frame.project(std::array{middle, north});
  CHECK(p[1].y < p[0].y);
  CHECK(std::abs(p[1].x - p[0].x) < 0.1 * (p[0].y - p[1].y));
}

TEST_CASE("numbers are put in words as people write them", "[svg]") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1000) == "1,000");
  CHECK(count_text(12345678) == "12,345,678");
  CHECK(events_text(1) == "1 event");
  CHECK(p_text(0.00005) == "<0.0001");
  CHECK(p_text("q", 0.00005) == "q < 0.0001");
  CHECK(p_text("p", 0.0123) == "p = 0.0123");
  CHECK(percent_text(0.004) == "<1 %");
  CHECK(percent_text(0.0) == "0 %");
  CHECK(percent_text(std::nullopt) == "–");
  CHECK(length_text({10e3}) == "10 km");
  CHECK(length_text({500}) == "500 m");
  CHECK(km_text(Stretch{{1000}, {1500}}) == "1.000–1.500");
  CHECK(number_word(2) == "Two");
  CHECK(number_word(11) == "11");
}
