#pragma once

#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "geo/ogr_layout.hpp"

namespace thalweg {

/// Position of a geometry in WKB, as point_of (feature_chunk.hpp) has that of the geometry.
std::string_view position_of(std::string_view wkb, double& lon, double& lat);
/// A moment that is stored as text, up to the first null character, as a feature's field of a date or time would hold
/// it.
Value moment_value(const OgrLayout& layout, std::size_t field, std::string_view text, std::string& scratch);
/// Appends it to the column of that field.
void append_moment(const OgrLayout& layout, std::size_t field, std::string_view text, Column& column);
/// From GDAL 3.9 on a layer may state a precision of its coordinates to which features round them.
bool rounds_coordinates(const OgrLayout& layout);

/// A row as it is stored, of which no feature was made; its values are those that the feature would have. `Cells` hands
/// over what is stored, which is of the field's type: `null(field)`, `integer(field)`, `real(field)`, `text(field)`,
/// and `wkb()`, nullopt if there is no geometry.
template <typename Cells>
class RawRow {
 public:
  RawRow(const Cells& cells, const OgrLayout& layout) : cells_(cells), layout_(layout) {}

  [[nodiscard]] Value value(std::size_t field, std::string& scratch) const {
    const auto& type = layout_.types[field].values;
    if (cells_.null(field)) return {};
    if (std::holds_alternative<Integers>(type)) return static_cast<double>(cells_.integer(field));
    if (std::holds_alternative<Reals>(type)) return cells_.real(field);
    if (std::holds_alternative<Texts>(type)) return text(field);
    return moment_value(layout_, field, cells_.text(field), scratch);
  }

  void append(std::size_t field, Column& column) const {
    if (cells_.null(field)) {
      std::visit([](auto& all) { all.emplace_back(); }, column.values);
    } else if (auto* integers = std::get_if<Integers>(&column.values)) {
      integers->emplace_back(cells_.integer(field));
    } else if (auto* reals = std::get_if<Reals>(&column.values)) {
      const double v = cells_.real(field);
      reals->push_back(std::isfinite(v) ? std::optional(v) : std::nullopt);
    } else if (auto* texts = std::get_if<Texts>(&column.values)) {
      texts->emplace_back(text(field));
    } else {
      append_moment(layout_, field, cells_.text(field), column);
    }
  }

  std::string_view position(double& lon, double& lat) const {
    const auto wkb = cells_.wkb();
    return wkb ? position_of(*wkb, lon, lat) : "no_geometry";
  }

 private:
  /// Up to the first null character, as C has it.
  [[nodiscard]] std::string_view text(std::size_t field) const {
    const std::string_view all = cells_.text(field);
    const void* end = all.empty() ? nullptr : std::memchr(all.data(), 0, all.size());
    return end ? all.substr(0, static_cast<std::size_t>(static_cast<const char*>(end) - all.data())) : all;
  }

  const Cells& cells_;
  const OgrLayout& layout_;
};

}  // namespace thalweg
