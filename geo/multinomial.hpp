#pragma once

#include <boost/random/discrete_distribution.hpp>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace thalweg {

/// Events thrown into bins in proportion to weights. Immutable and safe to share between threads; the same numbers
/// from the same engine everywhere that the C library's pow and log agree.
class Multinomial {
 public:
  /// `weights` are finite, >= 0, and not all 0.
  explicit Multinomial(std::span<const double> weights);

  /// Replaces `counts`, one per bin, by those of `events` events; at most 2^53 of them. O(events) for few events,
  /// O(bins) for many.
  void draw(std::mt19937_64& engine, std::uint64_t events, std::span<std::uint64_t> counts) const;

 private:
  void draw_by_bins(std::mt19937_64& engine, std::uint64_t events, std::span<std::uint64_t> counts) const;

  boost::random::discrete_distribution<std::uint32_t> bin_;
  std::vector<double> share_;  // of a bin in what it and the bins after it hold
};

}  // namespace thalweg
