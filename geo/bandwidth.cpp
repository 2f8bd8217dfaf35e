#include "geo/bandwidth.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "geo/error.hpp"
#include "geo/kernel_sum.hpp"
#include "geo/sum.hpp"

namespace thalweg {
namespace {

constexpr std::array<std::string_view, 4> kNames{"lcv", "scott", "silverman", "isj"};

struct Spread {
  double count = 0, deviation = 0;  // sample standard deviation
};

Spread spread_of(const BinnedLine& counts) {
  CompensatedSum n, first;
  for (std::size_t k = 0; k < counts.value.size(); ++k) {
    n.add(counts.value[k]);
    first.add(counts.value[k] * counts.middle_m(k));
  }
  const double mean = first.value() / n.value();
  CompensatedSum second;
  for (std::size_t k = 0; k < counts.value.size(); ++k) {
    const double d = counts.middle_m(k) - mean;
    second.add(counts.value[k] * d * d);
  }
  return {n.value(), std::sqrt(second.value() / (n.value() - 1))};
}

void require_spread(const BinnedLine& counts, Selector selector) {
  const PointMasses bins = occupied_bins(counts);
  double events = 0;
  for (const double v : bins.mass) events += v;
  if (events < 2) {
    bad_input("{} needs two events or more to choose a bandwidth, and there {}; give one, such as 10km",
              selector_name(selector), events == 1 ? "is one" : "are none");
  }
  if (bins.at_m.size() == 1) {
    bad_input(
        "all {:.0f} events are at one place, km {:.3f}, so {} finds no spread to choose a bandwidth from; give one, "
        "such as 10km",
        events, bins.at_m[0] / 1000, selector_name(selector));
  }
}

/// The density of all events but those of bin k at bin k, summed outwards. Exact where the nearest is far away, while a
/// difference of sums would be rounding.
double others_at(const LineKernel& kernel, const PointMasses& bins, std::size_t k) {
  constexpr double kEnough = 1e-12;
  const double x = bins.at_m[k];
  double sum = 0;
  const auto add = [&](std::size_t j) {
    const double term = bins.mass[j] * kernel(x, bins.at_m[j]);
    sum += term;
    return term > kEnough * sum;
  };
  for (std::size_t j = k + 1; j < bins.at_m.size() && add(j); ++j) {
  }
  for (std::size_t j = k; j-- > 0 && add(j);) {
  }
  return sum;
}

double score(const PointMasses& bins, double length_m, double bandwidth_m) {
  const LineKernel kernel(Kernel::gaussian, bandwidth_m, length_m);
  const std::vector<double> all = kernel_sum(kernel, bins, bins.at_m);
  CompensatedSum events, logs;
  for (std::size_t k = 0; k < all.size(); ++k) {
    const double own = kernel(bins.at_m[k], bins.at_m[k]), mass = bins.mass[k];
    double others = all[k] - mass * own;
    if (others < 1e-4 * all[k]) others = others_at(kernel, bins, k);
    const double left = others + (mass - 1) * own;
    events.add(mass);
    logs.add(mass * std::log(std::max(left, 1e-300)));  // an event so far from all others is as bad as can be
  }
  return logs.value() / events.value() - std::log(events.value() - 1);
}

}  // namespace

Selector parse_selector(std::string_view name) {
  const auto at = std::ranges::find(kNames, name);
  if (at == kNames.end()) {
    bad_input("'{}' is neither a length, such as 10km, nor a way to choose one: lcv, scott, silverman, isj", name);
  }
  return static_cast<Selector>(at - kNames.begin());
}

std::string_view selector_name(Selector selector) {
  return kNames.at(static_cast<std::size_t>(selector));
}

double scott_bandwidth(const BinnedLine& counts) {
  require_spread(counts, Selector::scott);
  const Spread s = spread_of(counts);
  return s.deviation * std::pow(s.count, -0.2);
}

double silverman_bandwidth(const BinnedLine& counts) {
  require_spread(counts, Selector::silverman);
  const Spread s = spread_of(counts);
  return s.deviation * std::pow(0.75 * s.count, -0.2);
}

double lcv_score(const BinnedLine& counts, double bandwidth_m) {
  require_spread(counts, Selector::lcv);
  return score(occupied_bins(counts), counts.length_m, bandwidth_m);
}

double lcv_bandwidth(const BinnedLine& counts) {
  require_spread(counts, Selector::lcv);
  const PointMasses bins = occupied_bins(counts);
  constexpr double kStep = 1.5;
  const double shortest = std::min(counts.bin_m, counts.length_m / 4), longest = counts.length_m / 2;
  const auto steps = static_cast<std::size_t>(std::ceil(std::log(longest / shortest) / std::log(kStep)));
  const auto trial = [&](std::size_t i) {
    return shortest * std::pow(longest / shortest, static_cast<double>(i) / static_cast<double>(steps));
  };
  std::vector<double> scores(steps + 1);
  tbb::parallel_for(std::size_t{0}, scores.size(),
                    [&](std::size_t i) { scores[i] = score(bins, counts.length_m, trial(i)); });
  const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
  if (best == 0) {
    bad_input(
        "cross-validation asks for a bandwidth below a bin, {:g} m: the events repeat the same places; give a "
        "bandwidth, such as 10km",
        counts.bin_m);
  }
  if (best == steps) return longest;
  constexpr int kBits = 14;  // of the logarithm of the bandwidth
  const auto [at, value] = boost::math::tools::brent_find_minima(
      [&](double log_bandwidth) { return -score(bins, counts.length_m, std::exp(log_bandwidth)); },
      std::log(trial(best - 1)), std::log(trial(best + 1)), kBits);
  return std::exp(at);
}

double select_bandwidth(const BinnedLine& counts, Selector selector) {
  switch (selector) {
    case Selector::lcv:
      return lcv_bandwidth(counts);
    case Selector::scott:
      return scott_bandwidth(counts);
    case Selector::silverman:
      return silverman_bandwidth(counts);
    case Selector::isj:
      require_spread(counts, selector);
      return isj_bandwidth(counts);
  }
  return 0;
}

}  // namespace thalweg
