#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/empirical_bayes.hpp"

namespace thalweg {

/// Places by value, 1 for the highest; equal values share the better place. Values whose relative difference is below
/// 1e-9 are equal: lengths cut from one number differ in their last digits. O(n log n).
std::vector<std::int64_t> places_by_value(std::span<const double> values);

/// How sure a place is.
struct RankInterval {
  std::int64_t lower = 1, upper = 1;  ///< 95 % of the replicates have the place in [lower, upper]
  double p_first = 0;                 ///< share of the replicates in which it is the first
};

inline constexpr std::size_t kRankReplicates = 10'000;
/// Replicates times segments is at most this (fewer replicates, but at least 200): some 2 s and 80 MB.
inline constexpr std::size_t kRankDraws = 20'000'000;
/// More segments get no rank intervals.
inline constexpr std::size_t kMaxRanked = kRankDraws / 200;

/// Replicates that so many segments get of those asked for.
std::size_t rank_replicates(std::size_t segments, std::size_t asked = kRankReplicates);

/// The uncertainty of places by parametric bootstrap: every replicate draws each rate from its posterior and orders
/// them (Goldstein and Spiegelhalter 1996, doi:10.2307/2983325). Draws that are
/// equal share the middle of their places, and the first place in equal parts. Seeded; the same on any number of
/// threads. O(replicates * n log n). @throws Error{bad_input} for more than kMaxRanked.
std::vector<RankInterval> rank_intervals(std::span<const Gamma> posterior, std::uint64_t seed,
                                         std::size_t replicates = kRankReplicates);

/// The same where nothing distinguishes n segments: every place from 1 to n, and 1/n to be the first.
std::vector<RankInterval> rank_intervals_of_equals(std::size_t n);

}  // namespace thalweg
