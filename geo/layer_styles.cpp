#include "geo/layer_styles.hpp"

#include <array>
#include <utility>

#include "geo/files.hpp"

namespace thalweg {
namespace {

using Field = std::pair<const char*, OGRFieldType>;

/// The columns that QGIS expects (its own table, written by `Save style to database`).
constexpr std::array<Field, 11> kFields{{{"f_table_catalog", OFTString},
                                         {"f_table_schema", OFTString},
                                         {"f_table_name", OFTString},
                                         {"f_geometry_column", OFTString},
                                         {"styleName", OFTString},
                                         {"styleQML", OFTString},
                                         {"styleSLD", OFTString},
                                         {"useAsDefault", OFTInteger},
                                         {"description", OFTString},
                                         {"owner", OFTString},
                                         {"ui", OFTString}}};

}  // namespace

void write_layer_styles(GDALDatasetH dataset, std::span<const FeatureWriter> layers) {
  const char* const options[] = {"FID=id", nullptr};
  OGRLayerH table = GDALDatasetCreateLayer(dataset, "layer_styles", nullptr, wkbNone, const_cast<char**>(options));
  if (!table) return;
  const auto add = [&](const char* name, OGRFieldType type, bool boolean = false) {
    const OGRFieldDefnH field = OGR_Fld_Create(name, type);
    if (boolean) OGR_Fld_SetSubType(field, OFSTBoolean);
    OGR_L_CreateField(table, field, TRUE);
    OGR_Fld_Destroy(field);
  };
  for (const auto& [name, type] : kFields) add(name, type, type == OFTInteger);
  add("update_time", OFTDateTime);
  const auto write = [&](const FeatureWriter& layer, const Style& style) {
    const Feature f(OGR_F_Create(OGR_L_GetLayerDefn(table)));
    OGR_F_SetFieldString(f.get(), 0, "");
    OGR_F_SetFieldString(f.get(), 1, "");  // NULL would not match
    OGR_F_SetFieldString(f.get(), 2, layer.name().c_str());
    OGR_F_SetFieldString(f.get(), 3, layer.geometry_column().c_str());
    OGR_F_SetFieldString(f.get(), 4, style.name.c_str());
    OGR_F_SetFieldString(f.get(), 5, to_qml(style, layer.geometry_kind()).c_str());
    OGR_F_SetFieldString(f.get(), 6, "");
    OGR_F_SetFieldInteger(f.get(), 7, &style == layer.styles().data() ? 1 : 0);
    OGR_F_SetFieldString(f.get(), 8, style.description.c_str());
    for (const int blank : {9, 10}) OGR_F_SetFieldString(f.get(), blank, "");
    OGR_F_SetFieldDateTime(f.get(), 11, 2000, 1, 1, 0, 0, 0, 100);  // fixed: the same bytes each time
    return OGR_L_CreateFeature(table, f.get()) == OGRERR_NONE;
  };
  for (const FeatureWriter& layer : layers) {
    for (const Style& style : layer.styles()) {
      if (!write(layer, style)) return;
    }
  }
}

void write_style_file(const std::filesystem::path& file, std::span<const FeatureWriter> layers) {
  for (const FeatureWriter& layer : layers) {
    if (layer.styles().empty()) continue;
    write_file(file, to_qml(with_columns_renamed(layer.styles().front(), layer.fields()), layer.geometry_kind()));
  }
}

}  // namespace thalweg
