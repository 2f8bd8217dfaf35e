#include "geo/feature_chunk.hpp"

#include <chrono>
#include <cmath>

namespace thalweg {
namespace {

std::optional<Instant> field_as_instant(OGRFeatureH feature, int field) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
  float second = 0;
  if (!OGR_F_GetFieldAsDateTimeEx(feature, field, &year, &month, &day, &hour, &minute, &second, &zone)) return {};
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  const int zone_minutes = zone > 1 ? (zone - 100) * 15 : 0;  // GDAL: 100 is UTC, a step is a quarter of an hour
  const std::int64_t minutes = sys_days(date).time_since_epoch().count() * 1440LL + hour * 60 + minute - zone_minutes;
  return Instant{minutes * 60000 + std::llround(static_cast<double>(second) * 1000)};
}

class FeatureChunk : public Chunk {
 public:
  FeatureChunk(std::vector<Feature> features, const OgrLayout& layout, const EventRules& rules)
      : features_(std::move(features)), layout_(layout), rules_(rules) {}

  void read(EventBatch& batch) override {
    RowReader reader(layout_, rules_, batch);
    for (const Feature& feature : features_) reader.read(FeatureRow(layout_, feature.get()));
  }

 private:
  std::vector<Feature> features_;
  const OgrLayout& layout_;
  const EventRules& rules_;
};

}  // namespace

Column column_of(OGRFieldDefnH field) {
  const std::string name = OGR_Fld_GetNameRef(field);
  switch (OGR_Fld_GetType(field)) {
    case OFTInteger:
    case OFTInteger64:
      return {name, Integers{}, -1, {}};
    case OFTReal:
      return {name, Reals{}, -1, {}};
    case OFTDate:
    case OFTDateTime:
      return {name, Instants{}, -1, {}};
    default:
      return {name, Texts{}, -1, {}};
  }
}

std::string_view point_of(OGRGeometryH geometry, double& x, double& y) {
  if (!geometry || OGR_G_IsEmpty(geometry)) return "no_geometry";
  const auto type = wkbFlatten(OGR_G_GetGeometryType(geometry));
  if (type == wkbMultiPoint && OGR_G_GetGeometryCount(geometry) == 1) {
    geometry = OGR_G_GetGeometryRef(geometry, 0);
  } else if (type != wkbPoint) {
    return "not_a_point";
  }
  x = OGR_G_GetX(geometry, 0);
  y = OGR_G_GetY(geometry, 0);
  return std::isnan(x) && std::isnan(y) ? "no_geometry" : "";
}

Value FeatureRow::value(std::size_t field, std::string& scratch) const {
  const int i = static_cast<int>(field);
  if (!OGR_F_IsFieldSetAndNotNull(feature_, i)) return {};
  if (std::holds_alternative<Instants>(layout_.types[field].values)) {
    if (const auto t = field_as_instant(feature_, i)) return *t;
  } else if (!std::holds_alternative<Texts>(layout_.types[field].values)) {
    return OGR_F_GetFieldAsDouble(feature_, i);
  }
  scratch = OGR_F_GetFieldAsString(feature_, i);
  return std::string_view(scratch);
}

void FeatureRow::append(std::size_t field, Column& column) const {
  const int i = static_cast<int>(field);
  const bool null = !OGR_F_IsFieldSetAndNotNull(feature_, i);
  if (auto* integers = std::get_if<Integers>(&column.values)) {
    integers->push_back(null ? std::nullopt : std::optional<std::int64_t>(OGR_F_GetFieldAsInteger64(feature_, i)));
  } else if (auto* reals = std::get_if<Reals>(&column.values)) {
    const double v = null ? NAN : OGR_F_GetFieldAsDouble(feature_, i);
    reals->push_back(std::isfinite(v) ? std::optional(v) : std::nullopt);
  } else if (auto* instants = std::get_if<Instants>(&column.values)) {
    instants->push_back(null ? std::nullopt : field_as_instant(feature_, i));
  } else {
    std::get<Texts>(column.values)
        .push_back(null ? std::nullopt : std::optional<std::string>(OGR_F_GetFieldAsString(feature_, i)));
  }
}

std::unique_ptr<Chunk> feature_chunk(std::vector<Feature> features, const OgrLayout& layout, const EventRules& rules) {
  return std::make_unique<FeatureChunk>(std::move(features), layout, rules);
}

}  // namespace thalweg
