#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "geo/gdal.hpp"
#include "geo/layers.hpp"
#include "geo/ogr_layout.hpp"
#include "random.hpp"
#include "temp_folder.hpp"

namespace thalweg::test {

struct FieldKind {
  const char* name;
  OGRFieldType type;
  OGRFieldSubType subtype = OFSTNone;
};

inline const std::vector<FieldKind> kPlain{{"category", OFTString}, {"weight", OFTReal},   {"time", OFTDateTime},
                                           {"n", OFTInteger64},     {"small", OFTInteger}, {"note", OFTString}};
inline const std::vector<FieldKind> kNarrow{{"flag", OFTInteger, OFSTBoolean},
                                            {"int16", OFTInteger, OFSTInt16},
                                            {"single", OFTReal, OFSTFloat32},
                                            {"day", OFTDate},
                                            {"bytes", OFTBinary}};
inline const std::vector<FieldKind> kLists{{"numbers", OFTIntegerList}, {"words", OFTStringList}};

inline Geometry random_geometry(Random& random) {
  const double x = 124 + random.uniform(0, 6), y = 40 + random.uniform(0, 3);
  const auto coordinates = fmt::format("{} {}", x, y);
  const std::vector<std::string> texts{fmt::format("POINT ({})", coordinates),
                                       fmt::format("POINT Z ({} 7)", coordinates),
                                       fmt::format("POINT M ({} 8)", coordinates),
                                       fmt::format("POINT ZM ({} 7 8)", coordinates),
                                       fmt::format("MULTIPOINT (({}))", coordinates),
                                       fmt::format("MULTIPOINT (({0}),({0}))", coordinates),
                                       fmt::format("LINESTRING ({0},{0})", coordinates),
                                       "POINT EMPTY",
                                       "MULTIPOINT EMPTY",
                                       ""};
  const std::size_t k = random.below(2) == 0 ? 0 : random.below(texts.size());
  OGRGeometryH geometry = nullptr;
  std::string text = texts[k];
  char* at = text.data();
  if (!text.empty()) REQUIRE(OGR_G_CreateFromWkt(&at, nullptr, &geometry) == OGRERR_NONE);
  return Geometry(geometry);
}

inline void set_field(OGRFeatureH feature, int i, const FieldKind& kind, Random& random) {
  const std::vector<const char*> words{"arrest", "", " seizure ", "밀수", "走私", "a\nb", "\"x\""};
  const auto number = [&] { return static_cast<int>(random.below(200)) - 100; };
  if (random.below(5) == 0) return random.below(2) == 0 ? OGR_F_SetFieldNull(feature, i) : OGR_F_UnsetField(feature, i);
  switch (kind.type) {
    case OFTString:
      return OGR_F_SetFieldString(feature, i, words[random.below(words.size())]);
    case OFTReal:
      return OGR_F_SetFieldDouble(feature, i, random.below(10) == 0 ? NAN : number() / 8.0);
    case OFTInteger64:
      return OGR_F_SetFieldInteger64(feature, i, number() * 10'000'000'000);
    case OFTInteger:
      return OGR_F_SetFieldInteger(feature, i, kind.subtype == OFSTBoolean ? number() > 0 : number());
    case OFTBinary:
      return OGR_F_SetFieldBinary(feature, i, 3, "\1\0\2");
    case OFTIntegerList:
      return OGR_F_SetFieldIntegerList(feature, i, 2, std::array{number(), number()}.data());
    case OFTStringList:
      return OGR_F_SetFieldStringList(feature, i, std::array<char*, 2>{const_cast<char*>("w"), nullptr}.data());
    default: {
      const std::array zones{0, 1, 100, 136, 132, 86, 98};  // unknown, local, UTC, +09:00, +08:00, -03:30, -00:30
      const auto seconds = static_cast<float>(random.below(60000)) / 1000.0F;
      OGR_F_SetFieldDateTimeEx(feature, i, 1890 + static_cast<int>(random.below(200)), 1 + int(random.below(12)),
                               1 + static_cast<int>(random.below(28)), int(random.below(24)), int(random.below(60)),
                               random.below(2) == 0 ? std::floor(seconds) : seconds, zones[random.below(7)]);
    }
  }
}

/// Whether a layer of that type takes the geometry.
inline bool fits(OGRGeometryH geometry, OGRwkbGeometryType layer) {
  if (!geometry || layer == wkbUnknown) return true;
  const auto type = OGR_G_GetGeometryType(geometry);
  return type == layer || wkbFlatten(type) == layer;
}

/// A layer of seeded rows with everything that the driver takes; gaps in the numbers of the features.
inline std::string make_layer(const std::string& path, const char* driver, OGRwkbGeometryType type,
                              const std::vector<FieldKind>& kinds, int rows) {
  gdal_setup();
  Random random(7);
  const GdalMessages quiet;
  const Dataset dataset(GDALCreate(GDALGetDriverByName(driver), path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  REQUIRE(dataset);
  const bool may_index = std::strcmp(driver, "GPKG") == 0 || std::strcmp(driver, "FlatGeobuf") == 0;
  std::array<const char*, 2> options{may_index ? "SPATIAL_INDEX=NO" : nullptr, nullptr};
  OGRLayerH layer =
      GDALDatasetCreateLayer(dataset.get(), "events", wgs84().get(), type, const_cast<char**>(options.data()));
  for (const FieldKind& kind : kinds) {
    const OGRFieldDefnH field = OGR_Fld_Create(kind.name, kind.type);
    OGR_Fld_SetSubType(field, kind.subtype);
    REQUIRE(OGR_L_CreateField(layer, field, TRUE) == OGRERR_NONE);
    OGR_Fld_Destroy(field);
  }
  for (int row = 0; row < rows; ++row) {
    const Feature feature(OGR_F_Create(OGR_L_GetLayerDefn(layer)));
    for (std::size_t i = 0; i < kinds.size(); ++i) set_field(feature.get(), static_cast<int>(i), kinds[i], random);
    Geometry geometry = random_geometry(random);
    if (fits(geometry.get(), type)) OGR_F_SetGeometryDirectly(feature.get(), geometry.release());
    if (std::strcmp(driver, "GPKG") == 0) OGR_F_SetFID(feature.get(), 3 * row + 1);
    [[maybe_unused]] const auto added = OGR_L_CreateFeature(layer, feature.get());
  }
  return path;
}

inline std::vector<FieldKind> all_of(std::vector<FieldKind> a, const std::vector<FieldKind>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// A file's first layer, of which the fields of these names are wanted.
struct OpenedLayer {
  explicit OpenedLayer(const std::string& path, const std::vector<std::string>& names)
      : dataset(open_vector(path)), layer(GDALDatasetGetLayer(dataset.get(), 0)) {
    layout.definition = OGR_L_GetLayerDefn(layer);
    layout.from_geometry = true;
    for (int i = 0; i < OGR_FD_GetFieldCount(layout.definition); ++i) {
      layout.types.push_back(column_of(OGR_FD_GetFieldDefn(layout.definition, i)));
      if (std::ranges::find(names, layout.types.back().name) != names.end()) fields.push_back(layout.types.size() - 1);
    }
  }

  Dataset dataset;
  OGRLayerH layer;
  OgrLayout layout;
  std::vector<std::size_t> fields;
};

/// Runs SQL on a GeoPackage.
inline void execute(const std::string& path, const std::vector<std::string>& statements) {
  const Dataset dataset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr));
  REQUIRE(dataset);
  for (const std::string& sql : statements) {
    INFO(sql);
    const GdalMessages messages;
    if (OGRLayerH result = GDALDatasetExecuteSQL(dataset.get(), sql.c_str(), nullptr, nullptr)) {
      GDALDatasetReleaseResultSet(dataset.get(), result);
    }
    CHECK(messages.last().empty());
  }
}

/// Replaces a text in a file by another of the same length, everywhere.
inline void patch(const std::string& path, std::string_view from, std::string_view to) {
  REQUIRE(from.size() == to.size());
  std::string bytes = bytes_of(path);
  std::size_t found = 0;
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1), ++found) {
    bytes.replace(at, from.size(), to);
  }
  REQUIRE(found > 0);
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace thalweg::test
