// Times a scan and writes the tables that peers search, too. Run as: timing BINS EVENTS TABLES FILE
// FILE gets TABLES lines of BINS counts: EVENTS events thrown into the bins, every second table with a hot stretch.
// Prints JSON: seconds of a scan with 999 replicates (several runs), processor seconds of all threads of one, and for
// each table the seconds and the greatest statistic of a search through all windows up to half of the line.

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "geo/random.hpp"
#include "geo/scan.hpp"

namespace {

using namespace thalweg;

constexpr int kRuns = 5;
constexpr int kSearches = 20;
constexpr double kMaxWindow = 0.5;

std::vector<std::uint64_t> table(std::size_t bins, std::size_t events, std::uint64_t number) {
  auto engine = replicate_engine(1, number);
  std::vector<std::uint64_t> counts(bins);
  const bool hot = number % 2 == 1;
  for (std::size_t k = 0; k < events; ++k) {
    const std::size_t at = engine() % bins;
    ++counts[hot && engine() % 20 == 0 ? bins / 2 + at % (bins / 50) : at];
  }
  return counts;
}

/// Of all threads.
double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

template <typename Work>
double seconds(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

nlohmann::json search(const std::vector<std::uint64_t>& counts, double events) {
  const std::size_t bins = counts.size();
  std::vector<double> before(bins + 1);
  for (std::size_t i = 0; i <= bins; ++i) before[i] = events * static_cast<double>(i) / static_cast<double>(bins);
  const std::vector<BinRange> runs{{0, bins}};
  WindowSearch search(before, runs, kMaxWindow * events, events);
  ScanWindow best;
  const double time = seconds([&] {
    for (int k = 0; k < kSearches; ++k) best = search.best(counts);
  });
  return {{"seconds", time / kSearches},
          {"statistic", best.statistic},
          {"from", best.bins.from},
          {"to", best.bins.to},
          {"passes", static_cast<double>(search.passes()) / kSearches}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::size_t bins = std::strtoull(argv[1], nullptr, 10), events = std::strtoull(argv[2], nullptr, 10);
  const std::size_t tables = std::strtoull(argv[3], nullptr, 10);
  nlohmann::json out{{"scan_seconds", nlohmann::json::array()}, {"tables", nlohmann::json::array()}};
  std::ofstream file(argv[4]);
  for (std::size_t k = 0; k < tables; ++k) {
    const auto counts = table(bins, events, k);
    for (std::size_t i = 0; i < bins; ++i) file << counts[i] << (i + 1 < bins ? ',' : '\n');
    out["tables"].push_back(search(counts, static_cast<double>(events)));
  }
  ScanData data;
  data.counts = {table(bins, events, 0)};
  data.exposure.assign(bins, 100.0);
  const double before = processor_seconds();
  for (int run = 0; run < kRuns; ++run) out["scan_seconds"].push_back(seconds([&] { scan(data, {}); }));
  out["processor_seconds"] = (processor_seconds() - before) / kRuns;
  fmt::print("{}\n", out.dump());
  return file.good() ? 0 : 1;
}
