#include "geo/multinomial.hpp"

#include <cmath>
#include <numeric>

#include "catch.hpp"
#include "geo/random.hpp"

using namespace thalweg;

TEST_CASE("great numbers of events fall into bins in proportion, with the variance of binomial counts",
          "[great_counts]") {
  const std::vector<double> share{0.1, 0, 0.35, 0.05, 0.5};
  const Multinomial bins(share);
  for (const std::uint64_t events : {1'000'000'000ULL, 50'000'000'000ULL, 1ULL << 53}) {
    const double n = static_cast<double>(events), draws = 2000;
    std::vector<double> squares(share.size());
    std::vector<std::uint64_t> counts(share.size());
    for (std::uint64_t k = 0; k < 2000; ++k) {
      auto engine = replicate_engine(5, k);
      bins.draw(engine, events, counts);
      CHECK(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) == events);
      for (std::size_t i = 0; i < share.size(); ++i) {
        squares[i] += std::pow(static_cast<double>(counts[i]) - n * share[i], 2);
      }
    }
    CHECK(counts[1] == 0);
    for (const std::size_t i : {0U, 2U, 3U, 4U}) {
      // The mean square about the true mean: 1 by its deviation of root (2 / draws), taken 4 times.
      const double ratio = squares[i] / draws / (n * share[i] * (1 - share[i]));
      INFO(events << " events, bin " << i);
      CHECK(std::abs(ratio - 1) < 4 * std::sqrt(2 / draws));
    }
  }
}
