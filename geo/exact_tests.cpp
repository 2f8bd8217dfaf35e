#include "geo/exact_tests.hpp"

#include "geo/error.hpp"
#include "geo/tail_sums.hpp"

namespace thalweg {
namespace {

/// The count here and after, given the totals of all four margins.
CountFamily hypergeometric_family(const FourCounts& c) {
  const double here = static_cast<double>(c.here_before + c.here_after);
  const double after = static_cast<double>(c.here_after + c.elsewhere_after);
  const double before = static_cast<double>(c.here_before + c.elsewhere_before);
  return {{{here, 1}, {after, before - here + 1}}};
}

/// The odds at which so many or more here and after have the probability `tail`.
double lower_limit(const FourCounts& c, double tail) {
  const auto half_more = [](std::uint64_t n) { return static_cast<double>(n) + 0.5; };
  const double guess = half_more(c.here_after) / half_more(c.here_before) /
                       (half_more(c.elsewhere_after) / half_more(c.elsewhere_before));
  return odds_at_tail(hypergeometric_family(c), static_cast<double>(c.here_after), tail, guess);
}

}  // namespace

double binomial_test(std::uint64_t count, std::uint64_t total, double share) {
  if (count > total) bad_input("a count of {} is more than the total of {}", count, total);
  if (!(share > 0 && share < 1)) bad_input("a share of {} is not between 0 and 1", share);
  const CountFamily family = binomial_family(static_cast<double>(total));
  return tail_sums(family, share / (1 - share), static_cast<double>(count)).two_sided();
}

OddsRatio odds_ratio(const FourCounts& c, double level) {
  if (!(level > 0 && level < 1)) bad_input("a confidence level of {} is not between 0 and 1", level);
  const double total =
      static_cast<double>(c.here_before + c.here_after) + static_cast<double>(c.elsewhere_before + c.elsewhere_after);
  if (total > 0x1p53) bad_input("counts that add up to {} are too many for an exact test", total);
  const double tail = (1 - level) / 2, here_after = static_cast<double>(c.here_after);
  const CountFamily family = hypergeometric_family(c);
  if (family.low() == family.high()) return {};
  OddsRatio out{{}, tail_sums(family, 1, here_after).two_sided()};
  out.ratio.lower = lower_limit(c, tail);
  if (here_after == family.high()) return out;
  const auto product = [](std::uint64_t a, std::uint64_t b) { return static_cast<double>(a) * static_cast<double>(b); };
  out.ratio.value = product(c.here_after, c.elsewhere_before) / product(c.here_before, c.elsewhere_after);
  out.ratio.upper = 1 / lower_limit({c.here_after, c.here_before, c.elsewhere_after, c.elsewhere_before}, tail);
  return out;
}

}  // namespace thalweg
