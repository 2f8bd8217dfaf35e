#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg {

/// One field of a record, as it stands in the text.
struct CsvField {
  std::string_view raw;  ///< without the surrounding quotes
  bool escaped = false;  ///< has doubled quotes inside
  /// The field's value; `scratch` is used where quotes must be undoubled.
  [[nodiscard]] std::string_view value(std::string& scratch) const;
};

/// Walks over the records of RFC 4180 text: quotes, doubled quotes and line ends inside quotes, LF or CRLF, an UTF-8
/// byte order mark passed over, empty lines skipped. Views into `text`, which must outlive it. Linear, no copies.
class CsvScanner {
 public:
  CsvScanner(std::string_view text, char delimiter) : rest_(text), delimiter_(delimiter) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }
  /// Reads the next record into `fields`. False at the end of the text.
  bool next(std::vector<CsvField>& fields);
  /// Number of the record just read, the first is 1; empty lines count, as in a spreadsheet.
  [[nodiscard]] std::uint64_t row() const { return row_; }
  /// Whether the record just read ended inside quotes (at the end of the text).
  [[nodiscard]] bool unterminated() const { return unterminated_; }
  /// What is still to be read.
  [[nodiscard]] std::string_view rest() const { return rest_; }
  /// The record just read, as it stands in the text.
  [[nodiscard]] std::string_view record() const { return record_; }

 private:
  CsvField quoted_field();
  CsvField plain_field();

  std::string_view rest_;
  std::string_view record_;
  char delimiter_;
  std::uint64_t row_ = 0;
  bool unterminated_ = false;
};

/// The delimiter of a header line: the most frequent of comma, semicolon and tab outside quotes; comma if there is
/// none.
char find_delimiter(std::string_view text);

/// Whether the text is well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace thalweg
