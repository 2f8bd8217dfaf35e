#include "geo/arrow_chunk.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "geo/feature_chunk.hpp"
#include "geo/time.hpp"

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
  /// Up to the first null character, as C has it.
  [[nodiscard]] std::string_view text(std::size_t row) const {
    const std::string_view all = bytes(row);
    const void* end = all.empty() ? nullptr : std::memchr(all.data(), 0, all.size());
    return end ? all.substr(0, static_cast<std::size_t>(static_cast<const char*>(end) - all.data())) : all;
  }

 private:
  const std::uint8_t* valid_;
  const void* data_;
  const char* bytes_;
  std::size_t offset_;
};

template <typename Number>
Number load(const char* at, bool little) {
  std::array<char, sizeof(Number)> raw;
  std::memcpy(raw.data(), at, raw.size());
  if (little != (std::endian::native == std::endian::little)) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<Number>(raw);
}

/// The coordinates of a point in WKB, of any dimension and byte order; false if it is anything else.
bool read_point(std::string_view wkb, double& x, double& y) {
  constexpr std::size_t flat = 21;
  if (wkb.size() < flat) return false;
  const bool little = wkb[0] == 1;
  const auto type = load<std::uint32_t>(wkb.data() + 1, little);
  const std::size_t more = type == wkbPoint                               ? 0
                           : type == wkbPoint25D                          ? 8
                           : type == 1000 + wkbPoint || type == wkbPointM ? 8
                           : type == wkbPointZM                           ? 16
                                                                          : wkb.size();
  if (wkb.size() < flat + more) return false;
  x = load<double>(wkb.data() + 5, little);
  y = load<double>(wkb.data() + 13, little);
  return !(std::isnan(x) && std::isnan(y));
}

/// The moment that a text is in the forms that nearly every layer has: `2018-04-09`, `2018-04-09T21:30:05`, that with
/// `Z`, or with up to three decimals and `Z`. Others are left to GDAL.
std::optional<Instant> plain_moment(std::string_view text) {
  if (text.size() < 10 || text.size() > 24 || text[0] == '0' || (text.size() > 10 && text[10] != 'T')) return {};
  if (Instant t; read_usual_time(text, t)) return t;
  const bool decimals = text.size() > 20 && text[4] == '-' && text[13] == ':' && text[16] == ':' && text[19] == '.';
  return decimals && text.back() == 'Z' ? parse_iso8601(text) : std::nullopt;
}

class ArrowRows {
 public:
  ArrowRows(const ArrowArray& batch, const ArrowColumns& columns, const OgrLayout& layout)
      : columns_(columns), layout_(layout) {
    for (std::int64_t i = 0; i < batch.n_children; ++i) values_.emplace_back(*batch.children[i]);
  }

  void go_to(std::size_t row) { row_ = row; }

  [[nodiscard]] Value value(std::size_t field, std::string& scratch) const {
    const auto [child, format] = *columns_.field[field];
    const ArrowValues& values = values_[child];
    if (values.null(row_)) return {};
    if (format == 'i' || format == 'l') return static_cast<double>(integer(values, format));
    if (format == 'g') return values.number<double>(row_);
    const std::string_view text = values.text(row_);
    if (std::holds_alternative<Texts>(layout_.types[field].values)) return text;
    if (const auto moment = plain_moment(text)) return *moment;
    const Feature feature = with_text(field, text);
    return FeatureRow(layout_, feature.get()).value(field, scratch);
  }

  void append(std::size_t field, Column& column) const {
    const auto [child, format] = *columns_.field[field];
    const ArrowValues& values = values_[child];
    if (values.null(row_)) {
      std::visit([](auto& all) { all.emplace_back(); }, column.values);
    } else if (auto* integers = std::get_if<Integers>(&column.values)) {
      integers->emplace_back(integer(values, format));
    } else if (auto* reals = std::get_if<Reals>(&column.values)) {
      const auto v = values.number<double>(row_);
      reals->push_back(std::isfinite(v) ? std::optional(v) : std::nullopt);
    } else if (auto* texts = std::get_if<Texts>(&column.values)) {
      texts->emplace_back(values.text(row_));
    } else if (const auto moment = plain_moment(values.text(row_))) {
      std::get<Instants>(column.values).push_back(moment);
    } else {
      const Feature feature = with_text(field, values.text(row_));
      FeatureRow(layout_, feature.get()).append(field, column);
    }
  }

  std::string_view position(double& lon, double& lat) const {
    const ArrowValues& values = values_[*columns_.geometry];
    if (values.null(row_)) return "no_geometry";
    const std::string_view wkb = values.bytes(row_);
    if (read_point(wkb, lon, lat)) return {};
    const GdalMessages messages;
    OGRGeometryH geometry = nullptr;
    const auto made = OGR_G_CreateFromWkb(wkb.data(), nullptr, &geometry, static_cast<int>(wkb.size()));
    const Geometry owned(geometry);
    return point_of(made == OGRERR_NONE ? geometry : nullptr, lon, lat);
  }

 private:
  [[nodiscard]] std::int64_t integer(const ArrowValues& values, char format) const {
    return format == 'i' ? values.number<std::int32_t>(row_) : values.number<std::int64_t>(row_);
  }

  /// A feature with a moment that GDAL is to understand, as it does where it makes features.
  [[nodiscard]] Feature with_text(std::size_t field, std::string_view text) const {
    const GdalMessages messages;
    Feature feature(OGR_F_Create(layout_.definition));
    OGRField moment;
    if (OGRParseDate(std::string(text).c_str(), &moment, layout_.moment_options)) {
      OGR_F_SetFieldRaw(feature.get(), static_cast<int>(field), &moment);
    }
    return feature;
  }

  const ArrowColumns& columns_;
  const OgrLayout& layout_;
  std::vector<ArrowValues> values_;
  std::size_t row_ = 0;
};

class ArrowChunk : public Chunk {
 public:
  ArrowChunk(ArrowOwned<ArrowArray> batch, const ArrowColumns& columns, const OgrLayout& layout,
             const EventRules& rules)
      : arrow_(std::move(batch)), columns_(columns), layout_(layout), rules_(rules) {}

  void read(EventBatch& batch) override {
    batch.source = layout_.name;
    batch.own = layout_.own;
    EventBuilder builder(rules_, batch);
    RoleTexts scratch;
    ArrowRows rows(*arrow_, columns_, layout_);
    const auto count = static_cast<std::size_t>(arrow_->length);
    const auto first = static_cast<std::size_t>(arrow_->offset);
    for (std::size_t i = 0; i < count; ++i) {
      rows.go_to(first + i);
      understand(rows, ++batch.rows, layout_, builder, batch, scratch);
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
