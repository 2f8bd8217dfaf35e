#include "geo/csv_columns.hpp"

#include <cmath>
#include <utility>

#include "geo/number.hpp"

namespace thalweg {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_plain_number(std::string_view v) {
  if (v.starts_with('-')) v.remove_prefix(1);
  return !v.empty() && is_digit(v[0]) && !(v.size() > 1 && v[0] == '0' && is_digit(v[1]));
}

}  // namespace

void ColumnKind::see(std::string_view value) {
  if (value.empty()) return;
  any_ = true;
  if (!real_) return;
  real_ = is_plain_number(value);
  integer_ = integer_ && real_ && parse_number<std::int64_t>(value).has_value();
  double number = 0;
  if (real_ && !integer_) real_ = read_number(value, number) && std::isfinite(number);
}

void ColumnKind::merge(const ColumnKind& other) {
  integer_ = integer_ && other.integer_;
  real_ = real_ && other.real_;
  any_ = any_ || other.any_;
}

Column ColumnKind::column(std::string name) const {
  if (any_ && integer_) return {std::move(name), Integers{}, -1, {}};
  if (any_ && real_) return {std::move(name), Reals{}, -1, {}};
  return {std::move(name), Texts{}, -1, {}};
}

std::vector<ColumnKind> column_kinds(std::string_view text, char delimiter, std::size_t columns) {
  std::vector<ColumnKind> kinds(columns);
  CsvScanner scanner(text, delimiter);
  std::vector<CsvField> fields;
  std::string scratch;
  while (scanner.next(fields)) {
    if (fields.size() != columns) continue;
    for (std::size_t k = 0; k < columns; ++k) kinds[k].see(fields[k].value(scratch));
  }
  return kinds;
}

void append(Column& column, std::string_view text) {
  if (auto* texts = std::get_if<Texts>(&column.values)) {
    texts->push_back(text.empty() ? std::nullopt : std::optional(std::string(text)));
  } else if (auto* reals = std::get_if<Reals>(&column.values)) {
    double number = 0;
    reals->push_back(read_number(text, number) ? std::optional(number) : std::nullopt);
  } else {
    std::get<Integers>(column.values).push_back(text.empty() ? std::nullopt : parse_number<std::int64_t>(text));
  }
}

}  // namespace thalweg
