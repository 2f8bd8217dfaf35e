#include "geo/postgis.hpp"

#include <algorithm>

#include "geo/error.hpp"
#include "geo/passwords.hpp"
#include "geo/sql.hpp"

namespace thalweg {
namespace {

// As QGIS makes it.
constexpr const char* kStyleTable =
    "CREATE TABLE IF NOT EXISTS public.layer_styles (id serial PRIMARY KEY, f_table_catalog varchar, f_table_schema "
    "varchar, f_table_name varchar, f_geometry_column varchar, stylename text, styleqml xml, stylesld xml, "
    "useasdefault boolean, description text, owner varchar(63) DEFAULT CURRENT_USER, ui xml, update_time timestamp "
    "DEFAULT CURRENT_TIMESTAMP)";

std::string style_row(const FeatureWriter& layer, const Style& style) {
  const Style named = with_columns_renamed(style, layer.fields());
  return fmt::format(
      "INSERT INTO public.layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, "
      "styleqml, useasdefault, description, update_time) VALUES (current_database(), current_schema(), {}, {}, {}, "
      "XMLPARSE(DOCUMENT {}), {}, {}, '2000-01-01')",  // fixed: the same rows each time
      sql_text(layer.name()), sql_text(layer.geometry_column()), sql_text(style.name),
      sql_text(to_qml(named, layer.geometry_kind())), &style == layer.styles().data(), sql_text(style.description));
}

/// Where GDAL makes tables.
std::string current_schema(GDALDatasetH database) {
  return sql_value(database, "SELECT current_schema()");
}

/// GDAL takes the next schema of the search path where the one that the connection string names is not there.
bool has_schema(GDALDatasetH database, const std::string& connection) {
  const std::string schema = current_schema(database);
  if (connection.find("active_schema") == std::string::npos) return !schema.empty();
  return schema == sql_value(database, "SELECT trim('\"' FROM split_part(current_setting('search_path'), ',', 1))");
}

}  // namespace

Dataset open_postgis(const std::string& connection) {
  const std::string shown = without_passwords(connection);
  const GdalMessages messages;
  Dataset database(GDALOpenEx(connection.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr));
  if (!database) {
    bad_input("{}: the database cannot be reached: {}; check the connection string, and that the server runs", shown,
              without_passwords(messages.last()));
  }
  if (sql_value(database.get(), "SELECT 1 FROM pg_extension WHERE extname = 'postgis'").empty()) {
    bad_input("{}: the database has no PostGIS; run CREATE EXTENSION postgis in it", shown);
  }
  if (!has_schema(database.get(), connection)) {
    bad_input("{}: there is no schema to write into; make it, or name another with active_schema=", shown);
  }
  return database;
}

bool check_room(GDALDatasetH database, const std::string& table, bool overwrite) {
  const GdalMessages messages;
  const std::string schema = current_schema(database);
  const std::string found =
      sql_value(database, fmt::format("SELECT 1 FROM pg_class WHERE relname = {} AND relnamespace = {}::regnamespace",
                                      sql_text(table), sql_text(sql_name(schema))));
  if (messages.failed()) io_error("table {}.{}: {}", schema, table, messages.last());
  if (found.empty()) return false;
  if (!overwrite) bad_input("table {}.{} exists already; add --overwrite to replace it", schema, table);
  return true;
}

void make_room(GDALDatasetH database, const std::string& table, bool overwrite) {
  if (!check_room(database, table, overwrite)) return;
  const GdalMessages messages;
  const std::string schema = current_schema(database);
  run_sql(database, fmt::format("DROP TABLE {}.{}", sql_name(schema), sql_name(table)));
  if (messages.failed()) io_error("table {}.{} cannot be replaced: {}", schema, table, messages.last());
}

bool keeps_styles(GDALDatasetH database) {
  return sql_value(database,
                   "SELECT 1 FROM pg_namespace WHERE nspname = 'public' AND CASE WHEN to_regclass("
                   "'public.layer_styles') IS NULL THEN has_schema_privilege('public', 'CREATE') ELSE "
                   "has_table_privilege('public.layer_styles', 'INSERT') AND "
                   "has_table_privilege('public.layer_styles', 'DELETE') END") == "1";
}

void write_postgis_styles(GDALDatasetH database, std::span<const FeatureWriter> layers) {
  const auto styled = [](const FeatureWriter& layer) { return !layer.styles().empty(); };
  if (std::ranges::none_of(layers, styled)) return;
  if (sql_value(database, "SELECT to_regclass('public.layer_styles')").empty()) run_sql(database, kStyleTable);
  for (const FeatureWriter& layer : layers) {
    run_sql(database, fmt::format("DELETE FROM public.layer_styles WHERE f_table_catalog = current_database() AND "
                                  "f_table_schema = current_schema() AND f_table_name = {}",
                                  sql_text(layer.name())));
    for (const Style& style : layer.styles()) run_sql(database, style_row(layer, style));
  }
}

void write_comments(GDALDatasetH database, std::span<const FeatureWriter> layers) {
  for (const FeatureWriter& layer : layers) {
    const std::string table = sql_name(layer.name());
    if (layer.metadata) {
      run_sql(database, fmt::format("COMMENT ON TABLE {} IS {}", table, sql_text(layer.metadata->abstract)));
    }
    for (const ColumnText& column : layer.columns()) {
      const auto field = std::ranges::find(layer.fields(), column.name, &std::pair<std::string, std::string>::first);
      run_sql(database,
              fmt::format("COMMENT ON COLUMN {}.{} IS {}", table, sql_name(field->second), sql_text(column.comment)));
    }
  }
}

}  // namespace thalweg
