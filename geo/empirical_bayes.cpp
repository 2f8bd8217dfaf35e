#include "geo/empirical_bayes.hpp"

#include <fmt/format.h>

#include "geo/error.hpp"
#include "geo/gamma_quantile.hpp"
#include "geo/tail_sums.hpp"

namespace thalweg {
namespace {

EmpiricalBayes with_posterior(EmpiricalBayes out) {
  for (const Gamma& g : out.posterior) out.estimates.push_back({g.mean(), {g.quantile(0.025), g.quantile(0.975)}});
  return out;
}

EmpiricalBayes fitted(std::span<const CountCase> cases, const NegativeBinomial& prior) {
  EmpiricalBayes out{RateModel::negative_binomial, prior, {}, {}, {}};
  for (const CountCase& c : cases) {
    const double shape = prior.inverse_dispersion * c.length;
    out.posterior.push_back({shape + static_cast<double>(c.count), shape / prior.rate + c.exposure});
  }
  out.reason = fmt::format("empirical Bayes: negative binomial with phi = {:.4g} per km, overall rate {:.4g}",
                           prior.inverse_dispersion, prior.rate);
  return with_posterior(std::move(out));
}

EmpiricalBayes one_rate(std::span<const CountCase> cases, double rate) {
  double exposure = 0;
  std::uint64_t total = 0;
  for (const CountCase& c : cases) {
    exposure += c.exposure;
    total += c.count;
  }
  const Limits limits = poisson_limits(total);
  EmpiricalBayes out{RateModel::one_rate, {}, {}, {}, {}};
  out.estimates.assign(cases.size(), {rate, {limits.lower / exposure, limits.upper / exposure}});
  out.reason =
      "empirical Bayes: the counts vary no more than chance lets them (no overdispersion), so every segment gets the "
      "overall rate and any of them may be the first";
  return out;
}

EmpiricalBayes separate(std::span<const CountCase> cases, std::string reason) {
  EmpiricalBayes out{RateModel::separate, {}, {}, {}, std::move(reason)};
  for (const CountCase& c : cases) out.posterior.push_back({static_cast<double>(c.count) + 0.5, c.exposure});
  return with_posterior(std::move(out));
}

}  // namespace

double Gamma::quantile(double probability) const {
  if (!(probability > 0 && probability < 1)) bad_input("a probability of {} is not between 0 and 1", probability);
  const auto quantile_of = shape > kManyEvents ? great_gamma_quantile : gamma_quantile;
  return quantile_of(shape, probability, Tail::lower) / rate;
}

EmpiricalBayes empirical_bayes(std::span<const CountCase> cases) {
  const NegativeBinomialFit fit = fit_negative_binomial(cases);
  if (cases.size() < kLeastCases) {
    return separate(cases, fmt::format("empirical Bayes: {} segment{} too few to tell how much rates differ (at least "
                                       "{}), so each stands alone, with Jeffreys's prior",
                                       cases.size(), cases.size() == 1 ? " is" : "s are", kLeastCases));
  }
  switch (fit.outcome) {
    case FitOutcome::fitted:
      return fitted(cases, fit.model);
    case FitOutcome::no_overdispersion:
      return one_rate(cases, fit.model.rate);
    case FitOutcome::not_converged:
      break;
  }
  return separate(cases,
                  "empirical Bayes: no finite overdispersion fits the counts, so each segment stands alone, with "
                  "Jeffreys's prior");
}

}  // namespace thalweg
