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

inline constexpr double kPoissonError = 1e-10;

}  // namespace thalweg
