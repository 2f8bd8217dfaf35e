#include "geo/write.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "geo/error.hpp"
#include "geo/features.hpp"
#include "geo/flat_table.hpp"
#include "geo/formats.hpp"
#include "geo/gdal.hpp"
#include "geo/gpkg_descriptions.hpp"
#include "geo/layer_styles.hpp"
#include "geo/ogr_geometry.hpp"
#include "geo/output_checks.hpp"
#include "geo/passwords.hpp"
#include "geo/postgis.hpp"
#include "geo/sql.hpp"
#include "geo/staging.hpp"
#include "geo/tiles.hpp"
#include "geo/watched_files.hpp"
#include "geo/writing_options.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRowsPerTransaction = 100'000;

/// The cause at the end of a message, without the SQL statement that SQLite puts before it.
std::string cause(const std::string& message) {
  const auto at = message.rfind(") failed: ");
  return at == std::string::npos ? message : message.substr(at + std::string_view(") failed: ").size());
}

}  // namespace

class DatasetWriter::Impl {
 public:
  Impl(const fs::path& out, bool overwrite) : out_(out), format_(format_of(out)), overwrite_(overwrite) {
    if (format_.database) {
      open_database();
    } else {
      create_file();
    }
  }
  ~Impl() {
    const Scope quiet;
    if (transaction_ && format_.database) GDALDatasetRollbackTransaction(dataset_.get());
    if (dataset_ && format_.tiles) abandon_tiles(dataset_.get());
    dataset_.reset();
    take_failure();
  }

  std::size_t add_layer(const Table& schema) {
    if (!layers_.empty() && !format_.many_layers) {
      bad_input("{}: {} holds one layer; write a .gpkg for several", out_.string(), format_.ending);
    }
    if (std::holds_alternative<std::monostate>(schema.geometry)) check_keeps_tables(out_);
    if (format_.tiles)
      naming(out_.string(), [&] {
        check_tiles_keep(kind_of(schema));
        check_tile_columns(schema);
      });
    const Scope scope;
    if (format_.database) {
      naming(without_passwords(out_.string()), [&] { make_room(dataset_.get(), schema.name, overwrite_); });
    } else {
      end_transaction(scope.messages);
    }
    FeatureWriter layer(dataset_.get(), format_.geometry ? schema : flat_table(schema, format_), format_);
    require(layer.ready(), scope.messages);
    layers_.push_back(std::move(layer));
    return layers_.size() - 1;
  }

  void append(std::size_t layer, const Table& rows) {
    const Scope scope;
    if (!format_.geometry) return write(layers_.at(layer), flat_table(rows, format_), scope.messages);
    if (!format_.tiles) return write(layers_.at(layer), rows, scope.messages);
    naming(out_.string(), [&] { write(layers_.at(layer), rows, scope.messages); });
  }

  void set_styles(std::size_t layer, std::vector<Style> styles) { layers_.at(layer).set_styles(std::move(styles)); }

  void set_metadata(std::size_t layer, LayerMetadata metadata) { layers_.at(layer).metadata = std::move(metadata); }

  [[nodiscard]] std::vector<std::string> losses() const {
    std::vector<std::string> out = losses_;
    for (const FeatureWriter& layer : layers_) {
      if (std::string told = layer.losses(); !told.empty()) out.push_back(std::move(told));
    }
    return out;
  }

  void commit() {
    {
      const Scope scope;
      if (format_.database) {
        finish_database(scope.messages);
      } else {
        finish_file(scope.messages);
      }
      dataset_.reset();
      require(true, scope.messages);
      if (format_.tiles) losses_ = finish_tiles(made(), staged(), layers_);
      require(true, scope.messages);
    }
    if (format_.database) return;
    if (format_.style == StyleHome::beside) write_style_file(style_beside(staged()), layers_);
    check_not_in_use(out_);
    staging_->commit();
  }

 private:
  /// Around every call into GDAL: its messages are ours.
  struct Scope {
    GdalMessages messages;
    WritingOptions options;
  };

  void create_file() {
    staging_.emplace(out_);
    const Scope scope;
    const GDALDriverH driver = GDALGetDriverByName(format_.tiles ? "MVT" : std::string(format_.driver).c_str());
    const std::string name = format_.checks_itself ? made().string() : watched(made());
    const std::vector<const char*> options = format_.tiles ? tileset_options() : std::vector<const char*>{nullptr};
    dataset_.reset(GDALCreate(driver, name.c_str(), 0, 0, 0, GDT_Unknown, const_cast<char**>(options.data())));
    require(dataset_ != nullptr, scope.messages);
  }

