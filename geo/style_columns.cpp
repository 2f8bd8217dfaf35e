#include "geo/style.hpp"

#include <algorithm>

namespace thalweg {
namespace {

using Names = std::span<const std::pair<std::string, std::string>>;

/// Where the text in quotes that begins at `from` ends; the quote twice stands for itself.
std::size_t end_of_quoted(std::string_view text, std::size_t from) {
  const char quote = text[from];
  std::size_t at = from + 1;
  while (at < text.size() && (text[at] != quote || (at + 1 < text.size() && text[at + 1] == quote))) {
    at += text[at] == quote ? 2 : 1;
  }
  return std::min(at + 1, text.size());
}

void rename_column(std::string& column, Names names) {
  for (const auto& [from, to] : names) {
    if (column == from) {
      column = to;
      return;
    }
  }
}

void rename_in(std::string& expression, Names names) {
  std::string out;
  for (std::size_t at = 0; at < expression.size();) {
    const bool quoted = expression[at] == '"' || expression[at] == '\'';
    const std::size_t end = quoted ? end_of_quoted(expression, at) : at + 1;
    const std::string part = expression.substr(at, end - at);
    const auto is_it = [&](const auto& name) { return quoted_column(name.first) == part; };
    const auto renamed = std::ranges::find_if(names, is_it);
    out += renamed == names.end() ? part : quoted_column(renamed->second);
    at = end;
  }
  expression = std::move(out);
}

void rename_in(Symbol& symbol, Names names) {
  rename_in(symbol.rotation, names);
  rename_in(symbol.size_by, names);
}

void rename_in(std::vector<RuleClass>& rules, Names names) {
  for (RuleClass& rule : rules) {
    rename_in(rule.filter, names);
    if (rule.symbol) rename_in(*rule.symbol, names);
    rename_in(rule.children, names);
  }
}

template <typename Class>
void rename_in(std::vector<Class>& classes, Names names) {
  for (Class& c : classes) rename_in(c.symbol, names);
}

}  // namespace

Style with_columns_renamed(Style style, Names names) {
  for (std::string* column : {&style.attribute, &style.label_attribute, &style.time_from, &style.time_to}) {
    rename_column(*column, names);
  }
  for (ColumnAlias& alias : style.aliases) rename_column(alias.column, names);
  std::visit([&](auto& classes) { rename_in(classes, names); }, style.classes);
  for (Label& label : style.labels) {
    rename_in(label.text, names);
    rename_in(label.filter, names);
  }
  rename_in(style.order_by, names);
  return style;
}

}  // namespace thalweg
