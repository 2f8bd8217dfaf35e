#include <fmt/format.h>
#include <tbb/parallel_pipeline.h>

#include <algorithm>

#include "geo/csv.hpp"
#include "geo/csv_columns.hpp"
#include "geo/error.hpp"
#include "geo/event_builder.hpp"
#include "geo/mapped_file.hpp"
#include "geo/number.hpp"
#include "geo/parallel.hpp"
#include "geo/source.hpp"

namespace thalweg {
namespace {

bool is_gdelt(const std::vector<CsvField>& first, const ReadOptions& options) {
  if (gdelt_columns(first.size()).empty()) return false;
  if (options.schema == "gdelt") return first[1].raw != "SQLDATE";
  return first[1].raw.size() == 8 && std::ranges::all_of(first[1].raw, [](char c) { return c >= '0' && c <= '9'; });
}

/// What the chunks of one file share.
struct CsvTable {
  explicit CsvTable(const std::string& path)
      : name(path == "-" ? "standard input" : path),
        file(path == "-" ? MappedFile::standard_input() : MappedFile(path)),
        delimiter(find_delimiter(file.text())) {}

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
    if (!scanner.is_utf8()) return "invalid_utf8";
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
    raw_.row = scanner.row();
    for (std::size_t role = 0; role < kRoles; ++role) {
      if (const auto& at = table_.roles.index[role]) raw_.value[role] = fields_[*at].value(scratch_[role]);
    }
    if (!builder.add(raw_)) return;
    auto& own = batch.own.columns;
    for (std::size_t k = 0; k < own.size(); ++k) append(own[k], fields_[k].value(scratch_[0]));
  }

  const CsvTable& table_;
  std::string_view text_;
  std::vector<CsvField> fields_;
  RawEvent raw_;
  std::array<std::string, kRoles> scratch_;
};

class CsvSource : public Source {
 public:
  CsvSource(const std::string& path, const ReadOptions& options)
      : table_(path), options_(options), divider_(table_.file.text(), table_.delimiter) {
    read_header();
    table_.roles = find_columns(table_.columns, options_, table_.name, true);
    ToWgs84 crs = options_.crs.empty() ? ToWgs84() : ToWgs84(options_.crs, "--crs");
    table_.rules.emplace(options_, table_.roles, std::move(crs));
    if (options_.keep_columns) find_own_columns();
  }

  [[nodiscard]] const Table& own_columns() const override { return table_.own; }
  [[nodiscard]] bool has_time() const override { return table_.roles[Role::time].has_value(); }
  [[nodiscard]] std::string note() const override {
    return describe_columns(table_.name, table_.columns, table_.roles);
  }
  [[nodiscard]] std::uint64_t rows_before() const override { return header_rows_; }
  [[nodiscard]] std::optional<std::uint64_t> bytes() const override { return table_.file.text().size(); }
  [[nodiscard]] std::optional<double> share_taken() const override {
    return 1 - static_cast<double>(divider_.rest().size()) / static_cast<double>(table_.file.text().size());
  }

  std::unique_ptr<Chunk> next() override {
    const std::string_view text = divider_.next(options_.chunk_bytes);
    if (text.empty()) return nullptr;
    return std::make_unique<CsvChunk>(table_, text);
  }

 private:
  void read_header() {
    const CsvDivider start = divider_;
    std::vector<CsvField> fields;
    while (fields.empty()) {
      const std::string_view line = divider_.next(1);
      if (line.empty()) bad_input("{}: is empty; a header line with column names is needed", table_.name);
      CsvScanner scanner(line, table_.delimiter);
      scanner.next(fields);
      header_rows_ += scanner.row();
      if (scanner.is_utf8()) continue;
      bad_input("{}: the header is not UTF-8 text; convert the file, e.g. with iconv -f GB18030 -t UTF-8", table_.name);
    }
    if (is_gdelt(fields, options_)) {
      table_.columns = gdelt_columns(fields.size());
      divider_ = start;
      header_rows_ = 0;
      return;
    }
    std::string scratch;
    for (const CsvField& f : fields) table_.columns.emplace_back(trimmed(f.value(scratch)));
  }

  /// The own columns, of the types that all their values have.
  void find_own_columns() {
    const std::size_t columns = table_.columns.size();
    std::vector<ColumnKind> all(columns);
    CsvDivider divider = divider_;
    using tbb::filter_mode;
    const auto take = tbb::make_filter<void, std::string_view>(filter_mode::serial_in_order, [&](auto& flow) {
      const std::string_view text = divider.next(options_.chunk_bytes);
      if (text.empty()) flow.stop();
      return text;
    });
    const auto look =
        tbb::make_filter<std::string_view, std::vector<ColumnKind>>(filter_mode::parallel, [&](std::string_view text) {
          auto kinds = column_kinds(text, table_.delimiter, columns);
          table_.file.release(text);
          return kinds;
        });
    const auto merge = tbb::make_filter<std::vector<ColumnKind>, void>(filter_mode::serial_out_of_order,
                                                                       [&](const std::vector<ColumnKind>& kinds) {
                                                                         for (std::size_t k = 0; k < columns; ++k)
                                                                           all[k].merge(kinds[k]);
                                                                       });
    tbb::parallel_pipeline(chunks_in_flight(), take & look & merge);
    for (std::size_t k = 0; k < columns; ++k) table_.own.columns.push_back(all[k].column(table_.columns[k]));
  }

  CsvTable table_;
  const ReadOptions& options_;
  CsvDivider divider_;
  std::uint64_t header_rows_ = 0;
};

}  // namespace

std::unique_ptr<Source> open_csv(const std::string& path, const ReadOptions& options) {
  return std::make_unique<CsvSource>(path, options);
}

}  // namespace thalweg
