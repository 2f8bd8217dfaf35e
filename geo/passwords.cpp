#include "geo/passwords.hpp"

#include <regex>

namespace thalweg {

std::string without_passwords(const std::string& text) {
  const auto flags = std::regex::ECMAScript | std::regex::icase;
  static const std::regex user_info(R"((\w://[^:/?#\s@]*):[^\s]*@)", flags);
  static const std::regex in_query(R"(([?&])(ssl)?(password|passwd|pwd)=[^&\s]*&?)", flags);
  // As libpq reads them: blanks around `=`, quotes, and a backslash before any character.
  static const std::regex keyword(
      R"(\s*\b(ssl)?(password|passwd|pwd)\s*=\s*('(\\[\s\S]|[^'\\])*('|$)|\\[\s\S]|[^\s\\'])*)", flags);
  std::string out = std::regex_replace(text, user_info, "$1@");
  out = std::regex_replace(out, in_query, "$1");
  return std::regex_replace(out, keyword, "");
}

}  // namespace thalweg
