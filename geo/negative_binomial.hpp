#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace thalweg {

/// A segment as the model of rates sees it.
struct CountCase {
  std::uint64_t count = 0;
  double exposure = 1;  ///< what the rate is divided by; finite, > 0
  double length = 1;    ///< what the overdispersion goes with, finite, > 0; equal to `exposure` for rates per km
};

/// The negative binomial model of counts whose overdispersion goes with length (Hauer 2001,
/// doi:10.1016/S0001-4575(00)00094-4): the mean of a segment is gamma distributed around `rate` * exposure with the
/// shape `inverse_dispersion` * length, so that the count has the variance mean + mean² / shape, and cutting a segment
/// in two changes neither part's claim.
struct NegativeBinomial {
  double rate = 0;                ///< per unit of exposure
  double inverse_dispersion = 0;  ///< Hauer's phi, per unit of length, > 0; infinite for Poisson counts
};

enum class FitOutcome {
  fitted,
  no_overdispersion,  ///< the likelihood grows up to the Poisson model: counts vary no more than chance lets them
  not_converged,      ///< the likelihood grows up to the other end: no finite overdispersion fits
};

struct NegativeBinomialFit {
  FitOutcome outcome = FitOutcome::no_overdispersion;
  NegativeBinomial model;
  double gain = 0;  ///< log-likelihood above that of the Poisson model with one rate
};

/// The fit by maximum likelihood: for each overdispersion the best rate (the likelihood is concave in its logarithm),
/// over the overdispersion a grid of half a unit of its logarithm, then Brent's method in the best interval. Both
/// parameters have a relative error of at most kFitError where the fit is `fitted`. O(cases), some 100 passes.
/// @throws Error{bad_input} if there is no case, or an exposure or a length is not > 0.
NegativeBinomialFit fit_negative_binomial(std::span<const CountCase> cases);

inline constexpr double kFitError = 1e-5;

/// Log-likelihood of the model above that of the Poisson model with the rate sum(count) / sum(exposure).
double log_likelihood_gain(std::span<const CountCase> cases, const NegativeBinomial& model);

}  // namespace thalweg
