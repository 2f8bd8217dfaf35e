#pragma once

#include <string>
#include <string_view>

namespace thalweg {

/// `text` with A–Z as a–z; all other bytes as they are, whatever the locale.
inline std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

/// `text` as the end of a column's name: lower_case, with letters and digits as they are and `_` for runs of all else;
/// `unnamed` where nothing is left.
inline std::string slug(std::string_view text) {
  std::string out;
  for (const char c : lower_case(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80);
    if (letter || (!out.empty() && out.back() != '_')) out += letter ? c : '_';
  }
  while (out.ends_with('_')) out.pop_back();
  return out.empty() ? "unnamed" : out;
}

}  // namespace thalweg
