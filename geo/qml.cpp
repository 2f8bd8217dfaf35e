#include <fmt/format.h>

#include "geo/error.hpp"
#include "geo/qml_labels.hpp"
#include "geo/qml_symbol.hpp"
#include "geo/style.hpp"
#include "geo/xml.hpp"

namespace thalweg {
namespace {

/// The `<renderer-v2>` element; its classes refer to symbols by number.
class Renderer {
 public:
  Renderer(const Style& style, GeometryKind kind) : style_(style), kind_(kind) {}

  std::string operator()(const Symbol& one) {
    take(one);
    return element("singleSymbol", "", "", style_.order_by);
  }

  std::string operator()(const std::vector<RangeClass>& classes) {
    require_some(classes);
    std::string ranges;
    for (const RangeClass& c : classes) {
      if (!(c.lower <= c.upper)) {
        bad_input("style {}: class '{}' runs from {} to {}", style_.name, c.label, c.lower, c.upper);
      }
      ranges += fmt::format("<range lower=\"{}\" upper=\"{}\" symbol=\"{}\" label=\"{}\" render=\"true\"/>\n", c.lower,
                            c.upper, take(c.symbol), xml_escaped(c.label));
    }
    return element("graduatedSymbol", " graduatedMethod=\"GraduatedColor\"" + attribute(),
                   "<ranges>\n" + ranges + "</ranges>\n",
                   style_.order_by.empty() ? quoted_column(style_.attribute) : style_.order_by);
  }

  std::string operator()(const std::vector<ValueClass>& classes) {
    require_some(classes);
    std::string categories;
    for (const ValueClass& c : classes) {
      categories += fmt::format("<category value=\"{}\" type=\"string\" symbol=\"{}\" label=\"{}\" render=\"true\"/>\n",
                                xml_escaped(c.value), take(c.symbol), xml_escaped(c.label));
    }
    return element("categorizedSymbol", attribute(), "<categories>\n" + categories + "</categories>\n",
                   style_.order_by);
  }

  std::string operator()(const std::vector<RuleClass>& classes) {
    require_some(classes);
    return element("RuleRenderer", "", "<rules key=\"rules\">\n" + rules(classes, "rule") + "</rules>\n",
                   style_.order_by);
  }

 private:
  template <typename Classes>
  void require_some(const Classes& classes) const {
    if (classes.empty()) bad_input("style {}: has no classes", style_.name);
  }

  std::size_t take(const Symbol& s) {
    symbols_ += qml_symbol(count_, s, kind_);
    levels_ = levels_ || s.pass != 0;
    return count_++;
  }

  [[nodiscard]] std::string attribute() const { return fmt::format(" attr=\"{}\"", xml_escaped(style_.attribute)); }

  std::string rules(const std::vector<RuleClass>& classes, const std::string& key) {
    std::string out;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      const RuleClass& c = classes[i];
      const std::string own = fmt::format("{}-{}", key, i);
      out += fmt::format("<rule key=\"{}\" label=\"{}\"", own, xml_escaped(c.label));
      if (!c.filter.empty()) out += fmt::format(" filter=\"{}\"", xml_escaped(c.filter));
      if (c.symbol) out += fmt::format(" symbol=\"{}\"", take(*c.symbol));
      if (c.scale > 0) out += fmt::format(" scalemindenom=\"1\" scalemaxdenom=\"{}\"", c.scale);
      out += fmt::format(">{}</rule>\n", rules(c.children, own));
    }
    return out;
  }

  [[nodiscard]] std::string element(std::string_view type, const std::string& attributes, const std::string& classes,
                                    const std::string& order) const {
    const std::string ordered =
        order.empty() ? ""
                      : fmt::format("<orderby><orderByClause asc=\"1\" nullsFirst=\"1\">{}</orderByClause></orderby>\n",
                                    xml_escaped(order));
    return fmt::format(
        "<renderer-v2 type=\"{}\"{} symbollevels=\"{}\" enableorderby=\"{}\">\n{}<symbols>\n{}</symbols>\n{}"
        "</renderer-v2>\n",
        type, attributes, levels_ ? 1 : 0, order.empty() ? 0 : 1, classes, symbols_, ordered);
  }

  const Style& style_;
  GeometryKind kind_;
  std::string symbols_;
  std::size_t count_ = 0;
  bool levels_ = false;
};

std::string labelling(const Style& style, GeometryKind kind) {
  if (!style.labels.empty()) return qml_labels(style.labels, kind);
  return style.label_attribute.empty() ? "" : qml_labels(style.label_attribute, kind);
}

std::string aliases(const Style& style) {
  if (style.aliases.empty()) return {};
  std::string all;
  for (const auto& [column, alias] : style.aliases) {
    all += fmt::format("<alias field=\"{}\" name=\"{}\"/>\n", xml_escaped(column), xml_escaped(alias));
  }
  return "<aliases>\n" + all + "</aliases>\n";
}

/// QGIS's modes: 1, an instant in one column; 2, start and end in two.
std::string temporal(const Style& style) {
  if (style.time_from.empty()) return {};
  return fmt::format(
      "<temporal enabled=\"1\" mode=\"{}\" startField=\"{}\" endField=\"{}\" startExpression=\"\" endExpression=\"\" "
      "durationField=\"\" durationUnit=\"min\" fixedDuration=\"0\" accumulate=\"0\" limitMode=\"0\">"
      "<fixedRange><start></start><end></end></fixedRange></temporal>\n",
      style.time_to.empty() ? 1 : 2, xml_escaped(style.time_from), xml_escaped(style.time_to));
}

}  // namespace

std::string quoted_column(std::string_view column) {
  std::string out = "\"";
  for (const char c : column) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

std::string quoted_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  return out + '\'';
}

std::string style_elements(const Style& style, GeometryKind kind) {
  return std::visit(Renderer(style, kind), style.classes) + labelling(style, kind) + aliases(style) + temporal(style);
}

std::string to_qml(const Style& style, GeometryKind kind) {
  if (style.name.size() > 30) bad_input("style '{}': a name has at most 30 characters", style.name);
  const bool labelled = !style.labels.empty() || !style.label_attribute.empty();
  return fmt::format(
      "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\" "
      "styleCategories=\"Symbology|Labeling{}{}\" labelsEnabled=\"{}\">\n{}</qgis>\n",
      style.aliases.empty() ? "" : "|Fields", style.time_from.empty() ? "" : "|Temporal", labelled ? 1 : 0,
      style_elements(style, kind));
}

}  // namespace thalweg
