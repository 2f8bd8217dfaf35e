#include "geo/arrow_stream.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

namespace thalweg {
namespace {

/// Whether a field arrives as the feature loop would give it. Not among them: numbers narrower than 32 bits and
/// booleans, since a GeoPackage may store wider values under such a type; and moments, which lose their time zone
/// before GDAL 3.8 and become 1970 where they cannot be understood.
bool is_faithful(const Column& column, std::string_view format) {
  if (std::holds_alternative<Integers>(column.values)) return format == "l" || format == "i";
  if (std::holds_alternative<Reals>(column.values)) return format == "g";
  return format == "u";
}

std::optional<ArrowColumns> match(const ArrowSchema& schema, const OgrLayout& layout,
                                  const std::vector<std::size_t>& fields) {
  const std::size_t expected = fields.size() + (layout.from_geometry ? 1 : 0);
  if (static_cast<std::size_t>(schema.n_children) != expected) return std::nullopt;
  ArrowColumns out;
  out.field.resize(layout.types.size());
  for (std::size_t child = 0; child < fields.size(); ++child) {
    const ArrowSchema& s = *schema.children[child];
    const Column& column = layout.types[fields[child]];
    if (s.name != column.name || s.dictionary || !is_faithful(column, s.format)) return std::nullopt;
    out.field[fields[child]] = {child, s.format[0]};
  }
  if (layout.from_geometry) {
    if (std::string_view(schema.children[fields.size()]->format) != "z") return std::nullopt;
    out.geometry = fields.size();
  }
  return out;
}

}  // namespace

std::optional<ArrowStream> ArrowStream::open(OGRLayerH layer, const OgrLayout& layout,
                                             const std::vector<std::size_t>& fields, std::size_t batch_rows) {
  const GdalMessages messages;
  ArrowStream out;
  std::string no_fid = "INCLUDE_FID=NO", rows = fmt::format("MAX_FEATURES_IN_BATCH={}", batch_rows);
  std::array<char*, 3> options{no_fid.data(), rows.data(), nullptr};
  ArrowOwned<ArrowSchema> schema;
  if (!OGR_L_GetArrowStream(layer, out.stream_.get(), options.data())) return std::nullopt;
  if (out.stream_->get_schema(out.stream_.get(), schema.get()) != 0) return std::nullopt;
  auto columns = match(*schema, layout, fields);
  if (!columns) return std::nullopt;
  out.columns_ = std::move(*columns);
  return out;
}

}  // namespace thalweg
