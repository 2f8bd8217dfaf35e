#pragma once

#include <string>
#include <vector>

#include "geo/gdal.hpp"

namespace thalweg {

/// Runs a statement; GDAL's messages tell whether it failed.
void run_sql(GDALDatasetH dataset, const std::string& statement);
/// The first value of the first row of a query; empty if there is none or it failed.
std::string sql_value(GDALDatasetH dataset, const std::string& query);
/// All rows of a query as text; none if it failed.
std::vector<std::vector<std::string>> sql_rows(GDALDatasetH dataset, const std::string& query);
/// A text as an SQL literal.
std::string sql_text(const std::string& text);
/// A name as an SQL identifier.
std::string sql_name(const std::string& name);

}  // namespace thalweg
