#include "geo/table.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

std::size_t Column::size() const {
  return std::visit([](const auto& v) { return v.size(); }, values);
}

void append_chosen(Column& to, const Column& from, const std::vector<bool>& which) {
  std::visit(
      [&](const auto& values) {
        auto& target = std::get<std::decay_t<decltype(values)>>(to.values);
        for (std::size_t i = 0; i < values.size(); ++i) {
          if (which[i]) target.push_back(values[i]);
        }
      },
      from.values);
}

Column chosen(const Column& column, const std::vector<bool>& which) {
  Column out{column.name, {}, column.decimals, column.comment};
  std::visit([&](const auto& values) { out.values = std::decay_t<decltype(values)>{}; }, column.values);
  append_chosen(out, column, which);
  return out;
}

double rounded(double value, int decimals) {
  if (decimals < 0) return value + 0.0;  // -0 + 0 is 0
  static constexpr double powers[]{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  const double scale = decimals < 10 ? powers[decimals] : std::pow(10.0, decimals);
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
