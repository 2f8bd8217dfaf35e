#pragma once

#include <cstdint>
#include <optional>

#include "geo/relative_risk.hpp"

namespace thalweg {

/// Two-sided exact p of `count` of `total` events, each of them in by itself with the probability `share`: the
/// probability of all counts that are no more probable than this one, where those are taken for equal that differ by
/// less than 1 in 10^7, as R's binom.test and poisson.test and SciPy's binomtest do. 1 for a total of 0. As a test of
/// two Poisson rates, given the total: Przyborowski & Wilenski 1940, doi:10.2307/2332612. Relative error at most
/// kExactTestError, beyond 10^10 events growing to 1e-6 at 2^53; 0 for what is below 1e-308. O(sqrt(total)) up to 10^9.
/// @throws Error{bad_input} unless count <= total and 0 < share < 1.
double binomial_test(std::uint64_t count, std::uint64_t total, double share);

/// Events in two places before and after a date.
struct FourCounts {
  std::uint64_t here_before = 0, here_after = 0, elsewhere_before = 0, elsewhere_after = 0;
};

/// How the odds of after to before stand here, relative to elsewhere.
struct OddsRatio {
  RelativeRisk ratio;       ///< null where it has no finite value
  std::optional<double> p;  ///< two-sided
};

/// Ratio (after / before here) / (after / before elsewhere). Given the totals of all four margins, the count here and
/// after has Fisher's noncentral hypergeometric distribution (Fisher 1935, doi:10.2307/2342435). Limits are exact, each
/// tail holding (1 - level) / 2, and p is Fisher's exact test, two-sided as binomial_test(), R's fisher.test and
/// SciPy's fisher_exact are. The ratio is that of the sample, not R's conditional estimate. Everything is null where a
/// margin is 0, for then the totals leave one outcome only. Relative error at most kExactTestError, p beyond 10^10
/// events as in binomial_test(). O(sqrt(total)) up to 10^9.
/// @throws Error{bad_input} unless 0 < level < 1 and the counts add up to 2^53 or less.
OddsRatio odds_ratio(const FourCounts& counts, double level = 0.95);

inline constexpr double kExactTestError = 1e-9;

}  // namespace thalweg
