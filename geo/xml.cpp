#include "geo/xml.hpp"

#include <fmt/format.h>

namespace thalweg {

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
      case '\n':
      case '\r':
      case '\t':
        out += fmt::format("&#{};", static_cast<int>(c));
        break;
      default:
        out += c >= 0 && c < ' ' ? ' ' : c;
    }
  }
  return out;
}

void Xml::begin(std::string_view name, const Attributes& attributes) {
  text_.append(2 * open_.size(), ' ').append("<").append(name);
  for (const auto& [key, value] : attributes) text_.append(" ").append(key).append("=\"" + xml_escaped(value) + "\"");
}

Xml& Xml::open(std::string_view name, const Attributes& attributes) {
  begin(name, attributes);
  text_ += ">\n";
  open_.emplace_back(name);
  return *this;
}

Xml& Xml::close() {
  const std::string name = std::move(open_.back());
  open_.pop_back();
  text_.append(2 * open_.size(), ' ').append("</" + name + ">\n");
  return *this;
}

Xml& Xml::leaf(std::string_view name, const Attributes& attributes) {
  begin(name, attributes);
  text_ += "/>\n";
  return *this;
}

Xml& Xml::text(std::string_view name, std::string_view content, const Attributes& attributes) {
  begin(name, attributes);
  text_.append(">" + xml_escaped(content) + "</").append(name).append(">\n");
  return *this;
}

Xml& Xml::raw(std::string_view xml) {
  text_ += xml;
  return *this;
}

}  // namespace thalweg
