#include "geo/arrow_chunk.hpp"

#include "geo/raw_row.hpp"

namespace thalweg {
namespace {

/// One column of a batch.
class ArrowValues {
 public:
  explicit ArrowValues(const ArrowArray& array)
      : valid_(static_cast<const std::uint8_t*>(array.buffers[0])),
        data_(array.buffers[1]),
        bytes_(array.n_buffers > 2 ? static_cast<const char*>(array.buffers[2]) : nullptr),
        offset_(static_cast<std::size_t>(array.offset)) {}

  [[nodiscard]] bool null(std::size_t row) const {
    const std::size_t i = row + offset_;
    return valid_ && (valid_[i / 8] >> (i % 8) & 1) == 0;
  }
  template <typename Number>
  [[nodiscard]] Number number(std::size_t row) const {
    return static_cast<const Number*>(data_)[row + offset_];
  }
  [[nodiscard]] std::string_view bytes(std::size_t row) const {
    const auto* ends = static_cast<const std::int32_t*>(data_) + row + offset_;
    return {bytes_ + ends[0], static_cast<std::size_t>(ends[1] - ends[0])};
  }
  /// Whether the bytes of a row that is not null are at least one.
  [[nodiscard]] bool any(std::size_t row) const {
    const auto* ends = static_cast<const std::int32_t*>(data_) + row + offset_;
    return ends[1] > ends[0];
  }

 private:
  const std::uint8_t* valid_;
  const void* data_;
  const char* bytes_;
  std::size_t offset_;
};

/// The stored values of one row of a batch after the other.
class ArrowCells {
 public:
  ArrowCells(const ArrowArray& batch, const ArrowColumns& columns) : columns_(columns) {
    for (std::int64_t i = 0; i < batch.n_children; ++i) values_.emplace_back(*batch.children[i]);
  }

  void go_to(std::size_t row) { row_ = row; }

  [[nodiscard]] bool null(std::size_t field) const { return of(field).null(row_); }
  [[nodiscard]] std::int64_t integer(std::size_t field) const {
    const bool narrow = columns_.field[field]->format == 'i';
    return narrow ? of(field).number<std::int32_t>(row_) : of(field).number<std::int64_t>(row_);
  }
  [[nodiscard]] double real(std::size_t field) const { return of(field).number<double>(row_); }
  [[nodiscard]] std::string_view text(std::size_t field) const { return of(field).bytes(row_); }
  [[nodiscard]] std::optional<std::string_view> wkb() const {
    const ArrowValues& values = values_[*columns_.geometry];
    return values.null(row_) ? std::nullopt : std::optional(values.bytes(row_));
  }

 private:
  [[nodiscard]] const ArrowValues& of(std::size_t field) const { return values_[columns_.field[field]->child]; }

  const ArrowColumns& columns_;
  std::vector<ArrowValues> values_;
  std::size_t row_ = 0;
};

class ArrowChunk : public Chunk {
 public:
  ArrowChunk(ArrowOwned<ArrowArray> batch, const ArrowColumns& columns, const OgrLayout& layout,
             const EventRules& rules)
      : arrow_(std::move(batch)), columns_(columns), layout_(layout), rules_(rules) {}

  void read(EventBatch& batch) override {
    RowReader reader(layout_, rules_, batch);
    ArrowCells cells(*arrow_, columns_);
    const RawRow row(cells, layout_);
    const auto count = static_cast<std::size_t>(arrow_->length);
    const auto first = static_cast<std::size_t>(arrow_->offset);
    for (std::size_t i = 0; i < count; ++i) {
      cells.go_to(first + i);
      reader.read(row);
    }
  }

 private:
  ArrowOwned<ArrowArray> arrow_;
  const ArrowColumns& columns_;
  const OgrLayout& layout_;
  const EventRules& rules_;
};

}  // namespace

bool has_whole_geometries(const ArrowArray& batch, const ArrowColumns& columns) {
  if (!columns.geometry) return true;
  const ArrowValues values(*batch.children[*columns.geometry]);
  for (std::int64_t i = 0; i < batch.length; ++i) {
    const auto row = static_cast<std::size_t>(batch.offset + i);
    if (!values.null(row) && !values.any(row)) return false;
  }
  return true;
}

std::unique_ptr<Chunk> arrow_chunk(ArrowOwned<ArrowArray> batch, const ArrowColumns& columns, const OgrLayout& layout,
                                   const EventRules& rules) {
  return std::make_unique<ArrowChunk>(std::move(batch), columns, layout, rules);
}

}  // namespace thalweg
