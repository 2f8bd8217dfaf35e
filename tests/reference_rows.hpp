#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "geo/csv.hpp"
#include "geo/number.hpp"

namespace thalweg::test {

/// The numbers of a file of tests/reference, without its first line, which says where they are from.
inline std::vector<std::vector<double>> reference_rows(const std::string& name) {
  std::ifstream file(std::string(THALWEG_SOURCE_DIR) + "/tests/reference/" + name);
  std::vector<std::vector<double>> rows;
  std::vector<CsvField> fields;
  std::string line;
  for (std::getline(file, line); std::getline(file, line);) {
    CsvScanner(line, ',').next(fields);
    std::vector<double>& row = rows.emplace_back();
    for (const CsvField& field : fields) row.push_back(parse_number(field.raw).value());
  }
  return rows;
}

}  // namespace thalweg::test
