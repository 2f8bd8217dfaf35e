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

std::optional<Period> period_of(std::optional<Instant> since, std::optional<Instant> until, const Accounting& a) {
  constexpr std::int64_t kDayMs = 86'400'000;
  const auto day = [](Instant t) { return t.ms / kDayMs - (t.ms % kDayMs < 0); };
  if ((!since && !a.first) || (!until && !a.last)) return std::nullopt;
  return Period{since ? *since : Instant{day(*a.first) * kDayMs},
                until ? *until : Instant{(day(*a.last) + 1) * kDayMs}};
}

}  // namespace thalweg
