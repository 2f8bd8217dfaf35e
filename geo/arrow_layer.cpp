#include "geo/arrow_layer.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <ogr_recordbatch.h>

#include <algorithm>
#include <array>

#include "geo/flatgeobuf.hpp"
#include "geo/raw_row.hpp"
#include "geo/sql.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

bool holds_moments(const OgrLayout& layout, std::size_t field) {
  return std::holds_alternative<Instants>(layout.types[field].values);
}

/// The layer itself.
class SameLayer : public ArrowLayer {
 public:
  explicit SameLayer(OGRLayerH layer) : layer_(layer) {}
  [[nodiscard]] OGRLayerH handle() const override { return layer_; }

 private:
  OGRLayerH layer_;
};

/// A query on a GeoPackage. On the table itself the stream starts threads of its own, whose handing over was a race
/// until GDAL 3.11.4.
class QueryLayer : public ArrowLayer {
 public:
  QueryLayer(GDALDatasetH dataset, const std::string& sql)
      : dataset_(dataset), layer_(GDALDatasetExecuteSQL(dataset, sql.c_str(), nullptr, nullptr)) {}
  ~QueryLayer() override {
    if (layer_) GDALDatasetReleaseResultSet(dataset_, layer_);
  }
  QueryLayer(const QueryLayer&) = delete;
  QueryLayer& operator=(const QueryLayer&) = delete;
  [[nodiscard]] OGRLayerH handle() const override { return layer_; }

 private:
  GDALDatasetH dataset_;
  OGRLayerH layer_;
};

std::string query(OGRLayerH layer, const OgrLayout& layout, const std::vector<std::size_t>& fields,
                  const std::string& where) {
  std::string columns;
  for (const std::size_t f : fields) {
    const std::string name = sql_name(layout.types[f].name);
    columns += columns.empty() ? "" : ", ";
    columns += holds_moments(layout, f) ? fmt::format("CASE typeof({0}) WHEN 'text' THEN {0} END AS {0}", name) : name;
  }
  if (layout.from_geometry) columns += (columns.empty() ? "" : ", ") + sql_name(OGR_L_GetGeometryColumn(layer));
  std::string sql = fmt::format("SELECT {} FROM {}", columns, sql_name(OGR_L_GetName(layer)));
  if (!where.empty()) sql += fmt::format(" WHERE ({})", where);
  const std::string fid = OGR_L_GetFIDColumn(layer);
  if (!fid.empty()) sql += " ORDER BY " + sql_name(fid);
  return sql;
}

/// A second view of a FlatGeobuf file, in which moments are text.
class FlatGeobufLayer : public ArrowLayer {
 public:
  FlatGeobufLayer(const std::string& path, const FlatGeobufHeader& header) : file_(path, header.bytes()) {
    const std::array<const char*, 2> drivers{"FlatGeobuf", nullptr};
    dataset_.reset(
        GDALOpenEx(file_.path().c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers.data(), nullptr, nullptr));
  }
  [[nodiscard]] OGRLayerH handle() const override {
    return dataset_ ? GDALDatasetGetLayer(dataset_.get(), 0) : nullptr;
  }

 private:
  FileWithHeader file_;
  Dataset dataset_;
};

/// For a narrow integer GDAL's stream writes bytes into a column of words.
std::unique_ptr<ArrowLayer> flatgeobuf_layer(GDALDatasetH dataset, const OgrLayout& layout,
                                             const std::vector<std::size_t>& fields) {
  const std::string path = GDALGetDescription(dataset);
  auto header = FlatGeobufHeader::read(path);
  if (!header || header->types().size() != layout.types.size()) return nullptr;
  const auto types = header->types();
  if (std::ranges::any_of(fields, [&](auto f) { return types[f] == FlatType::byte || types[f] == FlatType::ubyte; })) {
    return nullptr;
  }
  header->moments_as_text();
  return std::make_unique<FlatGeobufLayer>(path, *header);
}

}  // namespace

void ignore_others(OGRLayerH layer, const OgrLayout& layout, const std::vector<std::size_t>& fields) {
  if (!OGR_L_TestCapability(layer, OLCIgnoreFields)) return;
  CPLStringList names;
  for (const Column& column : layout.types) {  // by name: of two fields that share one, neither can be passed over
    const auto same = [&](std::size_t f) { return lower_case(layout.types[f].name) == lower_case(column.name); };
    if (std::ranges::none_of(fields, same)) names.AddString(column.name.c_str());
  }
  if (!layout.from_geometry) names.AddString("OGR_GEOMETRY");
  const GdalMessages messages;
  [[maybe_unused]] const auto done = OGR_L_SetIgnoredFields(layer, const_cast<const char**>(names.List()));
}

std::unique_ptr<ArrowLayer> arrow_layer(GDALDatasetH dataset, OGRLayerH layer, const OgrLayout& layout,
                                        const std::vector<std::size_t>& fields, const std::string& where) {
  if (!OGR_L_TestCapability(layer, OLCFastGetArrowStream) || rounds_coordinates(layout)) return nullptr;
  const GdalMessages messages;
  const std::string driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset));
  if (driver == "GPKG") {
    auto view = std::make_unique<QueryLayer>(dataset, query(layer, layout, fields, where));
    return view->handle() ? std::move(view) : nullptr;
  }
  if (!where.empty()) return nullptr;  // the stream would go through features itself
  std::unique_ptr<ArrowLayer> view = std::make_unique<SameLayer>(layer);
  if (driver == "FlatGeobuf") view = flatgeobuf_layer(dataset, layout, fields);
  if (!view || !view->handle()) return nullptr;
  ignore_others(view->handle(), layout, fields);
  return view;
}

}  // namespace thalweg
