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

}  // namespace thalweg
