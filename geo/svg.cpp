#include "geo/svg.hpp"

#include <fmt/format.h>

#include <cmath>

#include "geo/error.hpp"
#include "geo/xml.hpp"

namespace thalweg {

std::string svg_number(double value) {
  if (!std::isfinite(value)) bad_input("a drawing cannot hold the number {}", value);
  std::string out = fmt::format("{:.2f}", value);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

double text_width(std::string_view text, double size) {
  double ems = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) continue;  // a later byte of a character
    ems += byte >= 0xE3U ? 1 : 0.6;
  }
  return ems * size;
}

SvgPath& SvgPath::close() {
  data_ += 'Z';
  return *this;
}

SvgPath& SvgPath::add(char command, double x, double y) {
  data_ += command;
  data_ += svg_number(x) + ' ' + svg_number(y);
  return *this;
}

Svg::Svg(std::string id, std::string title, std::string description, double width, double height)
    : id_(std::move(id)),
      title_(std::move(title)),
      description_(std::move(description)),
      width_(width),
      height_(height) {}

void Svg::open(std::string_view element, std::string_view cls) {
  body_ += fmt::format("<{} class=\"{}\"", element, cls);
}

void Svg::attribute(std::string_view name, double value) {
  body_ += fmt::format(" {}=\"{}\"", name, svg_number(value));
}

void Svg::finish(std::string_view element, std::string_view tooltip) {
  if (tooltip.empty()) {
    body_ += "/>\n";
  } else {
    body_ += fmt::format("><title>{}</title></{}>\n", xml_escaped(tooltip), element);
  }
}

void Svg::rect(std::string_view cls, double x, double y, double width, double height, std::string_view tooltip) {
  open("rect", cls);
  attribute("x", x);
  attribute("y", y);
  attribute("width", width);
  attribute("height", height);
  finish("rect", tooltip);
}

void Svg::line(std::string_view cls, double x1, double y1, double x2, double y2) {
  open("line", cls);
  attribute("x1", x1);
  attribute("y1", y1);
  attribute("x2", x2);
  attribute("y2", y2);
  finish("line", {});
}

void Svg::circle(std::string_view cls, double x, double y, double radius, std::string_view tooltip) {
  open("circle", cls);
  attribute("cx", x);
  attribute("cy", y);
  attribute("r", radius);
  finish("circle", tooltip);
}

void Svg::path(std::string_view cls, const SvgPath& path, std::string_view tooltip) {
  if (path.data().empty()) return;
  open("path", cls);
  body_ += fmt::format(" d=\"{}\"", path.data());
  finish("path", tooltip);
}

void Svg::text(std::string_view cls, double x, double y, std::string_view text, Anchor anchor) {
  open("text", cls);
  attribute("x", x);
  attribute("y", y);
  if (anchor != Anchor::start) {
    body_ += fmt::format(" text-anchor=\"{}\"", anchor == Anchor::middle ? "middle" : "end");
  }
  body_ += fmt::format(">{}</text>\n", xml_escaped(text));
}

void Svg::begin_clip(double x, double y, double width, double height) {
  const std::string clip = fmt::format("{}-clip{}", id_, ++clips_);
  body_ += fmt::format("<clipPath id=\"{}\">", clip);
  rect("tw-clip", x, y, width, height);
  body_ += fmt::format("</clipPath>\n<g clip-path=\"url(#{})\">\n", clip);
}

std::string Svg::labels() const {
  return fmt::format(
      "role=\"img\" aria-labelledby=\"{0}-title {0}-desc\">\n<title id=\"{0}-title\">{1}</title>\n"
      "<desc id=\"{0}-desc\">{2}</desc>\n",
      id_, xml_escaped(title_), xml_escaped(description_));
}

std::string Svg::element(std::string_view cls) const {
  return fmt::format("<svg class=\"{}\" viewBox=\"0 0 {} {}\" {}{}</svg>\n", cls, svg_number(width_),
                     svg_number(height_), labels(), body_);
}

std::string Svg::document(std::string_view style) const {
  const std::string width = svg_number(width_), height = svg_number(height_);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tw\" "
      "width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" {2}<style>\n{3}</style>\n"
      "<rect class=\"tw-paper\" width=\"{0}\" height=\"{1}\"/>\n{4}</svg>\n",
      width, height, labels(), style, body_);
}

}  // namespace thalweg
