#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>
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

/// What reading gives, a line per row.
struct RowLines {
  std::vector<std::string> rejects, events;
  std::uint64_t read = 0;

  void add(const EventBatch& b, const EventReader& reader) {
    read += b.read;
    for (const Reject& r : b.rejects) {
      rejects.push_back(fmt::format("{} {} '{}' {}", r.row, r.reason, r.value,
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
};

/// Everything that reading gives, rejects first; so many chunks are understood at a time, each on a thread of its own.
inline std::vector<std::string> rows_of(ReadOptions options, ReadWay way, std::size_t threads = 1) {
  options.way = way;
  EventReader reader(options);
  RowLines lines;
  for (bool more = true; more;) {
    std::vector<std::future<EventBatch>> batches;
    while (more && batches.size() < threads) {
      std::shared_ptr<Chunk> chunk = reader.take();
      more = chunk != nullptr;
      if (!more) break;
      batches.push_back(std::async(std::launch::async, [chunk] {
        EventBatch batch;
        chunk->read(batch);
        return batch;
      }));
    }
    for (auto& understood : batches) {
      EventBatch batch = understood.get();
      reader.settle(batch);
      lines.add(batch, reader);
    }
  }
  std::vector<std::string> out = std::move(lines.rejects);
  out.insert(out.end(), lines.events.begin(), lines.events.end());
  out.push_back(fmt::format("{} read", lines.read));
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
  for (const std::size_t threads : {1, 3}) {
    INFO(threads << " threads");
    CHECK(difference(rows_of(options, ReadWay::pages, threads), features) == "");
  }
  return features.size();
}

}  // namespace thalweg::test
