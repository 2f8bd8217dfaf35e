#include "geo/table.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

std::size_t Column::size() const {
  return std::visit([](const auto& v) { return v.size(); }, values);
}

double rounded(double value, int decimals) {
  if (decimals < 0) return value + 0.0;  // -0 + 0 is 0
  const double scale = std::pow(10.0, decimals);
  if (std::abs(value) * scale >= 0x1p53) return value;  // has no such decimals to lose
  const double r = std::round(value * scale) / scale;
  return r == 0 ? 0 : r;
}

std::size_t Table::rows() const {
  if (!columns.empty()) return columns.front().size();
  const auto count = [](const auto& v) -> std::size_t {
    if constexpr (requires { v.size(); }) return v.size();
    return 0;  // no columns and no geometry
  };
  return std::visit(count, geometry);
}

const Column* Table::find(std::string_view column) const {
  const auto it = std::ranges::find(columns, column, &Column::name);
  return it == columns.end() ? nullptr : &*it;
}

}  // namespace thalweg
