#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "geo/multinomial.hpp"
#include "geo/scan.hpp"

namespace thalweg {

using ScanCounts = std::vector<std::vector<std::uint64_t>>;

/// What is fixed in a scan while its counts vary: which bins take part, the expected numbers in them, the windows
/// allowed, the number of events.
class ScanModel {
 public:
  /// What is outside of `domain` plays no part.
  ScanModel(const ScanData& data, std::vector<BinRange> domain, const ScanOptions& options);

  /// A window and the periods in which it is the best.
  struct Best {
    BinRange periods;
    ScanWindow window;
  };
  /// The best window within `runs`, parts of the domain, over all ranges of periods.
  [[nodiscard]] Best best(const ScanCounts& counts, std::span<const BinRange> runs) const;
  /// The greatest statistics of `replicates` random tables, ascending. Run side by side.
  [[nodiscard]] std::vector<double> maxima(std::uint64_t seed, std::size_t replicates, const StopRequest& stop) const;

  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  [[nodiscard]] WindowSearch search_in(std::span<const BinRange> runs) const;
  [[nodiscard]] Best best(const ScanCounts& counts, WindowSearch& search) const;
  /// Replaces `counts` by random ones of the same total.
  void draw(std::mt19937_64& engine, ScanCounts& counts) const;

  std::vector<BinRange> domain_;
  std::uint64_t total_ = 0;
  std::vector<double> expected_before_;  // per bin, and one past the last
  std::vector<double> time_share_;       // per period
  double limit_ = 0, max_duration_ = 0;
  Multinomial bins_, periods_;
};

}  // namespace thalweg
