#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geo/csv.hpp"
#include "geo/error.hpp"
#include "geo/event_builder.hpp"
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

/// What the chunks of one file share.
struct CsvTable {
  std::string name;
  MappedFile file;
  char delimiter;
  std::vector<std::string> columns;
  Columns roles;
  std::optional<EventRules> rules;
  Table own;
};

class CsvChunk : public Chunk {
 public:
  CsvChunk(const CsvTable& table, std::string_view text) : table_(table), text_(text) {}

  void read(EventBatch& batch) override {
    batch.source = table_.name;
    batch.own = table_.own;
    EventBuilder builder(*table_.rules, batch);
    CsvScanner scanner(text_, table_.delimiter);
    while (scanner.next(fields_)) take_record(scanner, builder, batch);
    batch.rows = scanner.row();
    table_.file.release(text_);
  }

 private:
  /// Why the record that was just scanned cannot be used at all; empty if it can.
  [[nodiscard]] std::string_view damage(const CsvScanner& scanner) const {
    if (scanner.unterminated()) return "unterminated_quote";
    if (!is_utf8(scanner.record())) return "invalid_utf8";
    if (fields_.size() != table_.columns.size()) return "ragged_row";
    return {};
  }

  void take_record(const CsvScanner& scanner, EventBuilder& builder, EventBatch& batch) {
    if (const auto why = damage(scanner); !why.empty()) {
      std::string value = why == "ragged_row"
                              ? fmt::format("{} fields, the header has {}", fields_.size(), table_.columns.size())
                              : std::string();
      return builder.reject(scanner.row(), why, std::move(value));
    }
    RawEvent raw{scanner.row(), {}};
    for (std::size_t role = 0; role < kRoles; ++role) {
      if (const auto at = table_.roles.index[role]) raw.value[role] = fields_[*at].value(scratch_[role]);
    }
    if (!builder.add(raw)) return;
    auto& own = batch.own.columns;
    for (std::size_t k = 0; k < own.size(); ++k) append(own[k], fields_[k].value(scratch_[0]));
  }

  const CsvTable& table_;
  std::string_view text_;
  std::vector<CsvField> fields_;
  std::array<std::string, kRoles> scratch_;
};

class CsvSource : public Source {
 public:
  CsvSource(const std::string& path, const ReadOptions& options)
      : table_{path == "-" ? "standard input" : path,
               path == "-" ? MappedFile::standard_input() : MappedFile(path),
               ',',
               {},
               {},
               {},
               {}},
        options_(options),
        scanner_(table_.file.text(), find_delimiter(table_.file.text())) {
    table_.delimiter = find_delimiter(table_.file.text());
    read_header();
    table_.roles = find_columns(table_.columns, options_, table_.name, true);
    ToWgs84 crs = options_.crs.empty() ? ToWgs84() : ToWgs84(options_.crs, "--crs");
    table_.rules.emplace(options_, table_.roles, std::move(crs));
    if (options_.keep_columns) infer_kinds();
  }

  [[nodiscard]] const Table& own_columns() const override { return table_.own; }
  [[nodiscard]] bool has_time() const override { return table_.roles[Role::time].has_value(); }
  [[nodiscard]] std::string note() const override {
    return describe_columns(table_.name, table_.columns, table_.roles);
  }
  [[nodiscard]] std::uint64_t rows_before() const override { return header_rows_; }
  [[nodiscard]] std::optional<std::uint64_t> bytes() const override { return table_.file.text().size(); }
  [[nodiscard]] std::optional<double> share_taken() const override {
    const auto all = static_cast<double>(table_.file.text().size());
    return 1 - static_cast<double>(scanner_.rest().size()) / all;
  }

  std::unique_ptr<Chunk> next() override {
    const std::string_view rest = scanner_.rest();
    if (rest.empty()) return nullptr;
    while (rest.size() - scanner_.rest().size() < options_.chunk_bytes && scanner_.next(fields_)) continue;
    return std::make_unique<CsvChunk>(table_, rest.substr(0, rest.size() - scanner_.rest().size()));
  }

 private:
  void read_header() {
    const CsvScanner start = scanner_;
    if (!scanner_.next(fields_)) bad_input("{}: is empty; a header line with column names is needed", table_.name);
    if (!is_utf8(scanner_.record())) {
      bad_input("{}: the header is not UTF-8 text; convert the file, e.g. with iconv -f GB18030 -t UTF-8", table_.name);
    }
    if (is_gdelt(fields_, options_)) {
      table_.columns = gdelt_columns(fields_.size());
      scanner_ = start;
      return;
    }
    std::string scratch;
    header_rows_ = scanner_.row();
    for (const CsvField& f : fields_) table_.columns.emplace_back(trimmed(f.value(scratch)));
  }

  /// The types of the own columns, from every row: a type that only most values have would lose the others.
  void infer_kinds() {
    std::vector<Kind> kinds(table_.columns.size());
    constexpr std::uint64_t kReleaseRows = 1 << 16;
    const std::string_view rest = scanner_.rest();
    CsvScanner scan = scanner_;
    std::string scratch;
    while (scan.next(fields_)) {
      if (scan.row() % kReleaseRows == 0) table_.file.release(rest.substr(0, rest.size() - scan.rest().size()));
      if (fields_.size() != table_.columns.size()) continue;
      for (std::size_t k = 0; k < kinds.size(); ++k) kinds[k].see(fields_[k].value(scratch));
    }
    for (std::size_t k = 0; k < kinds.size(); ++k) table_.own.columns.push_back(kinds[k].column(table_.columns[k]));
  }

  CsvTable table_;
  const ReadOptions& options_;
  CsvScanner scanner_;
  std::uint64_t header_rows_ = 0;
  std::vector<CsvField> fields_;
};

}  // namespace

std::unique_ptr<Source> open_csv(const std::string& path, const ReadOptions& options) {
  return std::make_unique<CsvSource>(path, options);
}

}  // namespace thalweg
