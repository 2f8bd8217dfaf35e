#include "geo/xml.hpp"

#include <fmt/format.h>

namespace thalweg {

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\n' || c == '\r' || c == '\t') {
      out += fmt::format("&#{};", static_cast<int>(c));
    } else {
      out += c >= 0 && c < ' ' ? ' ' : c;
    }
  }
  return out;
}

}  // namespace thalweg
