#pragma once

#include <vector>

namespace thalweg {

/// From so many events on the limits and probabilities of Poisson and binomial counts are taken by expansions and by
/// tail_sums.hpp: the series of Boost.Math grow long, and beyond some 1e10 they give up.
inline constexpr double kManyEvents = 1e9;

/// A distribution of whole numbers known by the ratio of neighbours,
/// P(k + 1) / P(k) = odds * the product over the factors of (top - k) / (bottom + k).
/// One factor makes a binomial count, two a hypergeometric one. All numbers are whole, below or at 2^53.
struct CountFamily {
  struct Factor {
    double top = 0, bottom = 1;
  };
  std::vector<Factor> factors;

  [[nodiscard]] double ratio(double odds, double k) const {
    for (const Factor& f : factors) odds *= (f.top - k) / (f.bottom + k);
    return odds;
  }
  /// The least and the greatest count there can be.
  [[nodiscard]] double low() const;
  [[nodiscard]] double high() const;
};

/// The number of `total` events that are in, each of them by itself.
CountFamily binomial_family(double total);

/// Sums of the probabilities of counts, relative to that of one of them; infinite where that one is out of all
/// proportion.
struct TailSums {
  double below = 0, above = 0;  ///< of smaller and of greater counts
  double no_more = 1;           ///< of the counts that are no more probable, this one included

  /// Probability of this count or more.
  [[nodiscard]] double at_least() const { return 1 / (1 + below / (1 + above)); }
  /// And of all counts that are no more probable, where those are taken for equal that differ by less than 1 in 10^7.
  [[nodiscard]] double two_sided() const;
};

/// The sums about the count `x`, low() <= x <= high(), at odds > 0. Terms are added up one by one as far as they
/// matter; where they change so slowly that this would take more than some 10^5 of them, their sum is that of an
/// integral (Gauss and Legendre's) with Euler and Maclaurin's first correction. Relative error at most
/// 1e-10 + 1e-14 sqrt(d), d the distance in counts to where the probability is greatest or has become negligible: at
/// most 1e-9 up to 1e10 events and 1e-6 up to 2^53. Time O(sqrt(x)) up to 10^9, then constant.
TailSums tail_sums(const CountFamily& family, double odds, double x);

/// The odds at which `x` or more have the probability `tail`; 0 for x = low(). `guess` is of their order.
double odds_at_tail(const CountFamily& family, double x, double tail, double guess);

}  // namespace thalweg
