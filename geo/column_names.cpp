#include "geo/column_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace thalweg {

std::string slug(const std::string& category) {
  std::string out;
  for (char c : category) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80);
    if (letter || (!out.empty() && out.back() != '_')) out += letter ? c : '_';
  }
  while (out.ends_with('_')) out.pop_back();
  return out.empty() ? "unnamed" : out;
}

ColumnNames::ColumnNames(const Table& table) {
  for (const Column& column : table.columns) used_.insert(column.name);
}

std::string ColumnNames::unique(const std::string& name) {
  std::string out = name;
  for (int n = 2; !used_.insert(out).second; ++n) out = fmt::format("{}_{}", name, n);
  return out;
}

std::vector<std::uint32_t> by_total(std::span<const std::uint64_t> totals, std::span<const std::string> categories) {
  std::vector<std::uint32_t> order(totals.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t c) { return std::pair(~totals[c], categories[c]); });
  return order;
}

}  // namespace thalweg
