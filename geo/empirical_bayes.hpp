#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/negative_binomial.hpp"
#include "geo/poisson.hpp"

namespace thalweg {

/// A gamma distribution by shape and rate; its mean is shape / rate.
struct Gamma {
  double shape = 1;  ///< > 0
  double rate = 1;   ///< > 0
  [[nodiscard]] double mean() const { return shape / rate; }
  /// @throws Error{bad_input} unless 0 < probability < 1.
  [[nodiscard]] double quantile(double probability) const;
};

/// What stands behind the estimates of rates.
enum class RateModel {
  negative_binomial,  ///< the rates differ; each estimate lies between the segment's own rate and the overall one
  one_rate,           ///< the counts show no overdispersion: every segment gets the overall rate
  separate,           ///< too few segments, or no fit: each stands alone, with Jeffreys's prior
};

/// Fewer segments do not tell how much rates differ.
inline constexpr std::size_t kLeastCases = 10;

struct RateEstimate {
  double rate = 0;  ///< per unit of exposure
  Limits limits;    ///< 95 %; a posterior of a shape far below 1 has its mean above the upper one
};

struct EmpiricalBayes {
  RateModel model = RateModel::one_rate;
  NegativeBinomial prior;               ///< meaningful with `negative_binomial`
  std::vector<RateEstimate> estimates;  ///< a case each
  std::vector<Gamma> posterior;         ///< of each case's rate; empty with `one_rate`
  std::string reason;                   ///< what was done, in a sentence
};

/// Rates by empirical Bayes: the prior is fitted to all counts (negative_binomial.hpp), a segment's rate then has a
/// gamma posterior of shape phi * length + count and rate phi * length / overall rate + exposure; its mean is the
/// estimate, its 2.5 % and 97.5 % quantiles are the limits (Hauer 2001, doi:10.1016/S0001-4575(00)00094-4). The prior
/// is taken as known, so that with few segments the limits are somewhat narrow.
///
/// Without overdispersion every estimate is the overall rate with its exact Poisson limits (as Marshall 1991,
/// doi:10.2307/2347593, does where the estimated variance of rates is not positive). With fewer than kLeastCases cases,
/// or where the fit fails, the posterior is that of each count alone with Jeffreys's prior: shape count + 1/2, rate
/// exposure. @throws Error{bad_input} as fit_negative_binomial.
EmpiricalBayes empirical_bayes(std::span<const CountCase> cases);

}  // namespace thalweg
