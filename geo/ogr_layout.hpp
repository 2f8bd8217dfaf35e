#pragma once

#include <ogr_api.h>

#include <string>
#include <vector>

#include "geo/csv.hpp"
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

using RoleTexts = std::array<std::string, kRoles>;

/// Understands one row. `Row` hands over its values: `value(field, scratch)`, whose text may live in `scratch`,
/// `append(field, column)`, and `position(lon, lat)`, which gives the reason if there is none.
template <typename Row>
void understand(const Row& row, std::uint64_t number, const OgrLayout& layout, EventBuilder& builder, EventBatch& batch,
                RoleTexts& scratch) {
  RawEvent raw{number, {}};
  for (std::size_t role = 0; role < kRoles; ++role) {
    if (const auto& at = layout.columns.index[role]) raw.value[role] = row.value(*at, scratch[role]);
  }
  if (layout.from_geometry) {
    double lon = 0, lat = 0;
    if (const auto why = row.position(lon, lat); !why.empty()) return builder.reject(number, why, {});
    raw.value[static_cast<std::size_t>(Role::lon)] = lon;
    raw.value[static_cast<std::size_t>(Role::lat)] = lat;
  }
  for (const Value& v : raw.value) {
    const auto* text = std::get_if<std::string_view>(&v);
    if (text && !is_utf8(*text)) return builder.reject(number, "invalid_utf8", {});
  }
  if (!builder.add(raw)) return;
  for (std::size_t k = 0; k < layout.own.columns.size(); ++k) row.append(k, batch.own.columns[k]);
}

}  // namespace thalweg
