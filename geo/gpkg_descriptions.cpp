#include "geo/gpkg_descriptions.hpp"

#include <fmt/format.h>

#include <string>

#include "geo/sql.hpp"

namespace thalweg {
namespace {

// As the standard has them; GDAL makes them itself where it needs them.
constexpr const char* kTables[] = {
    "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, "
    "definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, "
    "extension_name))",
    "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, "
    "title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, "
    "column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "CREATE TABLE IF NOT EXISTS gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT "
    "NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT "
    "NOT "
    "NULL DEFAULT '')",
    "CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name "
    "TEXT, row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), "
    "md_file_id "
    "INTEGER NOT NULL, md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES "
    "gpkg_metadata(id), CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))",
};

constexpr const char* kExtensions[][2] = {
    {"gpkg_data_columns", "gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema"},
    {"gpkg_metadata", "gpkg_metadata', 'http://www.geopackage.org/spec121/#extension_metadata"},
    {"gpkg_metadata_reference", "gpkg_metadata', 'http://www.geopackage.org/spec121/#extension_metadata"},
};

void describe_columns(GDALDatasetH dataset, const FeatureWriter& layer) {
  std::string rows;
  for (const ColumnText& column : layer.columns()) {
    rows += fmt::format("{}({}, {}, {}, NULL, {}, NULL, NULL)", rows.empty() ? "" : ", ", sql_text(layer.name()),
                        sql_text(column.name), sql_text(column.alias), sql_text(column.comment));
  }
  if (!rows.empty()) run_sql(dataset, "INSERT OR REPLACE INTO gpkg_data_columns VALUES " + rows);
}

void describe_layer(GDALDatasetH dataset, const FeatureWriter& layer, int number) {
  run_sql(dataset,
          fmt::format("INSERT INTO gpkg_metadata VALUES ({}, 'dataset', 'http://mrcc.com/qgis.dtd', 'text/xml', {})",
                      number, sql_text(to_qmd(*layer.metadata))));
  run_sql(dataset, fmt::format("INSERT INTO gpkg_metadata_reference VALUES ('table', {}, NULL, NULL, "
                               "'2000-01-01T00:00:00.000Z', {}, NULL)",  // fixed: the same bytes each time
                               sql_text(layer.name()), number));
  run_sql(dataset, fmt::format("UPDATE gpkg_contents SET description = {} WHERE table_name = {}",
                               sql_text(layer.metadata->abstract), sql_text(layer.name())));
  // The standard wants identifiers that differ; the second of two layers with one title keeps its own name.
  run_sql(dataset, fmt::format("UPDATE OR IGNORE gpkg_contents SET identifier = {} WHERE table_name = {}",
                               sql_text(layer.metadata->title), sql_text(layer.name())));
}

}  // namespace

void write_gpkg_descriptions(GDALDatasetH dataset, std::span<const FeatureWriter> layers) {
  for (const char* table : kTables) run_sql(dataset, table);
  for (const auto& [table, extension] : kExtensions) {
    run_sql(dataset, fmt::format("INSERT INTO gpkg_extensions SELECT '{0}', NULL, '{1}', 'read-write' WHERE NOT EXISTS "
                                 "(SELECT 1 FROM gpkg_extensions WHERE table_name = '{0}')",
                                 table, extension));
  }
  int number = 0;
  for (const FeatureWriter& layer : layers) {
    describe_columns(dataset, layer);
    if (layer.metadata) describe_layer(dataset, layer, ++number);
  }
}

}  // namespace thalweg
