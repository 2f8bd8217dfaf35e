#include "geo/features.hpp"

#include <cpl_string.h>

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <vector>

#include "geo/column_aliases.hpp"
#include "geo/error.hpp"
#include "geo/ogr_geometry.hpp"
#include "geo/text.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

/// Whether a column is written as text by us.
bool as_text(const Column& column, const Format& format) {
  return !format.typed || (!format.moments && std::holds_alternative<Instants>(column.values));
}

OGRFieldType type_of(const Column& column, const Format& format) {
  if (as_text(column, format)) return OFTString;
  if (std::holds_alternative<Integers>(column.values)) return OFTInteger64;
  if (std::holds_alternative<Reals>(column.values)) return OFTReal;
  if (std::holds_alternative<Instants>(column.values)) return OFTDateTime;
  return OFTString;
}

/// The columns' names, cut to the format's length and still all different, whatever their case.
std::vector<std::pair<std::string, std::string>> fields_of(const Table& schema, std::size_t most) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto cut = [](std::string name, std::size_t length) {
    while (length > 0 && length < name.size() && (name[length] & 0xC0) == 0x80) --length;  // between characters
    name.resize(std::min(length, name.size()));
    return name;
  };
  const auto taken = [&](const std::string& field) {
    const auto is_it = [&](const auto& other) { return lower_case(other.second) == lower_case(field); };
    return std::ranges::any_of(out, is_it);
  };
  for (const Column& column : schema.columns) {
    std::string field = most > 0 ? cut(column.name, most) : column.name;
    for (int k = 2; most > 0 && taken(field); ++k) {
      const std::string number = fmt::format("_{}", k);
      field = cut(column.name, most - number.size()) + number;
    }
    out.emplace_back(column.name, std::move(field));
  }
  return out;
}

/// `wish`, or `wish_2` and so on: a name that no column has, compared without case.
std::string free_name(const Table& schema, const std::string& wish) {
  const auto taken = [&](const std::string& name) {
    return std::ranges::any_of(schema.columns, [&](const Column& c) { return lower_case(c.name) == name; });
  };
  std::string name = wish;
  for (int k = 2; taken(name); ++k) name = fmt::format("{}_{}", wish, k);
  return name;
}

void check_names(const Table& schema) {
  std::unordered_map<std::string, std::string> seen;
  for (const Column& column : schema.columns) {
    const auto [it, fresh] = seen.emplace(lower_case(column.name), column.name);
    if (!fresh) {
      bad_input("layer {}: columns '{}' and '{}' differ in case at most; rename one", schema.name, it->second,
                column.name);
    }
  }
}

void set_value(OGRFeatureH f, int i, Instant t) {
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds(t.ms)};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{at - day};
  const auto seconds =
      static_cast<float>(clock.seconds().count()) + static_cast<float>(clock.subseconds().count()) / 1000;
  constexpr int utc = 100;
  OGR_F_SetFieldDateTimeEx(f, i, int(date.year()), static_cast<int>(unsigned(date.month())),
                           static_cast<int>(unsigned(date.day())), static_cast<int>(clock.hours().count()),
                           static_cast<int>(clock.minutes().count()), seconds, utc);
}
void set_value(OGRFeatureH f, int i, std::int64_t v) {
  OGR_F_SetFieldInteger64(f, i, v);
}
void set_value(OGRFeatureH f, int i, double v) {
  OGR_F_SetFieldDouble(f, i, v);
}
void set_value(OGRFeatureH f, int i, const std::string& v) {
  OGR_F_SetFieldString(f, i, v.c_str());
}

std::string as_text(Instant t) {
  return format_instant(t);
}
template <typename Value>
std::string as_text(const Value& v) {
  return fmt::format("{}", v);  // a double with as many digits as it needs, in any locale
}

void check_length(const std::string& text, const Column& column, const Format& format) {
  if (format.text_bytes == 0 || text.size() <= format.text_bytes) return;
  bad_input("column '{}': a text of {} bytes, '{}...'; {} holds {} bytes, so write another format", column.name,
            text.size(), text.substr(0, 20), format.ending, format.text_bytes);
}

void set_field(OGRFeatureH f, int i, const Column& column, std::size_t row, const Format& format, bool typed) {
  const auto set = [&](const auto& value) {
    if constexpr (std::is_same_v<decltype(value), const std::string&>) check_length(value, column, format);
    typed ? set_value(f, i, value) : set_value(f, i, as_text(value));
  };
  const auto set_or_null = [&](const auto& values) {
    using Value = typename std::decay_t<decltype(values)>::value_type::value_type;
    if (!values[row]) {
      OGR_F_SetFieldNull(f, i);
    } else if constexpr (std::is_same_v<Value, double>) {
      set(rounded(*values[row], column.decimals));
    } else {
      set(*values[row]);
    }
  };
  std::visit(set_or_null, column.values);
}

