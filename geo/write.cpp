#include "geo/write.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <utility>

#include "geo/error.hpp"
#include "geo/features.hpp"
#include "geo/formats.hpp"
#include "geo/gdal.hpp"
#include "geo/layer_styles.hpp"
#include "geo/staging.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFixedClock = "2000-01-01T00:00:00.000Z";  // for formats that note when they were written
constexpr int kRowsPerTransaction = 100'000;

/// A table with lon and lat as its last columns, for formats without geometry.
Table with_coordinates(Table table) {
  const auto* points = std::get_if<Points>(&table.geometry);
  if (points && !table.find("lon") && !table.find("lat")) {
    Reals lon, lat;
    for (const LonLat& p : *points) {
      lon.push_back(p.lon);
      lat.push_back(p.lat);
    }
    table.columns.push_back({"lon", std::move(lon), 7, "longitude, degrees"});
    table.columns.push_back({"lat", std::move(lat), 7, "latitude, degrees"});
  }
  table.geometry = std::monostate{};
  return table;
}

/// GDAL's GeoJSON writers do not notice a full disk: a whole file ends as the format says and holds every feature.
bool ends_whole(const fs::path& file, std::string_view driver) {
  if (!driver.starts_with("GeoJSON")) return true;
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  const auto size = in.tellg();
  std::string tail(static_cast<std::size_t>(std::min<std::streamoff>(size, 8)), '\0');
  in.seekg(-static_cast<std::streamoff>(tail.size()), std::ios::end);
  in.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return driver == "GeoJSON" ? tail.ends_with("]\n}\n") : tail.empty() || tail.ends_with("}\n");
}

}  // namespace

void check_output(const fs::path& out, bool overwrite) {
  format_of(out);
  std::error_code ignored;
  if (!overwrite && fs::exists(out, ignored)) {
    bad_input("{}: exists already; add --overwrite to replace it", out.string());
  }
  if (fs::is_directory(out, ignored)) bad_input("{}: is a folder", out.string());
  const Staging probe(out);
}

class DatasetWriter::Impl {
 public:
  explicit Impl(const fs::path& out) : out_(out), format_(format_of(out)), staging_(out) {
    const GdalMessages messages;
    if (format_.driver == "GPKG") CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", kFixedClock);
    const GDALDriverH driver = GDALGetDriverByName(std::string(format_.driver).c_str());
    const char* const no_options[] = {nullptr};
    dataset_.reset(GDALCreate(driver, staged().c_str(), 0, 0, 0, GDT_Unknown, const_cast<char**>(no_options)));
    if (!dataset_) fail(messages);
  }
  ~Impl() {
    const GdalMessages quiet;
    dataset_.reset();
  }

  std::size_t add_layer(const Table& schema) {
    if (!layers_.empty() && !format_.many_layers) {
      bad_input("{}: {} holds one layer; write a .gpkg for several", out_.string(), format_.ending);
    }
    const GdalMessages messages;
    FeatureWriter layer(dataset_.get(), prepared(schema), format_);
    if (!layer.ready()) fail(messages);
    layers_.push_back(std::move(layer));
    return layers_.size() - 1;
  }

  void append(std::size_t layer, const Table& rows) {
    const GdalMessages messages;
    const Table ready = prepared(rows);
    for (std::size_t from = 0; from < ready.rows(); from += kRowsPerTransaction) {
      const std::size_t to = std::min(from + kRowsPerTransaction, ready.rows());
      GDALDatasetStartTransaction(dataset_.get(), FALSE);
      if (!layers_.at(layer).write(ready, from, to)) fail(messages);
      if (GDALDatasetTestCapability(dataset_.get(), ODsCTransactions) &&
          GDALDatasetCommitTransaction(dataset_.get()) != OGRERR_NONE) {
        fail(messages);
      }
    }
  }

  void set_style(std::size_t layer, const Style& style) { layers_.at(layer).style = style; }

  void commit() {
    const GdalMessages messages;
    if (format_.style == StyleHome::inside) write_layer_styles(dataset_.get(), layers_);
    if (messages.failed()) fail(messages);
    GDALFlushCache(dataset_.get());
    dataset_.reset();
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nullptr);
    if (messages.failed()) fail(messages);
    if (!ends_whole(staged(), format_.driver))
      io_error("{}: could not be written whole; is the disk full?", out_.string());
    if (format_.style == StyleHome::beside) write_style_beside();
    staging_.commit();
  }

 private:
  [[nodiscard]] fs::path staged() const { return staging_.path(out_.filename().string()); }

  [[nodiscard]] Table prepared(const Table& table) const { return format_.geometry ? table : with_coordinates(table); }

  [[noreturn]] void fail(const GdalMessages& messages) const {
    io_error("{}: could not be written: {}", out_.string(), messages.last());
  }

  void write_style_beside() {
    for (const FeatureWriter& layer : layers_) {
      if (!layer.style) continue;
      const fs::path qml = staging_.path(out_.stem().string() + ".qml");
      std::ofstream file(qml, std::ios::binary);
      file << to_qml(*layer.style, layer.geometry_kind());
      file.close();
      if (!file) io_error("{}: could not be written; is the disk full?", qml.filename().string());
    }
  }

  fs::path out_;
  const Format& format_;
  Staging staging_;
  Dataset dataset_;
  std::vector<FeatureWriter> layers_;
};

DatasetWriter::DatasetWriter(const fs::path& out, bool overwrite) {
  check_output(out, overwrite);
  impl_ = std::make_unique<Impl>(out);
}
DatasetWriter::~DatasetWriter() = default;
DatasetWriter::DatasetWriter(DatasetWriter&&) noexcept = default;
DatasetWriter& DatasetWriter::operator=(DatasetWriter&&) noexcept = default;

std::size_t DatasetWriter::add_layer(const Table& schema) {
  return impl_->add_layer(schema);
}
void DatasetWriter::append(std::size_t layer, const Table& rows) {
  impl_->append(layer, rows);
}
void DatasetWriter::set_style(std::size_t layer, const Style& style) {
  impl_->set_style(layer, style);
}
void DatasetWriter::commit() {
  impl_->commit();
}

void write_table(const fs::path& out, bool overwrite, const Table& table, const Style* style) {
  DatasetWriter writer(out, overwrite);
  const std::size_t layer = writer.add_layer(table);
  writer.append(layer, table);
  if (style) writer.set_style(layer, *style);
  writer.commit();
}

}  // namespace thalweg
