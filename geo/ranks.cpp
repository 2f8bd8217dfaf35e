#include "geo/ranks.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "geo/error.hpp"
#include "geo/gamma_sampler.hpp"
#include "geo/random.hpp"
#include "geo/vectorise.hpp"

namespace thalweg {
namespace {

constexpr double kSameValue = 1e-9;

/// Draws from one segment's posterior.
struct Rate {
  explicit Rate(const Gamma& posterior) : sampler(posterior.shape), rate(posterior.rate) {}
  GammaSampler sampler;
  double rate;
};

/// How many of the values are greater than each. O(n^2), but as vectors.
THALWEG_VECTORISED void count_greater(std::span<const double> values, std::span<std::uint32_t> greater) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint64_t count = 0;
    for (const double other : values) count += other > values[i] ? 1 : 0;
    greater[i] = static_cast<std::uint32_t>(count);
  }
}

/// One replicate: a draw for every segment, and their order.
class Replicate {
 public:
  explicit Replicate(std::size_t n) : draws_(n) {}

  /// Writes each segment's place to `place`, and to `first` those that share the first one.
  void operator()(std::span<const Rate> rates, std::uint64_t seed, std::size_t number, std::span<std::uint32_t> place,
                  std::vector<std::uint32_t>& first) {
    auto engine = replicate_engine(seed, number);
    for (std::size_t i = 0; i < rates.size(); ++i) draws_[i] = rates[i].sampler(engine) / rates[i].rate;
    first.clear();
    if (!count_places(place, first)) sort_places(place, first);
  }

 private:
  static constexpr std::size_t kCounted = 256;  // more are sorted faster than counted

  /// Where no two of a few draws are equal, a place is the number of greater draws and one. False where it is not.
  bool count_places(std::span<std::uint32_t> place, std::vector<std::uint32_t>& first) const {
    const std::size_t n = draws_.size();
    if (n > kCounted) return false;
    count_greater(draws_, place);
    if (std::accumulate(place.begin(), place.end(), std::size_t{0}) != n * (n - 1) / 2) return false;
    first.push_back(static_cast<std::uint32_t>(std::ranges::find(place, 0U) - place.begin()));
    for (std::uint32_t& p : place) ++p;
    return true;
  }

  void sort_places(std::span<std::uint32_t> place, std::vector<std::uint32_t>& first) {
    order_.resize(draws_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::ranges::sort(order_, std::greater(), [&](std::uint32_t i) { return draws_[i]; });
    for (std::size_t from = 0, to = 0; from < order_.size(); from = to) {
      while (to < order_.size() && draws_[order_[to]] == draws_[order_[from]]) ++to;
      const auto middle = static_cast<std::uint32_t>((from + to - 1) / 2 + 1);
      for (std::size_t k = from; k < to; ++k) place[order_[k]] = middle;
      if (from == 0) first.assign(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(to));
    }
  }

  std::vector<double> draws_;
  std::vector<std::uint32_t> order_;
};

/// The smallest places that at least a share of the replicates do not exceed, for two shares.
std::pair<std::int64_t, std::int64_t> quantiles(std::span<std::uint32_t> places, double low, double high) {
  const auto number = [&](double share) {
    const double wanted = std::ceil(share * static_cast<double>(places.size()) - 1e-9);
    return places.begin() + static_cast<std::ptrdiff_t>(std::max(wanted, 1.0)) - 1;
  };
  const auto lower = number(low), upper = number(high);
  std::nth_element(places.begin(), upper, places.end());
  std::nth_element(places.begin(), lower, upper + 1);
  return {*lower, *upper};
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
      const auto [lower, upper] = quantiles(own, 0.025, 0.975);
      out[i] = {lower, upper, times_first[i] / static_cast<double>(replicates)};
    }
  });
  return out;
}

std::vector<RankInterval> rank_intervals_of_equals(std::size_t n) {
  return std::vector<RankInterval>(n, {1, static_cast<std::int64_t>(n), 1 / static_cast<double>(n)});
}

}  // namespace thalweg
