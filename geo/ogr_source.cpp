#include <cpl_string.h>
#include <cpl_vsi.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "geo/csv.hpp"
#include "geo/error.hpp"
#include "geo/event_builder.hpp"
#include "geo/gdal.hpp"
#include "geo/layers.hpp"
#include "geo/source.hpp"

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

Column own_column(OGRFieldDefnH field) {
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

/// Features are understood as they are taken: GDAL gives a layer's features one after the other.
class UnderstoodChunk : public Chunk {
 public:
  explicit UnderstoodChunk(EventBatch batch) : batch_(std::move(batch)) {}
  void read(EventBatch& batch) override { batch = std::move(batch_); }

 private:
  EventBatch batch_;
};

class OgrSource : public Source {
 public:
  OgrSource(const std::string& path, const ReadOptions& options)
      : name_(path), options_(options), dataset_(open_vector(path)), layer_(choose_layer()) {
    const OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer_);
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
      types_.push_back(own_column(OGR_FD_GetFieldDefn(definition, i)));
      names_.push_back(types_.back().name);
    }
    const bool named = !options_.lon.empty() || !options_.lat.empty();
    from_geometry_ =
        !named && OGR_FD_GetGeomFieldCount(definition) > 0 && wkbFlatten(OGR_FD_GetGeomType(definition)) != wkbNone;
    columns_ = find_columns(names_, options_, name_, !from_geometry_);
    const OGRSpatialReferenceH own_crs = from_geometry_ ? OGR_L_GetSpatialRef(layer_) : nullptr;
    ToWgs84 crs = options_.crs.empty() ? ToWgs84(own_crs) : ToWgs84(options_.crs, "--crs");
    rules_.emplace(options_, columns_, std::move(crs));
    if (options_.keep_columns) own_.columns = types_;
    filter();
    measure();
    text_.resize(names_.size());
  }

  [[nodiscard]] const Table& own_columns() const override { return own_; }
  [[nodiscard]] bool has_time() const override { return columns_[Role::time].has_value(); }
  [[nodiscard]] std::string note() const override {
    return describe_columns(name_, names_, columns_) + (from_geometry_ ? ", position from the geometry" : "");
  }

  std::unique_ptr<Chunk> next() override {
    EventBatch batch;
    batch.source = name_;
    batch.own = own_;
    EventBuilder builder(*rules_, batch);
    const GdalMessages messages;
    for (; batch.rows < options_.chunk_rows; ++taken_) {
      const Feature feature(OGR_L_GetNextFeature(layer_));
      if (!feature) {
        if (messages.failed()) io_error("{}: reading stopped after row {}: {}", name_, taken_, messages.last());
        break;
      }
      ++batch.rows;
      take_feature(feature.get(), builder, batch);
    }
    if (batch.rows == 0) return nullptr;
    return std::make_unique<UnderstoodChunk>(std::move(batch));
  }

  [[nodiscard]] std::optional<std::uint64_t> bytes() const override { return bytes_; }
  [[nodiscard]] std::optional<double> share_taken() const override {
    if (!features_) return std::nullopt;
    return std::min(1.0, static_cast<double>(taken_) / static_cast<double>(*features_));
  }

 private:
  OGRLayerH choose_layer() {
    return find_layer(dataset_.get(), name_, options_.layer, {wkbPoint, wkbMultiPoint, wkbUnknown, wkbNone});
  }

  void filter() {
    if (options_.where.empty()) return;
    const GdalMessages messages;
    if (OGR_L_SetAttributeFilter(layer_, options_.where.c_str()) != OGRERR_NONE) {
      bad_input("{}: --where '{}' is not understood: {}", name_, options_.where, messages.last());
    }
  }

  /// What the driver can tell of the layer's size without reading it.
  void measure() {
    VSIStatBufL info;
    if (VSIStatL(name_.c_str(), &info) == 0 && info.st_size > 0) bytes_ = static_cast<std::uint64_t>(info.st_size);
    if (!OGR_L_TestCapability(layer_, OLCFastFeatureCount)) return;
    const GIntBig count = OGR_L_GetFeatureCount(layer_, FALSE);
    if (count > 0) features_ = static_cast<std::uint64_t>(count);
  }

  Value field_value(OGRFeatureH feature, std::size_t k) {
    const int i = static_cast<int>(k);
    if (!OGR_F_IsFieldSetAndNotNull(feature, i)) return {};
    if (std::holds_alternative<Instants>(types_[k].values)) {
      if (const auto t = field_as_instant(feature, i)) return *t;
    } else if (!std::holds_alternative<Texts>(types_[k].values)) {
      return OGR_F_GetFieldAsDouble(feature, i);
    }
    text_[k] = OGR_F_GetFieldAsString(feature, i);
    return std::string_view(text_[k]);
  }

  /// Puts the position into the raw event; false with the reason if there is none.
  std::string_view position_problem(OGRFeatureH feature, RawEvent& raw) const {
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (!geometry || OGR_G_IsEmpty(geometry)) return "no_geometry";
    const auto type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (type == wkbMultiPoint && OGR_G_GetGeometryCount(geometry) == 1) {
      geometry = OGR_G_GetGeometryRef(geometry, 0);
    } else if (type != wkbPoint) {
      return "not_a_point";
    }
    raw.value[static_cast<std::size_t>(Role::lon)] = OGR_G_GetX(geometry, 0);
    raw.value[static_cast<std::size_t>(Role::lat)] = OGR_G_GetY(geometry, 0);
    return {};
  }

  void take_feature(OGRFeatureH feature, EventBuilder& builder, EventBatch& batch) {
    RawEvent raw{batch.rows, {}};
    for (std::size_t role = 0; role < kRoles; ++role) {
      if (const auto at = columns_.index[role]) raw.value[role] = field_value(feature, *at);
    }
    if (from_geometry_) {
      if (const auto why = position_problem(feature, raw); !why.empty()) {
        builder.reject(raw.row, why, {});
        return;
      }
    }
    for (const Value& v : raw.value) {
      const auto* text = std::get_if<std::string_view>(&v);
      if (text && !is_utf8(*text)) return builder.reject(raw.row, "invalid_utf8", {});
    }
    if (!builder.add(raw)) return;
    for (std::size_t k = 0; k < own_.columns.size(); ++k) append(batch.own.columns[k], feature, static_cast<int>(k));
  }

  static void append(Column& column, OGRFeatureH feature, int i) {
    const bool null = !OGR_F_IsFieldSetAndNotNull(feature, i);
    if (auto* integers = std::get_if<Integers>(&column.values)) {
      integers->push_back(null ? std::nullopt : std::optional<std::int64_t>(OGR_F_GetFieldAsInteger64(feature, i)));
    } else if (auto* reals = std::get_if<Reals>(&column.values)) {
      const double v = null ? NAN : OGR_F_GetFieldAsDouble(feature, i);
      reals->push_back(std::isfinite(v) ? std::optional(v) : std::nullopt);
    } else if (auto* instants = std::get_if<Instants>(&column.values)) {
      instants->push_back(null ? std::nullopt : field_as_instant(feature, i));
    } else {
      std::get<Texts>(column.values)
          .push_back(null ? std::nullopt : std::optional<std::string>(OGR_F_GetFieldAsString(feature, i)));
    }
  }

  std::string name_;
  const ReadOptions& options_;
  Dataset dataset_;
  OGRLayerH layer_;
  std::vector<Column> types_;
  std::vector<std::string> names_;
  Columns columns_;
  bool from_geometry_ = false;
  std::optional<EventRules> rules_;
  Table own_;
  std::vector<std::string> text_;
  std::optional<std::uint64_t> bytes_, features_;
  std::uint64_t taken_ = 0;
};

}  // namespace

std::unique_ptr<Source> open_ogr(const std::string& path, const ReadOptions& options) {
  return std::make_unique<OgrSource>(path, options);
}

}  // namespace thalweg
