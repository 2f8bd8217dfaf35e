#include "geo/layers.hpp"

#include <algorithm>
#include <filesystem>

#include "geo/error.hpp"
#include "geo/formats.hpp"
#include "geo/passwords.hpp"
#include "geo/sql.hpp"

namespace thalweg {
namespace {

/// Whether the text can only mean a file: no connection string (`PG:...`) and no virtual path.
bool is_plain_path(const std::string& path) {
  return path.find(':') == std::string::npos && !path.starts_with("/vsi");
}

}  // namespace

Dataset open_vector(const std::string& path) {
  gdal_setup();
  std::error_code ignored;
  if (is_plain_path(path) && !std::filesystem::exists(path, ignored)) bad_input("{}: no such file", path);
  const GdalMessages messages;
  Dataset dataset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
  if (!dataset) {
    const std::string why = messages.last();
    bad_input("{}: not a table or layer that GDAL {} can open{}{}", without_passwords(path),
              GDALVersionInfo("RELEASE_NAME"), why.empty() ? "" : ": ", without_passwords(why));
  }
  // A table that an output is about to replace must not be waited for without end.
  if (is_database(path)) run_sql(dataset.get(), "SET lock_timeout = '30s'");
  return dataset;
}

OGRLayerH find_layer(GDALDatasetH dataset, const std::string& path, const std::string& wanted,
                     const std::vector<OGRwkbGeometryType>& kinds) {
  const int count = GDALDatasetGetLayerCount(dataset);
  std::string all;
  std::vector<OGRLayerH> fitting;
  for (int i = 0; i < count; ++i) {
    OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
    const std::string name = OGR_L_GetName(layer);
    if (name == wanted) return layer;
    all += (all.empty() ? "" : ", ") + name;
    const auto type = wkbFlatten(OGR_L_GetGeomType(layer));
    if (std::ranges::find(kinds, type) != kinds.end()) fitting.push_back(layer);
  }
  if (count == 0) bad_input("{}: holds no layer", path);
  if (!wanted.empty()) bad_input("{}: no layer '{}'; the layers are: {}", path, wanted, all);
  if (count == 1) return GDALDatasetGetLayer(dataset, 0);
  if (fitting.size() != 1) bad_input("{}: holds several layers; choose one with --layer: {}", path, all);
  return fitting.front();
}

}  // namespace thalweg
