#include "geo/provenance.hpp"

#include <filesystem>

#include "geo/formats.hpp"
#include "geo/passwords.hpp"

namespace thalweg {

namespace {

std::string name_of(const std::string& source) {
  if (source == "-") return "standard input";
  return is_database(source) ? source : std::filesystem::path(source).filename().string();
}

}  // namespace

std::string data_name(const ReadOptions& read) {
  std::string all;
  for (const std::string& source : read.sources) {
    all += (all.empty() ? "" : ", ") + name_of(without_passwords(source));
  }
  return all;
}

Table with_data(Table table, const std::string& data) {
  table.columns.push_back({"data", Texts(table.rows(), data), -1, "events that the layer is made from"});
  return table;
}

}  // namespace thalweg