  /// One transaction holds all that is written; a lock that another program does not give up ends it.
  void open_database() {
    dataset_ = open_postgis(out_.string());
    const Scope scope;
    begin_transaction();
    require(transaction_, scope.messages);
    run_sql(dataset_.get(), "SET LOCAL lock_timeout = '30s'");
    rows_per_transaction_ = std::numeric_limits<std::size_t>::max();
  }

  void finish_file(const GdalMessages& messages) {
    end_transaction(messages);
    if (format_.style == StyleHome::inside) {
      write_layer_styles(dataset_.get(), layers_);
      write_gpkg_descriptions(dataset_.get(), layers_);
    }
    GDALFlushCache(dataset_.get());
  }

  /// The server takes the end of a transaction that has failed for its taking back, so each step is looked at before.
  void finish_database(const GdalMessages& messages) {
    GDALFlushCache(dataset_.get());  // makes the tables
    require(true, messages);
    write_comments(dataset_.get(), layers_);
    if (keeps_styles(dataset_.get())) {
      write_postgis_styles(dataset_.get(), layers_);
    } else {
      losses_.emplace_back(
          "no styles: you may not change layer_styles in the schema public, where QGIS looks for them");
    }
    require(true, messages);
    end_transaction(messages);
  }

  [[nodiscard]] fs::path staged() const { return staging_->path(out_.filename().string()); }
  /// The file that the driver makes, of which tiles are made.
  [[nodiscard]] fs::path made() const { return format_.tiles ? staging_->path("tiles.mbtiles") : staged(); }

  /// What went wrong with a write to our files; empty: nothing did, or there are none.
  std::string take_failure() const { return staging_ ? take_write_failure(staging_->folder()) : ""; }

  void write(FeatureWriter& layer, const Table& rows, const GdalMessages& messages) {
    for (std::size_t from = 0; from < rows.rows();) {
      begin_transaction();
      const std::size_t to = from + std::min(rows_per_transaction_ - in_transaction_, rows.rows() - from);
      require(layer.write(rows, from, to), messages);
      in_transaction_ += to - from;
      if (in_transaction_ == rows_per_transaction_) end_transaction(messages);
      from = to;
    }
  }

  void begin_transaction() {
    if (transaction_ || !GDALDatasetTestCapability(dataset_.get(), ODsCTransactions)) return;
    transaction_ = GDALDatasetStartTransaction(dataset_.get(), FALSE) == OGRERR_NONE;
  }
  void end_transaction(const GdalMessages& messages) {
    in_transaction_ = 0;
    if (!std::exchange(transaction_, false)) return;
    require(GDALDatasetCommitTransaction(dataset_.get()) == OGRERR_NONE, messages);
  }

  /// Goes on if a step went well, as it says itself, as GDAL's messages say, and as the files say.
  void require(bool fine, const GdalMessages& messages) const {
    const std::string failure = take_failure();
    if (!failure.empty()) io_error("{}: could not be written: {}", out_.string(), failure);
    if (!fine || messages.failed()) {
      const std::string reason = cause(messages.last());
      io_error("{}: could not be written: {}", without_passwords(out_.string()),
               reason.empty() ? "GDAL gives no reason" : reason);
    }
  }

  fs::path out_;
  const Format& format_;
  bool overwrite_;
  std::optional<Staging> staging_;  // of files
  Dataset dataset_;
  std::vector<FeatureWriter> layers_;
  bool transaction_ = false;  // one is open
  std::size_t rows_per_transaction_ = kRowsPerTransaction;
  std::size_t in_transaction_ = 0;  // rows since the last ended
  std::vector<std::string> losses_;
};

DatasetWriter::DatasetWriter(const fs::path& out, bool overwrite) {
  check_output(out, overwrite);
  impl_ = std::make_unique<Impl>(out, overwrite);
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
void DatasetWriter::set_styles(std::size_t layer, std::vector<Style> styles) {
  impl_->set_styles(layer, std::move(styles));
}
void DatasetWriter::set_metadata(std::size_t layer, LayerMetadata metadata) {
  impl_->set_metadata(layer, std::move(metadata));
}
void DatasetWriter::commit() {
  impl_->commit();
}
std::vector<std::string> DatasetWriter::losses() const {
  return impl_->losses();
}

std::vector<std::string> write_table(const fs::path& out, bool overwrite, const Table& table, std::vector<Style> styles,
                                     const std::optional<LayerMetadata>& metadata) {
  DatasetWriter writer(out, overwrite);
  const std::size_t layer = writer.add_layer(table);
  writer.append(layer, table);
  writer.set_styles(layer, std::move(styles));
  if (metadata) writer.set_metadata(layer, *metadata);
  writer.commit();
  return writer.losses();
}

}  // namespace thalweg
