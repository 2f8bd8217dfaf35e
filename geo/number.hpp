#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace thalweg {

/// Without spaces, tabs and line ends at either end.
constexpr std::string_view trimmed(std::string_view s) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
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

/// As parse_number into `value`, several times as fast for plain decimals such as `-128.153332`. (Results that pass
/// through an optional's memory would cost as much again.)
bool read_number(std::string_view text, double& value);

}  // namespace thalweg
