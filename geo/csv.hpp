#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geo/csv_marks.hpp"

namespace thalweg {

/// One field of a record, as it stands in the text.
struct CsvField {
  std::string_view raw;  ///< without the surrounding quotes
  bool escaped = false;  ///< has doubled quotes inside
  /// The field's value; `scratch` is used where quotes must be undoubled.
  [[nodiscard]] std::string_view value(std::string& scratch) const { return escaped ? undoubled(scratch) : raw; }

 private:
  std::string_view undoubled(std::string& scratch) const;
};

/// Walks over the records of RFC 4180 text: quotes, doubled quotes and line ends inside quotes; LF, CRLF or CR; empty
/// lines are skipped. A quote opens a quoted field only where the field begins, elsewhere it stands for itself; so does
/// text between a closing quote and the delimiter, together with that quote. Views into `text`, which must outlive it.
/// Linear, no copies.
class CsvScanner {
 public:
  CsvScanner(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter), marks_(text, delimiter) {}

  /// Reads the next record into `fields`. False at the end of the text.
  bool next(std::vector<CsvField>& fields);
  /// Number of the record just read, the first is 1; empty lines count, as in a spreadsheet.
  [[nodiscard]] std::uint64_t row() const { return row_; }
  /// Whether the record just read ended inside quotes (at the end of the text).
  [[nodiscard]] bool unterminated() const { return unterminated_; }
  /// Whether the record just read is well-formed UTF-8.
  [[nodiscard]] bool is_utf8() const;

 private:
  CsvField quoted_field();
  void find_end();
  void end_line();

  std::string_view text_;
  char delimiter_;
  CsvMarks marks_;
  std::size_t record_ = 0, at_ = 0;  // where the record begins, where the next field or record does
  std::size_t end_ = 0;              // the mark that ended the last field
  std::uint64_t row_ = 0;
  bool unterminated_ = false;
};

/// Divides text into chunks of whole records, as CsvScanner understands them.
class CsvDivider {
 public:
  /// Passes over an UTF-8 byte order mark.
  CsvDivider(std::string_view text, char delimiter);
  /// The next records, up to the first that ends at or after that many bytes (>= 1); empty at the end. Where the text
  /// has no quotes, it is only searched for them.
  std::string_view next(std::size_t bytes);
  /// What is still to be divided.
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  [[nodiscard]] std::size_t opening_quote(std::size_t from, std::size_t to) const;
  [[nodiscard]] std::size_t after_closing_quote(std::size_t opening) const;
  [[nodiscard]] std::size_t record_end(std::size_t at_least) const;

  std::string_view rest_;
  char delimiter_;
};

/// The delimiter of a text by its first line that is not empty: the most frequent of comma, semicolon and tab outside
/// quotes; comma if there is none.
char find_delimiter(std::string_view text);

/// Whether the text is well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace thalweg
