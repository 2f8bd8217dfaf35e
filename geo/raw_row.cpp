#include "geo/raw_row.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

#include "geo/feature_chunk.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

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
  if (wkb.size() < flat || (wkb[0] != 0 && wkb[0] != 1)) return false;
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

/// Reads the moment that a text is in the forms that nearly every layer has: `2018-04-09`, `2018-04-09T21:30:05`, that
/// with `Z`, or with three decimals and `Z`. False for others, which are left to GDAL.
bool read_plain_moment(std::string_view text, Instant& t) {
  constexpr std::size_t to_seconds = 19;
  if (text.size() < 10 || text[0] == '0' || (text.size() > 10 && text[10] != 'T')) return false;
  const bool decimals = text.size() == to_seconds + 5 && text[to_seconds] == '.' && text.back() == 'Z';
  if (!decimals) return read_usual_time(text, t);
  const char* const from = text.data() + to_seconds + 1;
  unsigned milliseconds = 0;
  if (std::from_chars(from, from + 3, milliseconds).ptr != from + 3) return false;
  if (!read_usual_time(text.substr(0, to_seconds), t)) return false;
  t.ms += milliseconds;
  return true;
}

/// A feature with a moment that GDAL is to understand, as it does where it makes features.
Feature with_text(const OgrLayout& layout, std::size_t field, std::string_view text) {
  const GdalMessages messages;
  Feature feature(OGR_F_Create(layout.definition));
  OGRField moment;
  if (OGRParseDate(std::string(text).c_str(), &moment, layout.moment_options)) {
    OGR_F_SetFieldRaw(feature.get(), static_cast<int>(field), &moment);
  }
  return feature;
}

}  // namespace

std::string_view position_of(std::string_view wkb, double& lon, double& lat) {
  if (read_point(wkb, lon, lat)) return {};
  const GdalMessages messages;
  OGRGeometryH geometry = nullptr;
  const auto made = OGR_G_CreateFromWkb(wkb.data(), nullptr, &geometry, static_cast<int>(wkb.size()));
  const Geometry owned(geometry);
  return point_of(made == OGRERR_NONE ? geometry : nullptr, lon, lat);
}

Value moment_value(const OgrLayout& layout, std::size_t field, std::string_view text, std::string& scratch) {
  if (Instant t; read_plain_moment(text, t)) return t;
  const Feature feature = with_text(layout, field, text);
  return FeatureRow(layout, feature.get()).value(field, scratch);
}

void append_moment(const OgrLayout& layout, std::size_t field, std::string_view text, Column& column) {
  if (Instant t; read_plain_moment(text, t)) {
    std::get<Instants>(column.values).emplace_back(t);
  } else {
    const Feature feature = with_text(layout, field, text);
    FeatureRow(layout, feature.get()).append(field, column);
  }
}

bool rounds_coordinates([[maybe_unused]] const OgrLayout& layout) {
#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 9, 0)
  if (layout.from_geometry) {
    const auto field = OGR_FD_GetGeomFieldDefn(layout.definition, 0);
    return OGRGeomCoordinatePrecisionGetXYResolution(OGR_GFld_GetCoordinatePrecision(field)) != 0;
  }
#endif
  return false;
}

}  // namespace thalweg
