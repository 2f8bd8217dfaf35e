#include "geo/profile_read.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "geo/csv.hpp"
#include "geo/error.hpp"
#include "geo/layers.hpp"
#include "geo/profile_layer.hpp"
#include "geo/profile_table.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

struct VsiClose {
  void operator()(VSILFILE* f) const noexcept { VSIFCloseL(f); }
};

/// Whether what is looked at is taken away from whoever reads it later.
bool is_stream(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  return path == "-" || path.starts_with("/vsistdin") || std::filesystem::is_fifo(status) ||
         std::filesystem::is_character_file(status);
}

/// The first bytes of a file, also of a virtual one of GDAL's; empty if it cannot be read.
std::string start_of(const std::string& path) {
  const GdalMessages quiet;
  const std::unique_ptr<VSILFILE, VsiClose> file(VSIFOpenL(path.c_str(), "rb"));
  if (!file) return {};
  std::string bytes(std::size_t{1} << 16, '\0');
  bytes.resize(VSIFReadL(bytes.data(), 1, bytes.size(), file.get()));
  return bytes;
}

bool csv_has_signature(const std::string& text) {
  CsvScanner records(text, find_delimiter(text));
  std::vector<CsvField> header;
  if (!records.next(header)) return false;
  return std::ranges::all_of(kProfileSignature, [&](std::string_view wanted) {
    return std::ranges::any_of(header, [&](const CsvField& f) { return lower_case(f.raw) == wanted; });
  });
}

bool json_has_signature(const std::string& text) {
  return std::ranges::all_of(kProfileSignature, [&](std::string_view wanted) {
    return text.find(fmt::format("\"{}\"", wanted)) != std::string::npos;
  });
}

/// The layer that holds the cells; nullptr if none does.
OGRLayerH cells_of(GDALDatasetH dataset, const std::string& wanted) {
  for (int i = 0; i < GDALDatasetGetLayerCount(dataset); ++i) {
    OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
    if ((wanted.empty() || wanted == OGR_L_GetName(layer)) && has_profile_columns(layer)) return layer;
  }
  return nullptr;
}

/// The rows of the about table, in the same dataset or in a file beside it; empty if there is none.
std::vector<AboutRow> find_about(GDALDatasetH dataset, const std::string& path) {
  if (OGRLayerH layer = GDALDatasetGetLayerByName(dataset, kAboutLayer)) return about_rows_of(layer, path);
  const std::string beside = about_beside(path).string();
  VSIStatBufL ignored;
  if (GDALDatasetGetLayerCount(dataset) > 1 || VSIStatL(beside.c_str(), &ignored) != 0) return {};
  const Dataset file = open_vector(beside);
  return about_rows_of(find_layer(file.get(), beside, {}, {wkbNone, wkbUnknown}), beside);
}

ProfileGrid grid_of(ProfileLayer& layer, const std::string& path, std::span<const Route> routes) {
  if (routes.empty()) {
    bad_input("{}: does not tell what route it is of, for it has no table {}; name the route with --route", path,
              kAboutLayer);
  }
  const auto [bin_m, period] = layer.form();
  return ProfileGrid(routes, {bin_m}, period);
}

/// The accounting must be of these cells, else rates and shares would be wrong.
void check_sum(const Profile& profile, const std::string& path) {
  const std::uint64_t stated = profile.coverage.accounting.located;
  if (stated == profile.total()) return;
  bad_input(
      "{}: its cells hold {} events, but {} says {} were located; is it a part? Mend 'located' there, or leave the "
      "table out",
      path, profile.total(), kAboutLayer, stated);
}

Profile read(const std::string& path, const std::string& layer, std::span<const Route> routes, RouteUse use,
             const Progress& progress) {
  const Dataset dataset = open_vector(path);
  OGRLayerH cells = cells_of(dataset.get(), layer);
  if (!cells) bad_input("{}: is no profile; one has the columns bin, bin_m, side and count", path);
  const bool is_csv = std::string_view(GDALGetDriverShortName(GDALGetDatasetDriver(dataset.get()))) == "CSV";
  ProfileLayer rows(cells, path, is_csv ? 2 : 1);

  const std::vector<AboutRow> about = find_about(dataset.get(), path);
  std::optional<ProfileAbout> stated;
  if (!about.empty()) stated = parse_about(about, path);
  if (stated && use == RouteUse::if_untold) routes = {};
  std::vector<SideNames> sides;
  for (const Route& r : routes) sides.push_back(r.sides());
  const ProfileGrid grid = stated ? stated->grid : grid_of(rows, path, routes);
  if (!routes.empty()) {
    grid.require_same(ProfileGrid(routes, {grid.bin_m()}, grid.period()), path, "the route to be used");
  }
  Profile profile = rows.read(grid, sides, stated ? stated->coverage : Coverage{}, progress);
  Accounting& a = profile.coverage.accounting;
  if (a.read == 0 && a.located == 0) a.read = a.located = profile.total();
  check_sum(profile, path);
  return profile;
}

}  // namespace

bool is_profile(const std::string& path, const std::string& layer) {
  if (is_stream(path)) return false;
  gdal_setup();
  const std::string ending = lower_case(std::filesystem::path(path).extension().string());
  const auto one_of = [&](std::initializer_list<std::string_view> endings) {
    return std::ranges::find(endings, ending) != endings.end();
  };
  // Opening text with GDAL may read the whole of it.
  if (one_of({".csv", ".tsv", ".txt"})) return csv_has_signature(start_of(path));
  if (one_of({".json", ".geojson", ".geojsonl", ".geojsons"})) return json_has_signature(start_of(path));
  try {
    return cells_of(open_vector(path).get(), layer) != nullptr;
  } catch (const Error&) {  // who reads the source as events will say what is wrong with it
    return false;
  }
}

Profile read_profile(const std::string& path, const std::string& layer, std::span<const Route> routes, RouteUse use,
                     const Progress& progress) {
  return naming(path, [&] { return read(path, layer, routes, use, progress); });
}

Profile read_profiles(std::span<const std::string> paths, const std::string& layer, std::span<const Route> routes,
                      RouteUse use, const Progress& progress) {
  if (paths.empty()) bad_input("no profiles given; name their files");
  const double all_files = static_cast<double>(paths.size());
  double files = 0;
  std::uint64_t rows_before = 0, rows = 0;
  const Progress in_all = [&](const Advance& here) {
    rows = rows_before + here.rows;
    Advance advance{rows, here.share};
    if (here.share) advance.share = (files + *here.share) / all_files;
    return !progress || progress(advance);
  };
  std::optional<Profile> all;
  for (const std::string& path : paths) {
    Profile next = read_profile(path, layer, routes, use, in_all);
    if (!all) {
      all = std::move(next);
    } else {
      all->grid().require_same(next.grid(), paths[0], path);
      all->merge(next);
    }
    rows_before = rows;
    ++files;
  }
  return *std::move(all);
}

}  // namespace thalweg
