#include "geo/sql.hpp"

namespace thalweg {
namespace {

std::string quoted(const std::string& text, char quote) {
  std::string out(1, quote);
  for (const char c : text) out.append(c == quote ? 2 : 1, c);
  return out + quote;
}

}  // namespace

void run_sql(GDALDatasetH dataset, const std::string& statement) {
  if (OGRLayerH rows = GDALDatasetExecuteSQL(dataset, statement.c_str(), nullptr, nullptr)) {
    GDALDatasetReleaseResultSet(dataset, rows);
  }
}

std::string sql_value(GDALDatasetH dataset, const std::string& query) {
  OGRLayerH rows = GDALDatasetExecuteSQL(dataset, query.c_str(), nullptr, nullptr);
  if (!rows) return "";
  std::string value;
  if (const Feature row(OGR_L_GetNextFeature(rows)); row) value = OGR_F_GetFieldAsString(row.get(), 0);
  GDALDatasetReleaseResultSet(dataset, rows);
  return value;
}

std::vector<std::vector<std::string>> sql_rows(GDALDatasetH dataset, const std::string& query) {
  OGRLayerH rows = GDALDatasetExecuteSQL(dataset, query.c_str(), nullptr, nullptr);
  if (!rows) return {};
  std::vector<std::vector<std::string>> out;
  while (const Feature row{OGR_L_GetNextFeature(rows)}) {
    std::vector<std::string>& values = out.emplace_back();
    for (int i = 0; i < OGR_F_GetFieldCount(row.get()); ++i) values.emplace_back(OGR_F_GetFieldAsString(row.get(), i));
  }
  GDALDatasetReleaseResultSet(dataset, rows);
  return out;
}

std::string sql_text(const std::string& text) {
  return quoted(text, '\'');
}

std::string sql_name(const std::string& name) {
  return quoted(name, '"');
}

}  // namespace thalweg
