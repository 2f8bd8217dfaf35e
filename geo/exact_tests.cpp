#include "geo/exact_tests.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "geo/error.hpp"

namespace thalweg {
namespace {

/// Sums of the probabilities of counts, relative to that of one of them; infinite where that one is out of all
/// proportion.
struct Sums {
  double below = 0, above = 0;  // of smaller and of greater counts
  double no_more = 1;           // of the counts that are no more probable, this one included
  [[nodiscard]] double p() const { return std::min(1.0, no_more / (1 + below + above)); }
};

/// Adds up the counts on one side of a count. `next(k)` takes the probability of the k-th from it to that of the one
/// beyond, and falls with k; there are `counts` of them.
template <typename Next>
void add_side(double& sum, double& no_more, double counts, Next next) {
  constexpr double equal = 1 + 1e-7, negligible = 1e-18;
  double weight = 1;
  for (double k = 0; k < counts; ++k) {
    const double step = next(k);
    weight *= step;
    sum += weight;
    if (weight <= equal) no_more += weight;
    if (std::isinf(sum) || (step < 1 && weight < negligible * (1 - step))) return;
  }
}

/// All counts from `low` to `high` relative to the count `x`; `up(k)` takes the probability of k to that of k + 1.
template <typename Up>
Sums sums_around(double x, double low, double high, Up up) {
  Sums out;
  add_side(out.above, out.no_more, high - x, [&](double k) { return up(x + k); });
  add_side(out.below, out.no_more, x - low, [&](double k) { return 1 / up(x - k - 1); });
  return out;
}

/// The four counts as a hypergeometric count, of which `after` are here and after.
struct Margins {
  double here, after, before, here_after;

  explicit Margins(const FourCounts& c)
      : here(static_cast<double>(c.here_before + c.here_after)),
        after(static_cast<double>(c.here_after + c.elsewhere_after)),
        before(static_cast<double>(c.here_before + c.elsewhere_before)),
        here_after(static_cast<double>(c.here_after)) {}
  [[nodiscard]] double low() const { return std::max(0.0, here - before); }
  [[nodiscard]] double high() const { return std::min(here, after); }
  [[nodiscard]] Sums sums(double odds) const {
    return sums_around(here_after, low(), high(), [&](double k) {
      return odds * ((here - k) / (k + 1)) * ((after - k) / (before - here + k + 1));
    });
  }
};

/// The odds at which so many or more here and after have the probability `tail`.
double lower_limit(const FourCounts& c, double tail) {
  const Margins m(c);
  if (m.here_after == m.low()) return 0;
  const auto excess = [&](double odds) {
    const Sums s = m.sums(odds);
    return 1 / (1 + s.below / (1 + s.above)) - tail;
  };
  const auto half_more = [](std::uint64_t n) { return static_cast<double>(n) + 0.5; };
  const double guess = half_more(c.here_after) / half_more(c.here_before) /
                       (half_more(c.elsewhere_after) / half_more(c.elsewhere_before));
  std::uintmax_t steps = 1000;
  const boost::math::tools::eps_tolerance<double> enough(46);
  const auto [a, b] = boost::math::tools::bracket_and_solve_root(excess, guess, 2.0, true, enough, steps);
  return a + (b - a) / 2;
}

}  // namespace

double binomial_test(std::uint64_t count, std::uint64_t total, double share) {
  if (count > total) bad_input("a count of {} is more than the total of {}", count, total);
  if (!(share > 0 && share < 1)) bad_input("a share of {} is not between 0 and 1", share);
  const double n = static_cast<double>(total), odds = share / (1 - share);
  return sums_around(static_cast<double>(count), 0, n, [&](double k) { return odds * ((n - k) / (k + 1)); }).p();
}

OddsRatio odds_ratio(const FourCounts& c, double level) {
  if (!(level > 0 && level < 1)) bad_input("a confidence level of {} is not between 0 and 1", level);
  const Margins m(c);
  if (m.after + m.before >= 0x1p53)
    bad_input("counts that add up to {} are too many for an exact test", m.after + m.before);
  const double tail = (1 - level) / 2;
  if (m.low() == m.high()) return {};
  OddsRatio out{{}, m.sums(1).p()};
  out.ratio.lower = lower_limit(c, tail);
  if (m.here_after == m.high()) return out;
  const auto product = [](std::uint64_t a, std::uint64_t b) { return static_cast<double>(a) * static_cast<double>(b); };
  out.ratio.value = product(c.here_after, c.elsewhere_before) / product(c.here_before, c.elsewhere_after);
  out.ratio.upper = 1 / lower_limit({c.here_after, c.here_before, c.elsewhere_after, c.elsewhere_before}, tail);
  return out;
}

}  // namespace thalweg
