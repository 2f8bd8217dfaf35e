#include "geo/tiles.hpp"

#include <fmt/format.h>
#include <gdal_utils.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "geo/error.hpp"
#include "geo/sql.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFeatureId = "mvt_id";  // GDAL's name for it

Dataset open_as(const char* driver, const fs::path& file, unsigned how,
                const std::vector<const char*>& options = {nullptr}) {
  const char* const drivers[] = {driver, nullptr};
  return Dataset(
      GDALOpenEx(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR | how, drivers, options.data(), nullptr));
}

/// What is said of all layers, each text once.
struct About {
  std::vector<std::string> titles, abstracts, rights;
};

About about(std::span<const FeatureWriter> layers) {
  About all;
  const auto add = [](std::vector<std::string>& to, const std::string& text) {
    if (!text.empty() && std::ranges::find(to, text) == to.end()) to.push_back(text);
  };
  for (const FeatureWriter& layer : layers) {
    if (!layer.metadata) continue;
    add(all.titles, layer.metadata->title);
    add(all.abstracts, layer.metadata->abstract);
    for (const std::string& right : layer.metadata->rights) add(all.rights, right);
  }
  return all;
}

/// The driver's JSON of layers, columns and values, with the layers' titles.
std::string with_titles(const std::string& json, std::span<const FeatureWriter> layers) {
  auto root = nlohmann::ordered_json::parse(json);
  for (auto& entry : root.at("vector_layers")) {
    const auto layer = std::ranges::find(layers, entry.at("id").get<std::string>(), &FeatureWriter::name);
    if (layer != layers.end() && layer->metadata) entry["description"] = layer->metadata->title;
  }
  return root.dump();
}

void describe(GDALDatasetH tileset, const std::string& name, std::span<const FeatureWriter> layers) {
  const About all = about(layers);
  const auto put = [&](const char* item, const std::string& value) {
    run_sql(tileset, fmt::format("DELETE FROM metadata WHERE name = '{}'", item));
    run_sql(tileset, fmt::format("INSERT INTO metadata VALUES ('{}', {})", item, sql_text(value)));
  };
  put("name", all.titles.empty() ? name : fmt::format("{}", fmt::join(all.titles, "; ")));
  put("description", fmt::format("{}", fmt::join(all.abstracts, "\n\n")));
  if (!all.rights.empty()) put("attribution", fmt::format("{}", fmt::join(all.rights, "; ")));
  const std::string json = sql_value(tileset, "SELECT value FROM metadata WHERE name = 'json'");
  if (!json.empty()) put("json", with_titles(json, layers));
  // What is near the antimeridian is repeated beyond it, in tiles that there are not.
  run_sql(tileset, "DELETE FROM tiles WHERE tile_column < 0 OR tile_column >= 1 << zoom_level");
}

/// How many rows of a layer are in the tiles of the largest zoom. Their numbers are the features' ids.
std::size_t rows_in(GDALDatasetH tileset, const std::string& layer) {
  OGRLayerH tiles = GDALDatasetGetLayerByName(tileset, layer.c_str());
  if (!tiles) return 0;
  const int id = OGR_FD_GetFieldIndex(OGR_L_GetLayerDefn(tiles), kFeatureId);
  std::set<GIntBig> rows;
  while (const Feature f{OGR_L_GetNextFeature(tiles)}) rows.insert(OGR_F_GetFieldAsInteger64(f.get(), id));
  return rows.size();
}

/// GDAL takes a file for SQLite or for tiles by the ending of its name.
fs::path called(const fs::path& file, const char* ending) {
  fs::path other = fs::path(file).replace_extension(ending);
  fs::rename(file, other);
  return other;
}

/// PMTiles of the same tiles.
void convert(const fs::path& mbtiles, const fs::path& out) {
  GDALDatasetH from = open_as("MBTiles", mbtiles, GDAL_OF_READONLY).release();
  const char* const options[] = {"-f", "PMTiles", nullptr};
  GDALVectorTranslateOptions* how = GDALVectorTranslateOptionsNew(const_cast<char**>(options), nullptr);
  const Dataset done(from ? GDALVectorTranslate(out.c_str(), nullptr, 1, &from, how, nullptr) : nullptr);
  GDALVectorTranslateOptionsFree(how);
  GDALClose(from);
}

std::vector<std::string> losses(const fs::path& mbtiles, std::span<const FeatureWriter> layers) {
  std::vector<std::string> told{fmt::format(
      "tiles are of the zooms {} to {}: places are on a grid of 2.4 m, lines and areas are cut where tiles end, times "
      "are text, missing values and chainages of vertices are left out, and there is no style",
      kMinZoom, kMaxZoom)};
  const std::string zoom = fmt::format("ZOOM_LEVEL={}", kMaxZoom);
  // Unclipped: on the very edge of a tile there is nothing of it inside.
  const Dataset tileset = open_as("MBTiles", mbtiles, GDAL_OF_READONLY, {zoom.c_str(), "CLIP=NO", nullptr});
  if (!tileset) return told;
  for (const FeatureWriter& layer : layers) {
    const std::size_t rows = rows_in(tileset.get(), layer.name());
    if (rows == layer.rows()) continue;
    told.push_back(fmt::format(
        "of {} rows of the layer {}, {} in no tile of zoom {}: without geometry, or with less than 2.4 m of it",
        layer.rows(), layer.name(), layer.rows() - rows, kMaxZoom));
  }
  return told;
}

}  // namespace

std::vector<const char*> tileset_options() {
  static const std::string zooms[] = {fmt::format("MINZOOM={}", kMinZoom), fmt::format("MAXZOOM={}", kMaxZoom)};
  return {zooms[0].c_str(), zooms[1].c_str(), "MAX_SIZE=2147483647", "MAX_FEATURES=2147483647", nullptr};
}

void abandon_tiles(GDALDatasetH tileset) {
  GDALSetDescription(tileset, "");  // one without a name has no file to write
}

void check_tiles_keep(GeometryKind kind) {
  constexpr std::string_view mended = "3070100";  // numbers of one length
  if (kind != GeometryKind::polygon || GDALVersionInfo("VERSION_NUM") >= mended) return;
  bad_input("GDAL {} writes areas into tiles so that some are not drawn (3.7.1 and later do not); write a .gpkg",
            GDALVersionInfo("RELEASE_NAME"));
}

void check_tile_columns(const Table& schema) {
  for (const Column& column : schema.columns) {
    if (lower_case(column.name) != kFeatureId) continue;
    bad_input(
        "a column called {} would hide the numbers of the features, which tiles keep under that name; rename it, or "
        "write another format",
        column.name);
  }
}

std::vector<std::string> finish_tiles(const fs::path& made, const fs::path& out,
                                      std::span<const FeatureWriter> layers) {
  const fs::path database = called(made, ".sqlite");
  {
    const Dataset tileset = open_as("SQLite", database, GDAL_OF_UPDATE);
    if (!tileset) return {};
    if (sql_value(tileset.get(), "SELECT count(*) FROM tiles") == "0") {
      bad_input("{}: there is no row to draw, and tiles hold nothing else; write a .gpkg", out.filename().string());
    }
    describe(tileset.get(), out.stem().string(), layers);
  }
  const fs::path mbtiles = called(database, ".mbtiles");
  std::vector<std::string> told = losses(mbtiles, layers);
  if (lower_case(out.extension().string()) == ".mbtiles") {
    fs::rename(mbtiles, out);
  } else {
    convert(mbtiles, out);
    fs::remove(mbtiles);
  }
  return told;
}

}  // namespace thalweg
