#include "geo/multinomial.hpp"

#include <algorithm>
#include <boost/random/binomial_distribution.hpp>

#include "geo/gamma_sampler.hpp"

namespace thalweg {
namespace {

/// From so many events per bin on, a draw per bin is cheaper than one per event.
constexpr std::uint64_t kEventsPerBin = 2;

/// Boost's binomial distribution squares counts as 64-bit numbers.
constexpr std::int64_t kMostAtOnce = 3'000'000'000;

/// How many of `events` uniform numbers lie below `share`, in [0, 1]. Where there are too many for Boost's, half of
/// them are settled by the number that is in the middle of all, a beta variable (Relles 1972,
/// doi:10.1080/01621459.1972.10481259), and so on.
std::int64_t binomial(std::mt19937_64& engine, std::int64_t events, double share) {
  std::int64_t below = 0;
  while (events > kMostAtOnce) {
    const std::int64_t lower = events / 2, upper = events - lower - 1;  // so many on each side of the middle one
    const double a = GammaSampler(static_cast<double>(lower) + 1)(engine);
    const double b = GammaSampler(static_cast<double>(upper) + 1)(engine);
    const double middle = a / (a + b);
    if (middle <= share) {
      below += lower + 1;
      events = upper;
      share = std::min(1.0, (share - middle) / (1 - middle));
    } else {
      events = lower;
      share = share / middle;
    }
  }
  return below + boost::random::binomial_distribution<std::int64_t>(events, share)(engine);
}

}  // namespace

Multinomial::Multinomial(std::span<const double> weights)
    : bin_(weights.begin(), weights.end()), share_(weights.size()) {
  double rest = 0;
  for (std::size_t i = weights.size(); i-- > 0;) {
    rest += weights[i];
    share_[i] = weights[i] > 0 ? std::min(1.0, weights[i] / rest) : 0;  // exactly 1 for the last with a weight
  }
}

void Multinomial::draw(std::mt19937_64& engine, std::uint64_t events, std::span<std::uint64_t> counts) const {
  std::ranges::fill(counts, 0U);
  if (events >= kEventsPerBin * counts.size()) return draw_by_bins(engine, events, counts);
  for (std::uint64_t k = 0; k < events; ++k) ++counts[bin_(engine)];
}

/// Of the events that are left, each bin takes a binomial part.
void Multinomial::draw_by_bins(std::mt19937_64& engine, std::uint64_t events, std::span<std::uint64_t> counts) const {
  auto left = static_cast<std::int64_t>(events);
  for (std::size_t i = 0; i < counts.size() && left > 0; ++i) {
    if (share_[i] == 0) continue;
    const std::int64_t here = binomial(engine, left, share_[i]);
    counts[i] = static_cast<std::uint64_t>(here);
    left -= here;
  }
}

}  // namespace thalweg
