#include "geo/provenance.hpp"

#include <filesystem>

namespace thalweg {

std::string data_name(const ReadOptions& read) {
  std::string all;
  for (const std::string& source : read.sources) {
    const auto name = source == "-" ? "standard input" : std::filesystem::path(source).filename().string();
    all += (all.empty() ? "" : ", ") + name;
  }
  return all;
}

Table with_data(Table table, const std::string& data) {
  table.columns.push_back({"data", Texts(table.rows(), data), -1, "events that the layer is made from"});
  return table;
}

}  // namespace thalweg
