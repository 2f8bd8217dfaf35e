#include "geo/table_json.hpp"

#include "geo/time.hpp"

namespace thalweg {
namespace {

Json cell(const Column& column, std::size_t row) {
  return std::visit(
      [&](const auto& values) -> Json {
        const auto& v = values[row];
        if (!v) return nullptr;
        if constexpr (std::is_same_v<decltype(*v), const Instant&>) {
          return format_instant(*v);
        } else if constexpr (std::is_same_v<decltype(*v), const double&>) {
          return rounded(*v, column.decimals);
        } else {
          return *v;
        }
      },
      column.values);
}

}  // namespace

Json row_object(const Table& table, std::size_t row) {
  Json object;
  for (const Column& column : table.columns) object[column.name] = cell(column, row);
  return object;
}

Json rows_of(const Table& table) {
  Json rows = Json::array();
  for (std::size_t row = 0; row < table.rows(); ++row) rows.push_back(row_object(table, row));
  return rows;
}

}  // namespace thalweg
