#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geo/csv.hpp"
#include "geo/error.hpp"
#include "geo/mapped_file.hpp"
#include "geo/number.hpp"
#include "geo/source.hpp"

namespace thalweg {
namespace {

/// What all values of a column could be so far.
struct Kind {
  bool integer = true, real = true, any = false;

  void see(std::string_view v) {
    if (v.empty()) return;
    any = true;
    const std::string_view digits = v.starts_with('-') ? v.substr(1) : v;
    const bool canonical = !digits.empty() && digits[0] >= '0' && digits[0] <= '9' &&
                           !(digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9');
    integer = integer && canonical && parse_number<std::int64_t>(v).has_value();
    real = real && canonical && std::isfinite(parse_number(v).value_or(INFINITY));
  }
  [[nodiscard]] Column column(std::string name) const {
    if (any && integer) return {std::move(name), Integers{}, -1, {}};
    if (any && real) return {std::move(name), Reals{}, -1, {}};
    return {std::move(name), Texts{}, -1, {}};
  }
};

void append(Column& column, std::string_view text) {
  if (auto* texts = std::get_if<Texts>(&column.values)) {
    texts->push_back(text.empty() ? std::nullopt : std::optional(std::string(text)));
  } else if (auto* reals = std::get_if<Reals>(&column.values)) {
    reals->push_back(text.empty() ? std::nullopt : parse_number(text));
  } else {
    std::get<Integers>(column.values).push_back(text.empty() ? std::nullopt : parse_number<std::int64_t>(text));
  }
}

bool is_gdelt(const std::vector<CsvField>& first, const ReadOptions& options) {
  if (gdelt_columns(first.size()).empty()) return false;
  if (options.schema == "gdelt") return first[1].raw != "SQLDATE";
  return first[1].raw.size() == 8 && std::ranges::all_of(first[1].raw, [](char c) { return c >= '0' && c <= '9'; });
}

class CsvSource : public Source {
 public:
  CsvSource(const std::string& path, const ReadOptions& options, Categories& categories)
      : name_(path == "-" ? "standard input" : path),
        options_(options),
        file_(path == "-" ? MappedFile::standard_input() : MappedFile(path)),
        scanner_(file_.text(), find_delimiter(file_.text())) {
    read_header();
    columns_ = find_columns(names_, options_, name_, true);
    ToWgs84 crs = options_.crs.empty() ? ToWgs84() : ToWgs84(options_.crs, "--crs");
    builder_.emplace(options_, columns_, std::move(crs), categories);
    if (options_.keep_columns) infer_kinds();
  }

  [[nodiscard]] const Table& own_columns() const override { return own_; }
  [[nodiscard]] bool has_time() const override { return columns_[Role::time].has_value(); }
  [[nodiscard]] std::string note() const override { return describe_columns(name_, names_, columns_); }

  bool next(EventBatch& batch) override {
    batch.source = name_;
    batch.own = own_;
    std::size_t rows = 0;
    for (; rows < options_.batch_rows && scanner_.next(fields_); ++rows) take_record(batch);
    file_.release_before(scanner_.rest().data());
    return rows > 0;
  }

 private:
  void read_header() {
    const CsvScanner start = scanner_;
    if (!scanner_.next(fields_)) bad_input("{}: is empty; a header line with column names is needed", name_);
    if (!is_utf8(scanner_.record())) {
      bad_input("{}: the header is not UTF-8 text; convert the file, e.g. with iconv -f GB18030 -t UTF-8", name_);
    }
    if (is_gdelt(fields_, options_)) {
      names_ = gdelt_columns(fields_.size());
      scanner_ = start;
      return;
    }
    std::string scratch;
    for (const CsvField& f : fields_) names_.emplace_back(trimmed(f.value(scratch)));
  }

  /// Why the record that was just scanned cannot be used at all; empty if it can.
  [[nodiscard]] std::string_view damage() const {
    if (scanner_.unterminated()) return "unterminated_quote";
    if (!is_utf8(scanner_.record())) return "invalid_utf8";
    if (fields_.size() != names_.size()) return "ragged_row";
    return {};
  }

  void take_record(EventBatch& batch) {
    if (const auto why = damage(); !why.empty()) {
      std::string value = why == "ragged_row"
                              ? fmt::format("{} fields, the header has {}", fields_.size(), names_.size())
                              : std::string();
      EventBuilder::reject(batch, scanner_.row(), why, std::move(value));
      return;
    }
    RawEvent raw{scanner_.row(), {}};
    for (std::size_t role = 0; role < kRoles; ++role) {
      if (const auto at = columns_.index[role]) raw.value[role] = fields_[*at].value(scratch_[role]);
    }
    if (!builder_->add(raw, batch)) return;
    for (std::size_t k = 0; k < own_.columns.size(); ++k) append(batch.own.columns[k], fields_[k].value(scratch_[0]));
  }

  /// The types of the own columns, from every row: a type that only most values have would lose the others.
  void infer_kinds() {
    std::vector<Kind> kinds(names_.size());
    CsvScanner scan = scanner_;
    std::string scratch;
    while (scan.next(fields_)) {
      if (scan.row() % options_.batch_rows == 0) file_.release_before(scan.rest().data());
      if (fields_.size() != names_.size()) continue;
      for (std::size_t k = 0; k < kinds.size(); ++k) kinds[k].see(fields_[k].value(scratch));
    }
    for (std::size_t k = 0; k < kinds.size(); ++k) own_.columns.push_back(kinds[k].column(names_[k]));
  }

  std::string name_;
  const ReadOptions& options_;
  MappedFile file_;
  CsvScanner scanner_;
  std::vector<std::string> names_;
  Columns columns_;
  std::optional<EventBuilder> builder_;
  Table own_;
  std::vector<CsvField> fields_;
  std::array<std::string, kRoles> scratch_;
};

}  // namespace

std::unique_ptr<Source> open_csv(const std::string& path, const ReadOptions& options, Categories& categories) {
  return std::make_unique<CsvSource>(path, options, categories);
}

}  // namespace thalweg
