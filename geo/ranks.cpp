#include "geo/ranks.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "geo/error.hpp"
#include "geo/gamma_sampler.hpp"
#include "geo/random.hpp"

namespace thalweg {
namespace {

constexpr double kSameValue = 1e-9;

/// Draws from one segment's posterior.
struct Rate {
  explicit Rate(const Gamma& posterior) : sampler(posterior.shape), rate(posterior.rate) {}
  GammaSampler sampler;
  double rate;
};

/// One replicate: a draw for every segment, and their order.
class Replicate {
 public:
  explicit Replicate(std::size_t n) : draws_(n) {}

  /// Writes each segment's place to `place`, and to `first` those that share the first one.
  void operator()(std::span<const Rate> rates, std::uint64_t seed, std::size_t number, std::span<std::uint32_t> place,
                  std::vector<std::uint32_t>& first) {
    auto engine = replicate_engine(seed, number);
    for (std::uint32_t i = 0; i < rates.size(); ++i) draws_[i] = {rates[i].sampler(engine) / rates[i].rate, i};
    std::ranges::sort(draws_, [](const Draw& a, const Draw& b) { return a.value > b.value; });
    for (std::size_t from = 0, to = 0; from < draws_.size(); from = to) {
      while (to < draws_.size() && draws_[to].value == draws_[from].value) ++to;
      const auto middle = static_cast<std::uint32_t>((from + to - 1) / 2 + 1);
      for (std::size_t k = from; k < to; ++k) place[draws_[k].segment] = middle;
      if (from > 0) continue;
      first.clear();
      for (std::size_t k = 0; k < to; ++k) first.push_back(draws_[k].segment);
    }
  }

 private:
  struct Draw {
    double value;
    std::uint32_t segment;
  };
  std::vector<Draw> draws_;
};

/// The smallest place that at least `share` of the replicates do not exceed.
std::int64_t quantile(std::vector<std::uint32_t>& places, double share) {
  const double wanted = std::ceil(share * static_cast<double>(places.size()) - 1e-9);
  const auto k = static_cast<std::ptrdiff_t>(std::max(wanted, 1.0)) - 1;
  std::ranges::nth_element(places, places.begin() + k);
  return places[static_cast<std::size_t>(k)];
}

}  // namespace

std::vector<std::int64_t> places_by_value(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](auto a, auto b) { return values[a] > values[b]; });
  std::vector<std::int64_t> place(values.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const bool tied = k > 0 && !(values[order[k - 1]] > values[order[k]] * (1 + kSameValue));
    place[order[k]] = tied ? place[order[k - 1]] : static_cast<std::int64_t>(k) + 1;
  }
  return place;
}

std::size_t rank_replicates(std::size_t segments, std::size_t asked) {
  const std::size_t most = std::max<std::size_t>(200, kRankDraws / std::max<std::size_t>(segments, 1));
  return std::min(std::max<std::size_t>(asked, 1), most);
}

std::vector<RankInterval> rank_intervals(std::span<const Gamma> posterior, std::uint64_t seed, std::size_t asked) {
  const std::size_t n = posterior.size();
  if (n > kMaxRanked) bad_input("{} segments cannot be ranked by replicates; the limit is {}", n, kMaxRanked);
  const std::size_t replicates = rank_replicates(n, asked);
  const std::vector<Rate> rates(posterior.begin(), posterior.end());
  std::vector<std::uint32_t> places(n * replicates);
  std::vector<std::vector<std::uint32_t>> first(replicates);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, replicates), [&](const auto& range) {
    Replicate replicate(n);
    for (std::size_t r = range.begin(); r < range.end(); ++r) {
      replicate(rates, seed, r, std::span(places).subspan(r * n, n), first[r]);
    }
  });
  std::vector<double> times_first(n);
  for (const auto& winners : first) {
    for (const std::uint32_t i : winners) times_first[i] += 1 / static_cast<double>(winners.size());
  }
  std::vector<RankInterval> out(n);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n), [&](const auto& range) {
    std::vector<std::uint32_t> own(replicates);
    for (std::size_t i = range.begin(); i < range.end(); ++i) {
      for (std::size_t r = 0; r < replicates; ++r) own[r] = places[r * n + i];
      out[i] = {quantile(own, 0.025), quantile(own, 0.975), times_first[i] / static_cast<double>(replicates)};
    }
  });
  return out;
}

std::vector<RankInterval> rank_intervals_of_equals(std::size_t n) {
  return std::vector<RankInterval>(n, {1, static_cast<std::int64_t>(n), 1 / static_cast<double>(n)});
}

}  // namespace thalweg
