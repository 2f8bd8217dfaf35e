#pragma once

#include <fmt/format.h>

#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "geo/read.hpp"
#include "geo/time.hpp"

namespace thalweg::test {

inline std::string cell(const Column& column, std::size_t row) {
  struct Print {
    std::string operator()(Instant t) const { return format_instant(t); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const { return fmt::format("'{}'", v); }
  };
  return std::visit([&](const auto& all) { return all.at(row) ? Print{}(*all[row]) : std::string("null"); },
                    column.values);
}

/// Everything that reading gives, a line per row; rejects first.
inline std::vector<std::string> rows_of(ReadOptions options, ReadWay way) {
  options.way = way;
  EventReader reader(options);
  std::vector<std::string> out, events;
  EventBatch b;
  std::uint64_t read = 0;
  while (reader.next(b)) {
    read += b.read;
    for (const Reject& r : b.rejects) {
      out.push_back(fmt::format("{} {} '{}' {}", r.row, r.reason, r.value,
                                r.position ? fmt::format("{} {}", r.position->lon, r.position->lat) : "nowhere"));
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
      std::string line =
          fmt::format("{} {} {} {} {} {}", b.row[i], b.position[i].lon, b.position[i].lat,
                      b.time[i] ? format_instant(*b.time[i]) : "never",
                      b.category[i] == kNoCategory ? "none" : reader.categories()[b.category[i]], b.weight[i]);
      for (const Column& column : b.own.columns) line += fmt::format(" {}", cell(column, i));
      events.push_back(std::move(line));
    }
  }
  out.insert(out.end(), events.begin(), events.end());
  out.push_back(fmt::format("{} read", read));
  return out;
}

/// The first row in which two readings differ; empty if none does.
inline std::string difference(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "nothing", right = i < b.size() ? b[i] : "nothing";
    if (left != right) return fmt::format("{}: {} | {}", i, left, right);
  }
  return "";
}

/// Checks that the rows are the same in whatever way they are read, and gives how many lines rows_of has for them.
inline std::size_t same_every_way(const ReadOptions& options) {
  const auto features = rows_of(options, ReadWay::features);
  CHECK(difference(rows_of(options, ReadWay::batches), features) == "");
  CHECK(difference(rows_of(options, ReadWay::pages), features) == "");
  return features.size();
}

}  // namespace thalweg::test
