#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thalweg {

/// Text as it stands inside an XML attribute or element. Line breaks and tabs are kept; XML 1.0 has no other control
/// characters, they become spaces.
std::string xml_escaped(std::string_view text);

/// Builds an XML text element by element, indented; what is given as text is escaped.
class Xml {
 public:
  using Attributes = std::vector<std::pair<std::string_view, std::string>>;

  explicit Xml(std::string start = {}) : text_(std::move(start)) {}

  Xml& open(std::string_view name, const Attributes& attributes = {});
  Xml& close();
  /// An element without content.
  Xml& leaf(std::string_view name, const Attributes& attributes = {});
  /// An element that holds text.
  Xml& text(std::string_view name, std::string_view content, const Attributes& attributes = {});
  /// XML that is well-formed by itself, as it is.
  Xml& raw(std::string_view xml);

  /// The text so far; every element must be closed.
  [[nodiscard]] const std::string& str() const { return text_; }

 private:
  void begin(std::string_view name, const Attributes& attributes);

  std::string text_;
  std::vector<std::string> open_;
};

}  // namespace thalweg
