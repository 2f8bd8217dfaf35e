#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace thalweg {

/// A number as drawings have it: at most two decimals, no trailing zeros, never -0. @throws Error{bad_input} unless it
/// is finite.
std::string svg_number(double value);

/// How wide a text runs, in the units of its size: an estimate for a sans-serif font, on the wide side. Ideographs and
/// Hangul count as one em.
double text_width(std::string_view text, double size);

/// The `d` of a path: lines from point to point.
class SvgPath {
 public:
  SvgPath& move(double x, double y) { return add('M', x, y); }
  SvgPath& line(double x, double y) { return add('L', x, y); }
  SvgPath& close();
  /// Moves on the first call, draws lines after.
  SvgPath& to(double x, double y) { return add(data_.empty() ? 'M' : 'L', x, y); }
  [[nodiscard]] const std::string& data() const { return data_; }

 private:
  SvgPath& add(char command, double x, double y);
  std::string data_;
};

enum class Anchor { start, middle, end };

/// A drawing. Shapes have classes and no colours: the page or the document that holds them gives the style
/// (picture_style.hpp). A tooltip is what is shown when the pointer rests on a shape.
class Svg {
 public:
  /// `id` is unique on the page; title and description are what a screen reader says.
  Svg(std::string id, std::string title, std::string description, double width, double height);

  void rect(std::string_view cls, double x, double y, double width, double height, std::string_view tooltip = {});
  void line(std::string_view cls, double x1, double y1, double x2, double y2);
  void circle(std::string_view cls, double x, double y, double radius, std::string_view tooltip = {});
  void path(std::string_view cls, const SvgPath& path, std::string_view tooltip = {});
  void text(std::string_view cls, double x, double y, std::string_view text, Anchor anchor = Anchor::start);
  /// From here to end_group() nothing is drawn outside of a rectangle.
  void begin_clip(double x, double y, double width, double height);
  void end_group() { body_ += "</g>\n"; }

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }
  /// The element for a page of HTML, with `cls` as its class.
  [[nodiscard]] std::string element(std::string_view cls) const;
  /// A file of its own, with its size in pixels and `style` inside.
  [[nodiscard]] std::string document(std::string_view style) const;

 private:
  void open(std::string_view element, std::string_view cls);
  void finish(std::string_view element, std::string_view tooltip);
  void attribute(std::string_view name, double value);
  [[nodiscard]] std::string labels() const;

  std::string id_, title_, description_, body_;
  double width_, height_;
  int clips_ = 0;
};

}  // namespace thalweg
