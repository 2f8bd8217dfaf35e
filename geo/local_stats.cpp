#include "geo/local_stats.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

#include "geo/error.hpp"
#include "geo/fdr.hpp"
#include "geo/random.hpp"
#include "geo/sum.hpp"

namespace thalweg {
namespace {

constexpr double kSamePlace = 1e-3;  // metres; distances nearer than that are equal

double middle(const Segment& s) {
  return (s.stretch.from.m + s.stretch.to.m) / 2;
}

/// The mean of all values and their mean square from it.
struct Moments {
  double n = 0, sum = 0, mean = 0, m2 = 0;
  [[nodiscard]] bool vary() const { return m2 > 1e-24 * mean * mean; }
};

Moments moments_of(std::span<const double> values, std::span<const Neighbourhood> neighbours) {
  if (values.size() != neighbours.size()) {
    bad_input("{} values and neighbours of {} segments; they must be as many", values.size(), neighbours.size());
  }
  CompensatedSum sum, squares;
  for (const double x : values) {
    if (!std::isfinite(x)) bad_input("a value of {} among those of the segments is not finite", x);
    sum.add(x);
  }
  Moments m;
  m.n = static_cast<double>(values.size());
  m.sum = sum.value();
  m.mean = values.empty() ? 0 : m.sum / m.n;
  for (const double x : values) squares.add((x - m.mean) * (x - m.mean));
  m.m2 = values.empty() ? 0 : squares.value() / m.n;
  return m;
}

/// Sum over a segment's neighbours, itself included.
double sum_of(std::span<const double> values, Neighbourhood at) {
  double sum = 0;
  for (std::size_t j = at.first; j < at.last; ++j) sum += values[j];
  return sum;
}

double two_sided(double z) {
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

/// Draws sums of `size` of all values but one.
class Others {
 public:
  Others(std::span<const double> values, std::size_t without, std::size_t size) : size_(size) {
    others_.assign(values.begin(), values.end());
    others_.erase(others_.begin() + static_cast<std::ptrdiff_t>(without));
    total_ = std::accumulate(others_.begin(), others_.end(), 0.0);
    rest_ = size_ > others_.size() / 2;
    if (rest_) size_ = others_.size() - size_;  // drawing those left out is less work
  }
  double draw(std::mt19937_64& engine) {
    double sum = 0;
    for (std::size_t k = 0; k < size_; ++k) {
      const boost::random::uniform_int_distribution<std::size_t> any(k, others_.size() - 1);
      std::swap(others_[k], others_[any(engine)]);
      sum += others_[k];
    }
    return rest_ ? total_ - sum : sum;
  }

 private:
  std::vector<double> others_;
  double total_ = 0;
  std::size_t size_;
  bool rest_ = false;
};

/// Two-sided p of the sum over segment i's neighbours, itself left out.
double permutation_p(std::span<const double> values, std::size_t i, Neighbourhood at, const LocalOptions& o,
                     std::size_t permutations, double scale) {
  const std::size_t size = at.size() - 1;
  if (size == 0 || at.size() == values.size()) return 1;
  const double observed = sum_of(values, at) - values[i];
  const double rounding = 1e-11 * scale * static_cast<double>(values.size());
  auto engine = replicate_engine(o.seed, i);
  Others others(values, i, size);
  std::size_t as_high = 0, as_low = 0;
  for (std::size_t r = 0; r < permutations; ++r) {
    const double sum = others.draw(engine);
    as_high += sum >= observed - rounding;
    as_low += sum <= observed + rounding;
  }
  const auto tail = static_cast<double>(std::min(as_high, as_low) + 1);
  return std::min(1.0, 2 * tail / static_cast<double>(permutations + 1));
}

std::size_t permutations_for(std::span<const Neighbourhood> neighbours, std::size_t asked) {
  if (asked == 0) bad_input("0 permutations asked for; at least 1 is needed");
  double draws = 1;
  for (const Neighbourhood& at : neighbours) {
    draws += static_cast<double>(std::min(at.size(), neighbours.size() - at.size()));
  }
  const double most = std::max(999.0, kPermutationDraws / draws);
  return static_cast<double>(asked) > most ? static_cast<std::size_t>(most) : asked;
}

void add_permutations(std::vector<LocalStatistic>& out, std::span<const double> values,
                      std::span<const Neighbourhood> neighbours, const LocalOptions& options) {
  const std::size_t permutations = permutations_for(neighbours, options.permutations);
  double scale = 0;
  for (const double x : values) scale = std::max(scale, std::abs(x));
  tbb::parallel_for(std::size_t{0}, values.size(), [&](std::size_t i) {
    if (options.stop && options.stop()) cancelled();
    if (out[i].z != 0) out[i].p_sim = permutation_p(values, i, neighbours[i], options, permutations, scale);
  });
}

void adjust(std::vector<LocalStatistic>& out) {
  std::vector<double> p;
  for (LocalStatistic& s : out) {
    s.p = two_sided(s.z);
    p.push_back(s.p_sim);
  }
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].q_fdr = q[i];
}

/// The first and one past the last segment of each segment's route.
std::vector<Neighbourhood> routes_of(std::span<const Segment> segments) {
  std::vector<Neighbourhood> out(segments.size());
  for (std::size_t from = 0, to = 0; from < segments.size(); from = to) {
    while (to < segments.size() && segments[to].route == segments[from].route) ++to;
    for (std::size_t i = from; i < to; ++i) out[i] = {from, to};
  }
  return out;
}

}  // namespace

std::vector<Neighbourhood> neighbours_within(std::span<const Segment> segments, Span band) {
  if (!(band.m > 0)) bad_input("a distance band of {} m; it must be more than 0", band.m);
  std::vector<Neighbourhood> out = routes_of(segments);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Neighbourhood route = out[i];
    const double here = middle(segments[i]), reach = band.m + kSamePlace;
    const auto all = segments.subspan(route.first, route.size());
    const auto first = std::ranges::lower_bound(all, here - reach, {}, middle);
    const auto last = std::ranges::upper_bound(all, here + reach, {}, middle);
    out[i] = {route.first + static_cast<std::size_t>(first - all.begin()),
              route.first + static_cast<std::size_t>(last - all.begin())};
  }
  return out;
}

