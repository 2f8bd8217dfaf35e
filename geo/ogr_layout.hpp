#pragma once

#include <ogr_api.h>

#include <string>
#include <vector>

#include "geo/csv.hpp"
#include "geo/error.hpp"
#include "geo/event_builder.hpp"
#include "geo/gdal.hpp"

namespace thalweg {

/// How the rows of one opened layer are understood, whatever way GDAL hands them over. Shared by the chunks.
struct OgrLayout {
  OGRFeatureDefnH definition = nullptr;
  std::vector<Column> types;  ///< one per field, without rows
  Columns columns;
  bool from_geometry = false;  ///< the position comes from the geometry, not from columns
  Table own;                   ///< the columns to keep, without rows: all fields or none
  std::string name;            ///< of the source
  int moment_options = 0;      ///< of OGRParseDate, as the driver calls it
};

/// The column that holds a field's values: integers, reals, moments (dates and times of day with a date), or text.
Column column_of(OGRFieldDefnH field);

/// Throws Error{io}: reading ended after so many rows of the layer.
[[noreturn]] inline void reading_stopped(const OgrLayout& layout, std::uint64_t rows, const std::string& why) {
  io_error("{}: reading stopped after row {}: {}", layout.name, rows, why);
}

/// Understands the rows of a chunk into its batch, one after the other.
class RowReader {
 public:
  /// All must outlive it; the batch is empty.
  RowReader(const OgrLayout& layout, const EventRules& rules, EventBatch& batch)
      : layout_(layout), batch_(batch), builder_(rules, batch) {
    batch.source = layout.name;
    batch.own = layout.own;
  }

  /// `Row` hands over its values: `value(field, scratch)`, whose text may live in `scratch`, `append(field, column)`,
  /// and `position(lon, lat)`, which gives the reason if there is none.
  template <typename Row>
  void read(const Row& row) {
    raw_.row = ++batch_.rows;
    for (std::size_t role = 0; role < kRoles; ++role) {
      if (const auto& at = layout_.columns.index[role]) raw_.value[role] = row.value(*at, scratch_[role]);
    }
    if (layout_.from_geometry) {
      double lon = 0, lat = 0;
      if (const auto why = row.position(lon, lat); !why.empty()) return builder_.reject(raw_.row, why, {});
      raw_.value[static_cast<std::size_t>(Role::lon)] = lon;
      raw_.value[static_cast<std::size_t>(Role::lat)] = lat;
    }
    for (const Value& v : raw_.value) {
      const auto* text = std::get_if<std::string_view>(&v);
      if (text && !is_utf8(*text)) return builder_.reject(raw_.row, "invalid_utf8", {});
    }
    if (!builder_.add(raw_)) return;
    for (std::size_t k = 0; k < layout_.own.columns.size(); ++k) row.append(k, batch_.own.columns[k]);
  }

 private:
  const OgrLayout& layout_;
  EventBatch& batch_;
  EventBuilder builder_;
  RawEvent raw_;  // of the last row
  std::array<std::string, kRoles> scratch_;
};

}  // namespace thalweg
