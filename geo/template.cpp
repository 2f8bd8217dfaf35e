#include "geo/template.hpp"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <optional>

#include "geo/error.hpp"
#include "geo/number.hpp"
#include "geo/xml.hpp"

namespace thalweg {
namespace {

namespace mustache = kainjow::mustache;

mustache::data data_of(const Fields& fields) {
  if (fields.is_string()) return {fields.get<std::string>()};
  if (fields.is_boolean()) return {fields.get<bool>()};
  if (fields.is_array()) {
    mustache::data list(mustache::data::type::list);
    for (const Fields& item : fields) list.push_back(data_of(item));
    return list;
  }
  mustache::data object(mustache::data::type::object);
  for (const auto& [name, value] : fields.items()) object.set(name, data_of(value));
  return object;
}

/// The fields, and the first name that was asked for in vain.
class StrictContext : public mustache::context<std::string> {
 public:
  explicit StrictContext(const mustache::data* data) : context(data) {}
  [[nodiscard]] const mustache::data* get(const std::string& name) const override {
    return known(name, context::get(name));
  }
  [[nodiscard]] const mustache::data* get_partial(const std::string& name) const override {
    return known(name, context::get_partial(name));
  }
  [[nodiscard]] const std::optional<std::string>& unknown() const { return unknown_; }

 private:
  const mustache::data* known(const std::string& name, const mustache::data* found) const {
    if (!found && !unknown_) unknown_ = name;
    return found;
  }
  mutable std::optional<std::string> unknown_;
};

std::string markdown_escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

std::size_t line_at(const std::string& text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return static_cast<std::size_t>(std::count(text.begin(), end, '\n')) + 1;
}

/// Where a tag with that name is.
std::size_t line_of_tag(const std::string& text, const std::string& name) {
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const std::size_t tag = text.find_last_not_of(" \t#^/&>{", at - 1);
    if (at > 0 && text[at - 1] != '\n' && (tag == std::string::npos || tag + 1 < at)) return line_at(text, at);
  }
  return 1;
}

/// The parser's complaint, which ends with the number of a character, with that of the line.
[[noreturn]] void refuse(const std::string& text, const std::string& name, const std::string& complaint) {
  constexpr std::string_view where = " at ";
  const std::size_t at = complaint.rfind(where);
  const auto offset =
      at == std::string::npos ? std::nullopt : parse_number<std::size_t>(complaint.substr(at + where.size()));
  if (!offset) bad_input("{}: is no Mustache template: {}", name, complaint);
  bad_input("{}, line {}: is no Mustache template: {}", name, line_at(text, *offset), complaint.substr(0, at));
}

}  // namespace

std::string fill_template(const std::string& text, const std::string& name, const Fields& fields, Escaping escaping) {
  mustache::mustache parsed(text);
  if (!parsed.is_valid()) refuse(text, name, parsed.error_message());
  parsed.set_custom_escape(
      [escaping](const std::string& s) { return escaping == Escaping::html ? xml_escaped(s) : markdown_escaped(s); });
  const mustache::data data = data_of(fields);
  StrictContext context(&data);
  std::string out = parsed.render(context);
  if (!parsed.is_valid()) refuse(text, name, parsed.error_message());
  if (context.unknown()) {
    bad_input("{}, line {}: there is no field '{}' here; docs/reports.md lists the fields", name,
              line_of_tag(text, *context.unknown()), *context.unknown());
  }
  return out;
}

}  // namespace thalweg
