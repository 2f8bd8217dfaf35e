#include "geo/report_documents.hpp"

#include <algorithm>

#include "geo/embedded.hpp"
#include "geo/locator_map.hpp"
#include "geo/picture_style.hpp"
#include "geo/space_time.hpp"
#include "geo/strip_map.hpp"

namespace thalweg {
namespace {

std::string_view embedded_template(std::string_view path) {
  return std::ranges::find(embedded_templates(), path, &EmbeddedFile::path)->bytes;
}

/// The page's rules and those of its pictures; what is printed is light.
std::string page_style() {
  return std::string(embedded_template("report.css")) + picture_style(Scheme::light) +
         "@media screen and (prefers-color-scheme:dark){\n" + picture_style(Scheme::dark) + "}\n";
}

/// A picture in both sizes, of which the page shows one.
template <typename Draw>
std::string both_sizes(Draw draw) {
  return draw(PictureSize::wide).element("tw tw-wide") + draw(PictureSize::narrow).element("tw tw-narrow");
}

void add_elements(Fields& f, const ScopeReport& report, const Surroundings& around) {
  f["style"] = page_style();
  f["strip_map"] = both_sizes([&](PictureSize size) { return strip_map(report, around, size); });
  f["locator_map"] = both_sizes([&](PictureSize size) { return locator_map(report, around, size); });
  f["space_time"] = "";
  if (report.periods.kind == PeriodKind::none) return;
  f["space_time"] = both_sizes([&](PictureSize size) { return *space_time(report, around, size); });
}

std::vector<PictureFile> add_files(Fields& f, const ScopeReport& report, const Surroundings& around) {
  std::vector<PictureFile> out;
  const auto add = [&](const char* field, const std::string& kind, const Svg& svg) {
    out.push_back({report.scope.id + "-" + kind + ".svg", svg.document(picture_style(Scheme::light))});
    f[field] = out.back().name;
  };
  add("strip_map", "strip", strip_map(report, around, PictureSize::wide));
  add("locator_map", "locator", locator_map(report, around, PictureSize::wide));
  f["space_time"] = "";
  if (const auto svg = space_time(report, around, PictureSize::wide)) add("space_time", "spacetime", *svg);
  return out;
}

}  // namespace

std::string_view ending_of(DocumentKind kind) {
  return kind == DocumentKind::html ? ".html" : ".md";
}

std::string_view default_template(DocumentKind kind) {
  return embedded_template(kind == DocumentKind::html ? "report.html" : "report.md");
}

Document make_document(DocumentKind kind, const DocumentTemplate& text, Fields fields, const ScopeReport& report,
                       const Surroundings& around) {
  Document out{report.scope.id + std::string(ending_of(kind)), {}, {}};
  if (kind == DocumentKind::html) add_elements(fields, report, around);
  if (kind == DocumentKind::markdown) out.pictures = add_files(fields, report, around);
  out.text =
      fill_template(text.text, text.name, fields, kind == DocumentKind::html ? Escaping::html : Escaping::markdown);
  return out;
}

}  // namespace thalweg