std::vector<Neighbourhood> nearest_neighbours(std::span<const Segment> segments, std::size_t count) {
  if (count == 0) bad_input("0 nearest neighbours asked for; at least 1 is needed");
  std::vector<Neighbourhood> out = routes_of(segments);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Neighbourhood route = out[i];
    const double here = middle(segments[i]);
    Neighbourhood at{i, i + 1};
    while (at.size() <= count && at.size() < route.size()) {
      const bool any_before = at.first > route.first, any_after = at.last < route.last;
      const double before = any_before ? here - middle(segments[at.first - 1]) : 0;
      const double after = any_after ? middle(segments[at.last]) - here : 0;
      if (any_before && (!any_after || before <= after + kSamePlace)) {
        --at.first;
      } else {
        ++at.last;
      }
    }
    out[i] = at;
  }
  return out;
}

std::vector<LocalStatistic> getis_ord(std::span<const double> values, std::span<const Neighbourhood> neighbours,
                                      const LocalOptions& options) {
  const Moments m = moments_of(values, neighbours);
  std::vector<LocalStatistic> out(values.size());
  if (m.sum != 0) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double size = static_cast<double>(neighbours[i].size());
      const double weight = options.style == WeightStyle::binary ? 1 : 1 / size;
      out[i].value = weight * sum_of(values, neighbours[i]) / m.sum;
    }
  }
  if (!m.vary()) return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double size = static_cast<double>(neighbours[i].size());
    if (size == m.n) continue;
    const double spread = std::sqrt(m.m2 * size * (m.n - size) / (m.n - 1));
    out[i].z = (sum_of(values, neighbours[i]) - size * m.mean) / spread;
  }
  add_permutations(out, values, neighbours, options);
  adjust(out);
  return out;
}

std::vector<LocalStatistic> local_moran(std::span<const double> values, std::span<const Neighbourhood> neighbours,
                                        const LocalOptions& options) {
  const Moments m = moments_of(values, neighbours);
  std::vector<LocalStatistic> out(values.size());
  if (!m.vary()) return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double size = static_cast<double>(neighbours[i].size()) - 1, others = m.n - 1, z = values[i] - m.mean;
    if (size == 0) continue;
    const double around = sum_of(values, neighbours[i]) - values[i] - size * m.mean;
    out[i].value = z / m.m2 * around / (options.style == WeightStyle::binary ? 1 : size);
    // The others' mean and variance about the overall mean, and of a sum of `size` of them drawn without replacement.
    const double mean = -z / others, variance = (m.n * m.m2 - z * z) / others - mean * mean;
    const double spread = variance * size * (others - size) / std::max(1.0, others - 1);
    if (spread > 1e-24 * m.m2) out[i].z = (z > 0 ? 1 : z < 0 ? -1 : 0) * (around - size * mean) / std::sqrt(spread);
  }
  add_permutations(out, values, neighbours, options);
  adjust(out);
  return out;
}

}  // namespace thalweg
