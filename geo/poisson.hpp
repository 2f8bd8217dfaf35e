#pragma once

#include <cstdint>

namespace thalweg {

/// An interval.
struct Limits {
  double lower = 0;
  double upper = 0;
};

/// Exact two-sided limits of the mean of a Poisson count (Garwood 1936, doi:10.1093/biomet/28.3-4.437): each tail holds
/// (1 - level) / 2. For a count of 0 the lower limit is 0 and the upper -ln((1 - level) / 2): 3.6889 at 95 %. Relative
/// error at most kPoissonError. @throws Error{bad_input} unless 0 < level < 1.
Limits poisson_limits(std::uint64_t count, double level = 0.95);

/// Mid-P limits: as the exact ones, but the count itself is given to the tails only by half (Lancaster 1961,
/// doi:10.1080/01621459.1961.10482105). Narrower: they cover the mean at the level on average, not always. For a count
/// of 0 the lower limit is 0 and the upper -ln(1 - level): 2.9957 at 95 %. Relative error at most kPoissonError.
/// @throws Error{bad_input} unless 0 < level < 1.
Limits poisson_mid_p_limits(std::uint64_t count, double level = 0.95);

/// Probability of `count` or more of `total` events in a segment that has `share` of the exposure, if the rate is the
/// same everywhere: the binomial tail, which is exact whatever the rate (the conditional test of Przyborowski and
/// Wilenski 1940, doi:10.2307/2332612). One-sided: small for an excess. 1 for a count of 0. Relative error at most
/// kPoissonError, beyond 10^10 events growing to 1e-6 at 2^53 (tail_sums.hpp).
/// @throws Error{bad_input} unless count <= total and 0 <= share <= 1.
double excess_p(std::uint64_t count, std::uint64_t total, double share);

inline constexpr double kPoissonError = 1e-10;

}  // namespace thalweg
