#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace thalweg {

/// Without spaces, tabs and line ends at either end.
constexpr std::string_view trimmed(std::string_view s) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = s.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(blank) - first + 1);
}

/// The number that the whole text is, with a point as decimal mark in any locale; `inf` and `nan` count as numbers
/// here. nullopt if anything is left over, or it overflows.
template <typename Number = double>
std::optional<Number> parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace thalweg
