#include "geo/csv.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace thalweg {

std::string_view CsvField::value(std::string& scratch) const {
  if (!escaped) return raw;
  scratch.clear();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    scratch += raw[i];
    if (raw[i] == '"' && i + 1 < raw.size() && raw[i + 1] == '"') ++i;
  }
  return scratch;
}

CsvField CsvScanner::quoted_field() {
  rest_.remove_prefix(1);
  CsvField field;
  std::size_t end = 0;
  for (;; end += 2) {
    end = rest_.find('"', end);
    if (end == std::string_view::npos) {
      unterminated_ = true;
      end = rest_.size();
      break;
    }
    if (end + 1 >= rest_.size() || rest_[end + 1] != '"') break;
    field.escaped = true;
  }
  field.raw = rest_.substr(0, end);
  rest_.remove_prefix(std::min(end + 1, rest_.size()));
  return field;
}

CsvField CsvScanner::plain_field() {
  std::size_t end = 0;
  while (end < rest_.size() && rest_[end] != delimiter_ && rest_[end] != '\n' && rest_[end] != '\r') ++end;
  const CsvField field{rest_.substr(0, end), false};
  rest_.remove_prefix(end);
  return field;
}

bool CsvScanner::next(std::vector<CsvField>& fields) {
  fields.clear();
  unterminated_ = false;
  for (; !rest_.empty() && (rest_[0] == '\n' || rest_[0] == '\r'); ++row_) {
    rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
  }
  if (rest_.empty()) return false;
  ++row_;
  const std::string_view from = rest_;
  for (;;) {
    const bool quoted = !rest_.empty() && rest_[0] == '"';
    CsvField field = quoted ? quoted_field() : plain_field();
    if (quoted) {
      // Text between a closing quote and the delimiter is kept: the field is then taken as it stands.
      const std::size_t before = static_cast<std::size_t>(field.raw.data() - from.data());
      const CsvField tail = plain_field();
      if (!tail.raw.empty()) {
        field = {
            from.substr(before, static_cast<std::size_t>(tail.raw.data() + tail.raw.size() - from.data()) - before),
            false};
      }
    }
    fields.push_back(field);
    if (rest_.empty() || rest_[0] != delimiter_) break;
    rest_.remove_prefix(1);
  }
  record_ = from.substr(0, from.size() - rest_.size());
  if (!rest_.empty()) rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
  return true;
}

char find_delimiter(std::string_view text) {
  constexpr std::string_view marks = ",;\t";
  std::array<std::size_t, 3> count{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && c == '\n') break;
    const auto mark = marks.find(c);
    if (!quoted && mark != std::string_view::npos) ++count[mark];
  }
  const auto most = std::ranges::max_element(count);
  return *most == 0 ? ',' : marks[static_cast<std::size_t>(most - count.begin())];
}

bool is_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  while (p < end) {
    for (std::uint64_t eight = 0; end - p >= 8; p += 8) {  // ASCII, eight bytes at a time
      std::memcpy(&eight, p, 8);
      if (eight & 0x8080808080808080U) break;
    }
    if (p == end) break;
    const unsigned char lead = *p++;
    if (lead < 0x80) continue;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4 || end - p < more) return false;
    const unsigned low = lead == 0xE0 ? 0xA0U : lead == 0xF0 ? 0x90U : 0x80U;   // no overlong forms
    const unsigned high = lead == 0xED ? 0x9FU : lead == 0xF4 ? 0x8FU : 0xBFU;  // no surrogates, not past U+10FFFF
    if (p[0] < low || p[0] > high) return false;
    for (int i = 1; i < more; ++i) {
      if ((p[i] & 0xC0) != 0x80) return false;
    }
    p += more;
  }
  return true;
}

}  // namespace thalweg
