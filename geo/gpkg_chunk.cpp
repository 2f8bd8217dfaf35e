#include "geo/gpkg_chunk.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "geo/error.hpp"
#include "geo/feature_chunk.hpp"
#include "geo/raw_row.hpp"

namespace thalweg {
namespace {

using Kind = StoredValue::Kind;

/// The WKB in a GeoPackage's geometry; nullopt if its header is not as GeoPackage has it, or of an extension.
std::optional<std::string_view> wkb_of(std::string_view geometry) {
  constexpr std::array<std::size_t, 5> envelope{0, 32, 48, 48, 64};
  constexpr std::size_t fixed = 8;
  constexpr std::string_view magic("GP\0", 3);
  if (geometry.size() < fixed || !geometry.starts_with(magic)) return std::nullopt;
  const auto flags = static_cast<unsigned char>(geometry[3]);
  const std::size_t kind = flags >> 1 & 7;
  const bool extended = (flags & 0x20) != 0;
  if (extended || kind >= envelope.size() || geometry.size() < fixed + envelope[kind]) return std::nullopt;
  return geometry.substr(fixed + envelope[kind]);
}

bool has_form(const StoredValue& value, GpkgColumn::Form form) {
  using Form = GpkgColumn::Form;
  switch (form) {
    case Form::integer32:
      return value.kind == Kind::integer && std::in_range<std::int32_t>(value.integer());
    case Form::integer64:
      return value.kind == Kind::integer;
    case Form::real:
      return value.kind == Kind::real || value.kind == Kind::integer;
    case Form::text:
      return value.kind == Kind::text;
  }
  return false;
}

/// The stored values of one row after the other.
class GpkgCells {
 public:
  GpkgCells(const GpkgTable& table, const OgrLayout& layout) : table_(table), place_(layout.types.size()) {
    std::size_t places = table.geometry() ? *table.geometry() + 1 : 0;
    for (const GpkgColumn& column : table.columns()) {
      place_[column.field] = column.place;
      places = std::max(places, column.place + 1);
    }
    values_.resize(places);
  }

  /// False if the row is not for us to read.
  [[nodiscard]] bool go_to(const StoredRow& row) {
    if (!read_record(row.record, values_)) return false;
    for (const GpkgColumn& column : table_.columns()) {
      StoredValue& value = values_[column.place];
      if (value.kind == Kind::missing && !column.has_default) value.kind = Kind::null;
      if (value.kind == Kind::real && std::isnan(value.real())) value.kind = Kind::null;  // as SQLite has it
      if (value.kind != Kind::null && !has_form(value, column.form)) return false;
    }
    return !table_.geometry() || take_geometry(values_[*table_.geometry()]);
  }

  [[nodiscard]] bool null(std::size_t field) const { return of(field).kind == Kind::null; }
  [[nodiscard]] std::int64_t integer(std::size_t field) const { return of(field).integer(); }
  [[nodiscard]] double real(std::size_t field) const {
    const StoredValue& value = of(field);  // SQLite stores whole numbers as integers
    return value.kind == Kind::real ? value.real() : static_cast<double>(value.integer());
  }
  [[nodiscard]] std::string_view text(std::size_t field) const { return of(field).bytes; }
  [[nodiscard]] std::optional<std::string_view> wkb() const { return wkb_; }

 private:
  [[nodiscard]] const StoredValue& of(std::size_t field) const { return values_[place_[field]]; }

  bool take_geometry(const StoredValue& value) {
    wkb_.reset();
    if (value.kind == Kind::null) return true;
    if (value.kind == Kind::blob) wkb_ = wkb_of(value.bytes);
    return wkb_.has_value();
  }

  const GpkgTable& table_;
  std::vector<std::size_t> place_;  // of a field in the record
  std::vector<StoredValue> values_;
  std::optional<std::string_view> wkb_;
};

class GpkgChunk : public Chunk {
 public:
  GpkgChunk(std::vector<TableLeaf> leaves, std::uint64_t rows_before, const GpkgTable& table, const OgrLayout& layout,
            const EventRules& rules)
      : leaves_(std::move(leaves)), rows_before_(rows_before), table_(table), layout_(layout), rules_(rules) {}

  void read(EventBatch& batch) override {
    RowReader reader(layout_, rules_, batch);
    GpkgCells cells(table_, layout_);
    const RawRow plain(cells, layout_);
    StoredRow row;
    try {
      for (std::size_t k = 0; k < leaves_.size(); ++k) {
        if (k + 1 < leaves_.size()) fetch(leaves_[k + 1].page);
        const TableLeaf& leaf = leaves_[k];
        for (std::size_t i = 0; i < leaf.rows; ++i) {
          take(leaf, i, row);
          if (cells.go_to(row)) {
            reader.read(plain);
          } else {
            reader.read(FeatureRow(layout_, table_.feature(row.id).get()));
          }
        }
      }
    } catch (const Error& e) {
      reading_stopped(layout_, rows_before_ + batch.rows, e.what());
    }
    table_.release(leaves_);
  }

 private:
  /// Lets the processor fetch what will be read next, which it cannot guess: cells lie backwards, pages anywhere.
  static void fetch(std::string_view page) {
    constexpr std::size_t line = 64, most = 4096;
    for (std::size_t at = 0; at < std::min(page.size(), most); at += line) __builtin_prefetch(page.data() + at);
  }

  /// Takes a row of a page; `row` was the one before, if there is one.
  static void take(const TableLeaf& leaf, std::size_t i, StoredRow& row) {
    const std::int64_t before = row.id;
    const bool whole = leaf.row(i, row);
    if (!whole || row.id < leaf.least || row.id > leaf.most || (i > 0 && row.id <= before)) {
      io_error("a page of the table is damaged");
    }
  }

  std::vector<TableLeaf> leaves_;
  std::uint64_t rows_before_;
  const GpkgTable& table_;
  const OgrLayout& layout_;
  const EventRules& rules_;
};

}  // namespace

std::unique_ptr<Chunk> gpkg_chunk(std::vector<TableLeaf> leaves, std::uint64_t rows_before, const GpkgTable& table,
                                  const OgrLayout& layout, const EventRules& rules) {
  return std::make_unique<GpkgChunk>(std::move(leaves), rows_before, table, layout, rules);
}

}  // namespace thalweg
