#include "geo/tail_sums.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

#include "geo/stirling.hpp"

namespace thalweg {
namespace {

constexpr double kEqual = 1 + 1e-7;  // probabilities that differ by less are the same
constexpr double kNegligible = 1e-18;
/// A distribution wider than this (standard deviations, in counts) is integrated: the sum would be long.
constexpr double kWide = 2e4;

/// The first whole number from `from` on that is as asked, if all those after it are; `to` if none before it is.
template <typename Predicate>
double first_where(double from, double to, Predicate is) {
  while (from < to) {
    const double middle = std::floor(from + (to - from) / 2);
    if (is(middle)) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

/// The counts on one side of a count: k = 1, 2, ... away from it.
class Side {
 public:
  Side(const CountFamily& family, double odds, double x, bool up)
      : family_(family),
        odds_(odds),
        x_(x),
        up_(up),
        counts_(up ? family.high() - x : x - family.low()),
        log_first_(counts_ > 0 ? std::log(next(0)) : 0) {
    for (const auto& [top, bottom] : family.factors) {
      pairs_.push_back(up ? Pair{top - x, bottom + x} : Pair{bottom + x - 1, top - x + 1});
    }
  }

  void add_to(double& sum, double& no_more) const {
    if (counts_ > 0 && width(0) > kWide) {
      integrate(sum, no_more);
    } else {
      add_up(sum, no_more);
    }
  }

 private:
  /// The next ratio is the product of (falls - k) / (rises + k), relative to its value for k = 0.
  struct Pair {
    double falls, rises;
  };

  /// Probability of the count k + 1 to that of the count k. Falls with k.
  [[nodiscard]] double next(double k) const {
    return up_ ? family_.ratio(odds_, x_ + k) : 1 / family_.ratio(odds_, x_ - k - 1);
  }

  void add_up(double& sum, double& no_more) const {
    double weight = 1;
    for (double k = 0; k < counts_; ++k) {
      const double step = next(k);
      weight *= step;
      sum += weight;
      if (weight <= kEqual) no_more += weight;
      if (std::isinf(sum) || (step < 1 && weight < kNegligible * (1 - step))) return;
    }
  }

  /// Probabilities rise to a mode and fall, so that those no more probable than the first are at the two ends.
  void integrate(double& sum, double& no_more) const {
    const auto is_equal = [&](double k) { return log_weight(k) <= std::log(kEqual); };
    const double mode = first_where(0, counts_, [&](double k) { return next(k) <= 1; });
    const double near_end = first_where(0, mode, [&](double k) { return !is_equal(k + 1); });
    const double far_begin = first_where(std::max(mode, near_end + 1), counts_ + 1, is_equal);
    const double ends = integral(1, near_end) + integral(far_begin, counts_);
    sum += ends + integral(near_end + 1, far_begin - 1);
    no_more += ends;
  }

  /// ln of the probability of the k-th count, relative to x's.
  [[nodiscard]] double log_weight(double k) const {
    double sum = k * log_first_;
    for (const Pair& p : pairs_) {
      if (k >= p.falls + 1) return -std::numeric_limits<double>::infinity();
      if (p.falls > 0) sum += k * std::log1p(1 / p.falls) - log_rising(-k, p.falls + 1);
      sum -= log_rising(k, p.rises);
    }
    return sum;
  }
  [[nodiscard]] double weight(double k) const { return std::exp(log_weight(k)); }

  /// About the standard deviation of the distribution, if it were as curved everywhere as at k.
  [[nodiscard]] double width(double k) const {
    double curvature = 0;
    for (const Pair& p : pairs_) curvature += 1 / (p.falls + 1 - k) + 1 / (p.rises + k);
    return 1 / std::sqrt(curvature);
  }
  [[nodiscard]] double slope(double k) const {
    double sum = log_first_;
    for (const Pair& p : pairs_) sum += std::log1p(-k / (p.falls + 1)) - std::log1p(k / p.rises);
    return sum;
  }

  /// The sum of the probabilities from one count to another, both included.
  [[nodiscard]] double integral(double from, double to) const {
    if (from > to) return 0;
    double sum = 0;
    for (double at = from - 0.5; at < to + 0.5;) {
      constexpr double kFold = 8;  // in one panel the weight changes by e^8 at the most
      const double end = std::min({to + 0.5, at + width(at), at + kFold / std::abs(slope(at))});
      const double part =
          boost::math::quadrature::gauss<double, 20>::integrate([&](double k) { return weight(k); }, at, end);
      sum += part;
      if (std::isinf(sum)) return sum;
      if (part < kNegligible * sum) break;
      at = end;
    }
    return sum - (weight(to + 1) - weight(to) - weight(from) + weight(from - 1)) / 24;
  }

  const CountFamily& family_;
  double odds_, x_;
  bool up_;
  double counts_;     // how many there are
  double log_first_;  // ln next(0)
  std::vector<Pair> pairs_;
};

}  // namespace

double CountFamily::low() const {
  double least = 0;
  for (const Factor& f : factors) least = std::max(least, 1 - f.bottom);
  return least;
}

double CountFamily::high() const {
  double most = std::numeric_limits<double>::infinity();
  for (const Factor& f : factors) most = std::min(most, f.top);
  return most;
}

CountFamily binomial_family(double total) {
  return {{{total, 1}}};
}

double TailSums::two_sided() const {
  return std::min(1.0, no_more / (1 + below + above));
}

TailSums tail_sums(const CountFamily& family, double odds, double x) {
  TailSums out;
  Side(family, odds, x, true).add_to(out.above, out.no_more);
  Side(family, odds, x, false).add_to(out.below, out.no_more);
  return out;
}

double odds_at_tail(const CountFamily& family, double x, double tail, double guess) {
  if (x == family.low()) return 0;
  const auto excess = [&](double odds) { return tail_sums(family, odds, x).at_least() - tail; };
  std::uintmax_t steps = 1000;
  const boost::math::tools::eps_tolerance<double> enough(46);
  const auto [a, b] = boost::math::tools::bracket_and_solve_root(excess, guess, 2.0, true, enough, steps);
  return a + (b - a) / 2;
}

}  // namespace thalweg
