#include "geo/csv.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace thalweg {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

std::string_view CsvField::undoubled(std::string& scratch) const {
  scratch.clear();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    scratch += raw[i];
    if (raw[i] == '"' && i + 1 < raw.size() && raw[i + 1] == '"') ++i;
  }
  return scratch;
}

/// Goes to the delimiter or line end that ends the field, or to the end of the text; quotes before it stand for
/// themselves.
void CsvScanner::find_end() {
  do {
    end_ = marks_.next();
  } while (end_ < text_.size() && text_[end_] == '"');
}

CsvField CsvScanner::quoted_field() {
  marks_.next();  // the opening quote
  const std::size_t first = ++at_;
  bool escaped = false;
  std::size_t close = 0;
  for (;;) {
    close = marks_.next();
    if (close == text_.size()) {
      unterminated_ = true;
      end_ = close;
      return {text_.substr(first), escaped};
    }
    if (text_[close] != '"') continue;
    if (close + 1 == text_.size() || text_[close + 1] != '"') break;
    marks_.next();
    escaped = true;
  }
  find_end();
  if (end_ == close + 1) return {text_.substr(first, close - first), escaped};
  return {text_.substr(first, end_ - first), false};
}

/// Passes over the line end at end_.
void CsvScanner::end_line() {
  at_ = end_ + 1;
  if (text_[end_] == '\r' && at_ < text_.size() && text_[at_] == '\n') at_ = marks_.next() + 1;
}

bool CsvScanner::next(std::vector<CsvField>& fields) {
  fields.clear();
  unterminated_ = false;
  for (; at_ < text_.size() && is_line_end(text_[at_]); ++row_) {
    end_ = marks_.next();
    end_line();
  }
  if (at_ >= text_.size()) return false;
  ++row_;
  record_ = at_;
  do {
    if (at_ < text_.size() && text_[at_] == '"') {
      fields.push_back(quoted_field());
    } else {
      find_end();
      fields.push_back({{text_.data() + at_, end_ - at_}, false});
    }
    at_ = end_ + 1;
  } while (end_ < text_.size() && text_[end_] == delimiter_);
  if (end_ == text_.size()) {
    at_ = end_;
  } else {
    end_line();
  }
  return true;
}

bool CsvScanner::is_utf8() const {
  return marks_.is_ascii_from(record_) || thalweg::is_utf8(text_.substr(record_, end_ - record_));
}

CsvDivider::CsvDivider(std::string_view text, char delimiter) : rest_(text), delimiter_(delimiter) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

/// The first quote in [from, to) that opens a field, where a quoted field does not reach into it; else `to`.
std::size_t CsvDivider::opening_quote(std::size_t from, std::size_t to) const {
  for (; from < to; ++from) {
    const auto* found = static_cast<const char*>(std::memchr(rest_.data() + from, '"', to - from));
    if (!found) return to;
    from = static_cast<std::size_t>(found - rest_.data());
    if (from == 0 || rest_[from - 1] == delimiter_ || is_line_end(rest_[from - 1])) return from;
  }
  return to;
}

std::size_t CsvDivider::after_closing_quote(std::size_t opening) const {
  for (std::size_t at = opening + 1;; at += 2) {
    at = rest_.find('"', at);
    if (at == std::string_view::npos) return rest_.size();
    if (at + 1 == rest_.size() || rest_[at + 1] != '"') return at + 1;
  }
}

/// Just after the first record that ends at or after byte `at_least` (< the size).
std::size_t CsvDivider::record_end(std::size_t at_least) const {
  std::size_t plain = 0;  // from here on, quotes have not been looked at
  for (;;) {
    const std::size_t quote = opening_quote(plain, at_least);
    if (quote == at_least) break;
    plain = after_closing_quote(quote);
    if (plain >= at_least) break;
  }
  for (plain = std::max(plain, at_least);;) {
    const std::size_t end = std::min(rest_.find_first_of("\r\n", plain), rest_.size());
    const std::size_t quote = opening_quote(plain, end);
    if (quote == end) return end + (rest_.substr(end).starts_with("\r\n") ? 2 : end < rest_.size() ? 1 : 0);
    plain = after_closing_quote(quote);
  }
}

std::string_view CsvDivider::next(std::size_t bytes) {
  const std::string_view chunk = rest_.substr(0, bytes < rest_.size() ? record_end(bytes - 1) : rest_.size());
  rest_.remove_prefix(chunk.size());
  return chunk;
}

char find_delimiter(std::string_view text) {
  constexpr std::string_view marks = ",;\t";
  std::array<std::size_t, 3> count{};
  bool quoted = false;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && is_line_end(c)) break;
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
