#include "geo/gpkg_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "geo/error.hpp"
#include "geo/raw_row.hpp"
#include "geo/sql.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

/// A column as SQLite declares it.
struct Declared {
  std::string name, type;
  bool has_default, hidden, key;
};

std::vector<Declared> declared_columns(GDALDatasetH dataset, const std::string& table) {
  std::vector<Declared> out;
  for (auto& row : sql_rows(dataset, fmt::format("SELECT name, type, dflt_value IS NOT NULL, hidden <> 0, pk <> 0 FROM "
                                                 "pragma_table_xinfo({}) ORDER BY cid",
                                                 sql_text(table)))) {
    out.push_back({std::move(row[0]), std::move(row[1]), row[2] == "1", row[3] == "1", row[4] == "1"});
  }
  return out;
}

/// Whether a row's id is the value of that column, and the table's only key.
bool is_row_id(GDALDatasetH dataset, const std::string& table, const std::vector<Declared>& columns,
               const std::string& name) {
  const auto key = std::ranges::find(columns, true, &Declared::key);
  if (key == columns.end() || key->name != name || lower_case(key->type) != "integer") return false;
  if (std::ranges::count(columns, true, &Declared::key) != 1) return false;
  // INTEGER PRIMARY KEY DESC is one that has an index instead.
  const auto query = fmt::format("SELECT COUNT(*) FROM pragma_index_list({}) WHERE origin = 'pk'", sql_text(table));
  return sql_value(dataset, query) == "0";
}

std::optional<std::size_t> place_of(const std::vector<Declared>& columns, const std::string& name) {
  const auto it = std::ranges::find(columns, name, &Declared::name);
  if (it == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(it - columns.begin());
}

/// nullopt for types of which a file may hold values that GDAL changes: booleans, narrow numbers, and the rare ones.
std::optional<GpkgColumn::Form> form_of(OGRFieldDefnH field) {
  using Form = GpkgColumn::Form;
  const auto type = OGR_Fld_GetType(field);
  if (type == OFTString || type == OFTDate || type == OFTDateTime) return Form::text;
  if (OGR_Fld_GetSubType(field) != OFSTNone) return std::nullopt;
  if (type == OFTInteger) return Form::integer32;
  if (type == OFTInteger64) return Form::integer64;
  if (type == OFTReal) return Form::real;
  return std::nullopt;
}

}  // namespace

struct GpkgTable::Shape {
  std::uint32_t root = 0;
  std::vector<GpkgColumn> columns;
  std::optional<std::size_t> geometry;

  static std::optional<Shape> find(GDALDatasetH dataset, OGRLayerH layer, const OgrLayout& layout,
                                   const std::vector<std::size_t>& fields) {
    const std::string table = OGR_L_GetName(layer);
    const auto declared = declared_columns(dataset, table);
    const bool hidden = std::ranges::any_of(declared, &Declared::hidden);
    if (hidden || !is_row_id(dataset, table, declared, OGR_L_GetFIDColumn(layer))) return std::nullopt;
    Shape out;
    for (const std::size_t field : fields) {
      const auto place = place_of(declared, layout.types[field].name);
      const auto form = form_of(OGR_FD_GetFieldDefn(layout.definition, static_cast<int>(field)));
      if (!place || !form) return std::nullopt;
      out.columns.push_back({field, *place, *form, declared[*place].has_default});
    }
    if (layout.from_geometry) {
      out.geometry = place_of(declared, OGR_L_GetGeometryColumn(layer));
      if (!out.geometry) return std::nullopt;
    }
    const std::string root = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ";
    out.root =
        static_cast<std::uint32_t>(std::strtoul(sql_value(dataset, root + sql_text(table)).c_str(), nullptr, 10));
    return out;
  }
};

std::unique_ptr<GpkgTable> GpkgTable::open(GDALDatasetH dataset, OGRLayerH layer, const OgrLayout& layout,
                                           const std::vector<std::size_t>& fields) {
  const GdalMessages messages;
  const std::string driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset));
  if (driver != "GPKG" || rounds_coordinates(layout)) return nullptr;
  auto file = SqliteFile::open(dataset);
  if (!file) return nullptr;
  const auto pages = SqlitePages::of(file->bytes().text());
  auto shape = Shape::find(dataset, layer, layout, fields);
  if (!pages || !shape || !TableLeaves::is_table(pages->page(shape->root))) return nullptr;
  return std::unique_ptr<GpkgTable>(new GpkgTable(layer, std::move(file), *pages, std::move(*shape)));
}

GpkgTable::GpkgTable(OGRLayerH layer, std::unique_ptr<SqliteFile> file, const SqlitePages& pages, Shape shape)
    : layer_(layer),
      file_(std::move(file)),
      leaves_(pages, shape.root),
      columns_(std::move(shape.columns)),
      geometry_(shape.geometry) {}

std::vector<TableLeaf> GpkgTable::next(std::size_t rows) {
  std::vector<TableLeaf> out;
  for (std::size_t got = 0; got < rows;) {
    const auto leaf = leaves_.next();
    if (!leaf) break;
    got += leaf->rows;
    last_ = leaf->most;
    out.push_back(*leaf);
  }
  return out;
}

std::string GpkgTable::rest() const {
  return last_ ? fmt::format("{} > {}", sql_name(OGR_L_GetFIDColumn(layer_)), *last_) : "";
}

void GpkgTable::release(const std::vector<TableLeaf>& leaves) const {
  constexpr std::ptrdiff_t near = 1 << 16;  // one request for pages that lie together
  std::vector<std::string_view> parts;
  for (const TableLeaf& leaf : leaves) {
    const std::string_view page = leaf.page;
    if (!parts.empty() && page.begin() >= parts.back().end() && page.begin() - parts.back().end() < near) {
      parts.back() = {parts.back().begin(), page.end()};
    } else {
      parts.push_back(page);
    }
  }
  if (parts.size() == 1) return file_->bytes().release(parts.front());
  for (const std::string_view part : parts) file_->bytes().drop(part);
}

Feature GpkgTable::feature(std::int64_t id) const {
  const auto mine = turn();
  GdalMessages messages;
  ++features_;
  Feature out(OGR_L_GetFeature(layer_, id));
  if (!out) io_error("row {} cannot be read: {}", id, messages.last());
  return out;
}

}  // namespace thalweg