/// Web Mercator has no poles.
void check_on_map(OGRGeometryH geometry, const Format& format, std::size_t row) {
  constexpr double most = 85.05;
  if (!geometry) return;
  OGREnvelope box;
  OGR_G_GetEnvelope(geometry, &box);
  const double lat = -box.MinY > box.MaxY ? box.MinY : box.MaxY;
  if (std::abs(lat) > most) {
    bad_input("row {} reaches latitude {}; the tiles of {} end at {} and {}, so write another format", row, lat,
              format.ending, -most, most);
  }
}

}  // namespace

FeatureWriter::FeatureWriter(GDALDatasetH dataset, const Table& schema, const Format& format)
    : name_(schema.name),
      kind_(format.geometry ? kind_of(schema) : GeometryKind::none),
      measures_(format.measures),
      format_(&format),
      fields_(fields_of(schema, format.name_bytes)) {
  check_names(schema);
  CPLStringList options(CSLDuplicate(const_cast<char**>(format.layer_options.data())), TRUE);
  if (format.own_columns) {
    options.SetNameValue("FID", free_name(schema, "fid").c_str());
    options.SetNameValue("GEOMETRY_NAME", free_name(schema, "geom").c_str());
  }
  const SpatialReference srs = kind_ == GeometryKind::none ? nullptr : wgs84();
  layer_ = GDALDatasetCreateLayer(dataset, name_.c_str(), srs.get(), type_of(kind_, measures_), options.List());
  if (layer_ && !add_fields(schema)) layer_ = nullptr;
}

std::string FeatureWriter::geometry_column() const {
  return OGR_L_GetGeometryColumn(layer_);
}

void FeatureWriter::set_styles(std::vector<Style> styles) {
  styles_ = std::move(styles);
  for (Style& style : styles_) {
    if (!style.aliases.empty()) continue;
    for (const ColumnText& column : columns_) style.aliases.push_back({column.name, column.alias});
  }
}

std::string FeatureWriter::losses() const {
  if (format_->name_bytes == 0) return "";
  std::string shortened;
  for (const auto& [column, field] : fields_) {
    if (column != field) shortened += fmt::format("{}{} = {}", shortened.empty() ? "" : ", ", field, column);
  }
  if (format_->database) {
    return shortened.empty() ? "" : fmt::format("PostgreSQL has names of {} bytes: {}", format_->name_bytes, shortened);
  }
  return fmt::format(
      "{} has names of {} bytes{}{}; numbers have 15 decimals, times are text, and missing text is the same as empty",
      format_->ending, format_->name_bytes, shortened.empty() ? "" : ": ", shortened);
}

bool FeatureWriter::add_fields(const Table& schema) {
  const std::vector<ColumnAlias> aliases = column_aliases(schema);
  for (std::size_t k = 0; k < schema.columns.size(); ++k) {
    const Column& column = schema.columns[k];
    const OGRFieldDefnH field = OGR_Fld_Create(fields_[k].second.c_str(), type_of(column, *format_));
    if (const auto own = std::ranges::find(aliases, column.name, &ColumnAlias::column); own != aliases.end()) {
      columns_.push_back({column.name, own->alias, column.comment});
      OGR_Fld_SetAlternativeName(field, own->alias.c_str());
    }
    if (format_->text_bytes > 0 && OGR_Fld_GetType(field) == OFTString) {
      OGR_Fld_SetWidth(field, static_cast<int>(format_->text_bytes));
    }
#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 7, 0)
    OGR_Fld_SetComment(field, column.comment.c_str());
#endif
    const bool made = OGR_L_CreateField(layer_, field, TRUE) == OGRERR_NONE;
    OGR_Fld_Destroy(field);
    if (!made) return false;
  }
  return true;
}

bool FeatureWriter::write(const Table& table, std::size_t from, std::size_t to) {
  const Feature feature(OGR_F_Create(OGR_L_GetLayerDefn(layer_)));  // one for all: making them costs as much as filling
  for (std::size_t row = from; row < to; ++row) {
    ++rows_;
    OGR_F_SetFID(feature.get(), format_->tiles ? static_cast<GIntBig>(rows_) : OGRNullFID);
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      const Column& column = table.columns[k];
      set_field(feature.get(), static_cast<int>(k), column, row, *format_, !as_text(column, *format_));
    }
    Geometry geometry = geometry_of(table, row, measures_);
    if (format_->tiles) check_on_map(geometry.get(), *format_, rows_);
    OGR_F_SetGeometryDirectly(feature.get(), geometry.release());
    if (OGR_L_CreateFeature(layer_, feature.get()) != OGRERR_NONE) return false;
  }
  return true;
}

}  // namespace thalweg
