#include "geo/multinomial.hpp"

#include <algorithm>
#include <boost/random/binomial_distribution.hpp>

namespace thalweg {
namespace {

/// From so many events per bin on, a draw per bin is cheaper than one per event.
constexpr std::uint64_t kEventsPerBin = 2;

}  // namespace

Multinomial::Multinomial(std::span<const double> weights)
    : bin_(weights.begin(), weights.end()), share_(weights.size()) {
  double rest = 0;
  for (std::size_t i = weights.size(); i-- > 0;) {
    rest += weights[i];
    share_[i] = weights[i] > 0 ? std::min(1.0, weights[i] / rest) : 0;  // exactly 1 for the last with a weight
  }
}

void Multinomial::draw(std::mt19937_64& engine, std::uint64_t events, std::span<std::uint32_t> counts) const {
  std::ranges::fill(counts, 0U);
  if (events >= kEventsPerBin * counts.size()) return draw_by_bins(engine, events, counts);
  for (std::uint64_t k = 0; k < events; ++k) ++counts[bin_(engine)];
}

/// Of the events that are left, each bin takes a binomial part.
void Multinomial::draw_by_bins(std::mt19937_64& engine, std::uint64_t events, std::span<std::uint32_t> counts) const {
  auto left = static_cast<std::int64_t>(events);
  for (std::size_t i = 0; i < counts.size() && left > 0; ++i) {
    if (share_[i] == 0) continue;
    const std::int64_t here = boost::random::binomial_distribution<std::int64_t>(left, share_[i])(engine);
    counts[i] = static_cast<std::uint32_t>(here);
    left -= here;
  }
}

}  // namespace thalweg
