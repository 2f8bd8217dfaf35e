#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>

#include "geo/arrow_chunk.hpp"
#include "geo/arrow_layer.hpp"
#include "geo/error.hpp"
#include "geo/feature_chunk.hpp"
#include "geo/gpkg_chunk.hpp"
#include "geo/layers.hpp"
#include "geo/passwords.hpp"
#include "geo/source.hpp"
#include "geo/sql.hpp"

namespace thalweg {
namespace {

class OgrSource : public Source {
 public:
  OgrSource(const std::string& path, const ReadOptions& options)
      : options_(options), dataset_(open_vector(path)), layer_(choose_layer(path)) {
    layout_.name = without_passwords(path);
    find_layout();
    const OGRSpatialReferenceH own_crs = layout_.from_geometry ? OGR_L_GetSpatialRef(layer_) : nullptr;
    ToWgs84 crs = options_.crs.empty() ? ToWgs84(own_crs) : ToWgs84(options_.crs, "--crs");
    rules_.emplace(options_, layout_.columns, std::move(crs));
    filter();
    measure(path);
    choose_way();
  }

  [[nodiscard]] const Table& own_columns() const override { return layout_.own; }
  [[nodiscard]] bool has_time() const override { return layout_.columns[Role::time].has_value(); }
  [[nodiscard]] std::string note() const override {
    return describe_columns(layout_.name, names_, layout_.columns) +
           (layout_.from_geometry ? ", position from the geometry" : "");
  }

  std::unique_ptr<Chunk> next() override {
    GdalMessages messages;
    std::unique_lock<std::mutex> turn;
    if (table_) turn = table_->turn();
    auto chunk = paging_ ? next_pages(messages) : next_rows(messages);
    if (!chunk) check_whole();
    return chunk;
  }

  [[nodiscard]] std::optional<std::uint64_t> bytes() const override { return bytes_; }
  [[nodiscard]] std::optional<double> share_taken() const override {
    if (!features_) return std::nullopt;
    return std::min(1.0, static_cast<double>(taken_) / static_cast<double>(*features_));
  }

 private:
  OGRLayerH choose_layer(const std::string& path) {
    return find_layer(dataset_.get(), path, options_.layer, {wkbPoint, wkbMultiPoint, wkbUnknown, wkbNone});
  }

  [[nodiscard]] std::string driver() const { return GDALGetDriverShortName(GDALGetDatasetDriver(dataset_.get())); }

  void find_layout() {
    const OGRFeatureDefnH definition = layout_.definition = OGR_L_GetLayerDefn(layer_);
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
      layout_.types.push_back(column_of(OGR_FD_GetFieldDefn(definition, i)));
      names_.push_back(layout_.types.back().name);
    }
    const bool named = !options_.lon.empty() || !options_.lat.empty();
    layout_.from_geometry =
        !named && OGR_FD_GetGeomFieldCount(definition) > 0 && wkbFlatten(OGR_FD_GetGeomType(definition)) != wkbNone;
    layout_.columns = find_columns(names_, options_, layout_.name, !layout_.from_geometry);
    if (options_.keep_columns) layout_.own.columns = layout_.types;
#ifdef OGRPARSEDATE_OPTION_LAX
    if (driver() == "GPKG") layout_.moment_options = OGRPARSEDATE_OPTION_LAX;
#endif
  }

  void filter() {
    if (options_.where.empty()) return;
    const GdalMessages messages;
    if (OGR_L_SetAttributeFilter(layer_, options_.where.c_str()) != OGRERR_NONE) {
      bad_input("{}: --where '{}' is not understood: {}", layout_.name, options_.where, messages.last());
    }
  }

  /// What the driver can tell of the layer's size without reading it.
  void measure(const std::string& path) {
    VSIStatBufL info;
    if (VSIStatL(path.c_str(), &info) == 0 && info.st_size > 0) {
      bytes_ = static_cast<std::uint64_t>(info.st_size);
    }
    if (!OGR_L_TestCapability(layer_, OLCFastFeatureCount)) return;
    const GIntBig count = OGR_L_GetFeatureCount(layer_, FALSE);
    if (count > 0) features_ = static_cast<std::uint64_t>(count);
  }

  /// The fields that are to be read, in order.
  [[nodiscard]] std::vector<std::size_t> wanted_fields() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (options_.keep_columns ||
          std::ranges::find(layout_.columns.index, std::optional(i)) != layout_.columns.index.end()) {
        out.push_back(i);
      }
    }
    return out;
  }

  /// The fastest way that gives the rows that features would.
  void choose_way() {
    fields_ = wanted_fields();
    if (options_.where.empty()) ignore_others(layer_, layout_, fields_);  // a condition may be on any field
    if (options_.way == ReadWay::pages && options_.where.empty()) {
      table_ = GpkgTable::open(dataset_.get(), layer_, layout_, fields_);
    }
    paging_ = table_ != nullptr;
    if (!paging_ && options_.way != ReadWay::features) stream(options_.where);
  }

  /// Arrow batches of the rows for which a condition holds, if they are as good as features.
  void stream(const std::string& where) {
    view_ = arrow_layer(dataset_.get(), layer_, layout_, fields_, where);
    if (view_) stream_ = ArrowStream::open(view_->handle(), layout_, fields_, options_.chunk_rows);
    if (!stream_) view_.reset();
    streaming_ = stream_.has_value();
  }

  std::unique_ptr<Chunk> next_rows(GdalMessages& messages) {
    return streaming_ ? next_batch(messages) : next_features(messages);
  }

  std::unique_ptr<Chunk> next_pages(GdalMessages& messages) {
    // GDAL takes far longer for a row alone than for one of many.
    constexpr std::uint64_t few = 1000, seldom = 100;
    const bool odd = table_->features() > few + taken_ / seldom;
    auto leaves = odd ? std::vector<TableLeaf>() : table_->next(options_.chunk_rows);
    if (leaves.empty()) return odd || table_->damaged() ? leave_pages(messages) : nullptr;
    const std::uint64_t before = taken_;
    for (const TableLeaf& leaf : leaves) taken_ += leaf.rows;
    return gpkg_chunk(std::move(leaves), before, *table_, layout_, *rules_);
  }

  /// Goes on through SQLite, after the pages that were taken. The table stays, since chunks that are being read refer
  /// to it.
  std::unique_ptr<Chunk> leave_pages(GdalMessages& messages) {
    paging_ = false;
    const std::string rest = table_->rest();
    stream(rest);
    if (!streaming_ && OGR_L_SetAttributeFilter(layer_, rest.c_str()) != OGRERR_NONE) stopped(messages.last());
    return next_rows(messages);
  }

  std::unique_ptr<Chunk> next_batch(GdalMessages& messages) {
    ArrowOwned<ArrowArray> batch;
    if (!stream_->next(batch)) stopped(messages.last());
    if (messages.failed()) complaint_ = messages.last();
    if (!batch || batch->length == 0) return nullptr;
    if (!has_whole_geometries(*batch, stream_->columns())) return leave_stream(messages);
    taken_ += static_cast<std::uint64_t>(batch->length);
    return arrow_chunk(std::move(batch), stream_->columns(), layout_, *rules_);
  }

  /// Goes on with features, from the first row that was not taken from the stream. The stream stays, since chunks that
  /// are being read refer to it.
  std::unique_ptr<Chunk> leave_stream(GdalMessages& messages) {
    streaming_ = false;
    messages.clear();
    if (OGR_L_SetNextByIndex(layer_, static_cast<GIntBig>(taken_)) != OGRERR_NONE) stopped(messages.last());
    return next_features(messages);
  }

  std::unique_ptr<Chunk> next_features(GdalMessages& messages) {
    std::vector<Feature> features;
    features.reserve(options_.chunk_rows);
    while (features.size() < options_.chunk_rows) {
      messages.clear();
      Feature feature(OGR_L_GetNextFeature(layer_));
      if (!feature) {
        if (messages.failed()) stopped(messages.last());
        break;
      }
      ++taken_;
      features.push_back(std::move(feature));
    }
    if (features.empty()) return nullptr;
    return feature_chunk(std::move(features), layout_, *rules_);
  }

  [[noreturn]] void stopped(const std::string& why) const {
    reading_stopped(layout_, taken_, why);
  }

  /// Some drivers end early without a failure, or after one that they reported with earlier rows.
  void check_whole() const {
    if (paging_ && features_ && taken_ != *features_) check_count();
    if (driver() == "FlatGeobuf" && options_.where.empty() && features_ && taken_ < *features_) {
      stopped(fmt::format("the file says that it has {}", *features_));
    }
    if (complaint_.empty()) return;
    const GdalMessages messages;
    const GIntBig count = OGR_L_GetFeatureCount(layer_, TRUE);
    if (messages.failed() || count < 0 || static_cast<std::uint64_t>(count) != taken_) stopped(complaint_);
  }

  /// What a GeoPackage says of its number of rows may be out of date: SQLite counts them.
  void check_count() const {
    const auto query = fmt::format("SELECT COUNT(*) FROM {}", sql_name(OGR_L_GetName(layer_)));
    const std::string count = sql_value(dataset_.get(), query);
    if (count != fmt::format("{}", taken_)) stopped(fmt::format("SQLite counts {} rows", count));
  }

  const ReadOptions& options_;
  Dataset dataset_;
  OGRLayerH layer_;
  OgrLayout layout_;
  std::vector<std::string> names_;
  std::optional<EventRules> rules_;
  std::optional<std::uint64_t> bytes_, features_;
  std::uint64_t taken_ = 0;
  std::string complaint_;            // the last failure that did not end the stream at once
  std::vector<std::size_t> fields_;  // that are wanted
  std::unique_ptr<GpkgTable> table_;
  std::unique_ptr<ArrowLayer> view_;
  std::optional<ArrowStream> stream_;
  bool paging_ = false, streaming_ = false;
};

}  // namespace

std::unique_ptr<Source> open_ogr(const std::string& path, const ReadOptions& options) {
  return std::make_unique<OgrSource>(path, options);
}

}  // namespace thalweg
