#include "geo/kde_plus.hpp"

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "geo/density.hpp"
#include "geo/error.hpp"
#include "geo/exceedance.hpp"
#include "geo/multinomial.hpp"
#include "geo/random.hpp"

namespace thalweg {
namespace {

constexpr std::size_t kMaxReplicates = 100'000;

/// A simulated density within this of the observed one reaches it: their last digits differ with the order of sums.
constexpr double kSame = 1e-9;

/// Bins of all lines one after the other.
struct Bins {
  explicit Bins(std::span<const BinnedLine> lines) {
    for (const BinnedLine& line : lines) {
      first.push_back(length.size());
      for (std::size_t i = 0; i < line.value.size(); ++i) length.push_back(line.to_m(i) - line.from_m(i));
    }
    first.push_back(length.size());
  }
  std::vector<std::size_t> first;  ///< of each line, and one past the last
  std::vector<double> length;
};

std::size_t kept_values(const KdePlusOptions& o) {
  return static_cast<std::size_t>(o.level * (static_cast<double>(o.replicates) + 1) + 1e-9);
}

std::uint64_t check_counts(std::span<const BinnedLine> lines) {
  double total = 0, fullest = 0;
  for (const BinnedLine& line : lines) {
    if (line.value.size() < 2) bad_input("kde+: a route has {} bin; make bins shorter (--bin)", line.value.size());
    for (const double v : line.value) {
      if (!(v >= 0) || v != std::floor(v)) bad_input("kde+: a bin holds {} events; counts are whole numbers >= 0", v);
      total += v;
      fullest = std::max(fullest, v);
    }
  }
  if (total > 0x1p53) bad_input("kde+: {} events; at most 2^53 are simulated", total);
  if (total < 2) bad_input("kde+: {} located; KDE+ needs at least 2 events", total == 0 ? "no event" : "one event");
  if (fullest == total)
    bad_input("kde+: all {} events lie in one bin; hot spots need events elsewhere, too (or shorter bins, --bin)",
              total);
  return static_cast<std::uint64_t>(total);
}

void check_options(const KdePlusOptions& o, std::span<const BinnedLine> lines, std::size_t bins) {
  for (const BinnedLine& line : lines) {
    if (!(o.bandwidth_m > 0 && o.bandwidth_m <= line.length_m)) {
      bad_input("kde+: the bandwidth (--bandwidth) is {} m; it must be > 0 and at most a route's length, {:.3f} m",
                o.bandwidth_m, line.length_m);
    }
  }
  if (!(o.level > 0 && o.level < 1)) bad_input("kde+: the level (--level) is {}; it must lie between 0 and 1", o.level);
  if (kept_values(o) < 1 || o.replicates > kMaxReplicates) {
    bad_input("kde+: {} replicates (--replicates); level {} needs at least {:.0f}, and at most {} are made",
              o.replicates, o.level, std::ceil(1 / o.level - 1 - 1e-9), kMaxReplicates);
  }
  if (bins > kMaxKdePlusValues / kept_values(o)) {
    bad_input("kde+: {} bins with {} replicates are too many; make bins longer (--bin) or fewer replicates", bins,
              o.replicates);
  }
}

/// Densities at the middles of the bins of all lines.
class BinDensities {
 public:
  BinDensities(std::span<const BinnedLine> shape, const Bins& bins, const KdePlusOptions& o)
      : lines_(shape.begin(), shape.end()), bins_(bins), smoothing_{o.kernel, o.bandwidth_m, false} {
    for (const BinnedLine& line : lines_) {
      auto& at = middles_.emplace_back();
      for (std::size_t i = 0; i < line.value.size(); ++i) at.push_back(line.middle_m(i));
    }
  }
  std::vector<double> operator()(std::span<const std::uint64_t> counts) {
    std::vector<double> out;
    for (std::size_t k = 0; k < lines_.size(); ++k) {
      std::ranges::transform(counts.subspan(bins_.first[k], lines_[k].value.size()), lines_[k].value.begin(),
                             [](std::uint64_t n) { return static_cast<double>(n); });
      const std::vector<double> here = density_per_m(lines_[k], smoothing_, middles_[k]);
      out.insert(out.end(), here.begin(), here.end());
    }
    return out;
  }

 private:
  std::vector<BinnedLine> lines_;
  const Bins& bins_;
  Smoothing smoothing_;
  std::vector<std::vector<double>> middles_;
};

struct Simulated {
  Exceedance places;
  std::vector<double> maxima;  // ascending
};

Simulated simulate(const BinDensities& smoother, const Bins& bins, std::uint64_t events, std::span<const double> reach,
                   const KdePlusOptions& o) {
  const Multinomial null(bins.length);
  std::vector<double> maxima(o.replicates);
  tbb::enumerable_thread_specific<Exceedance> parts([&] { return Exceedance(reach, kept_values(o)); });
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, o.replicates), [&](const auto& range) {
    BinDensities own = smoother;
    Exceedance& part = parts.local();
    std::vector<std::uint64_t> counts(bins.length.size());
    for (std::size_t r = range.begin(); r < range.end(); ++r) {
      if (o.stop && o.stop()) cancelled();
      std::mt19937_64 engine = replicate_engine(o.seed, r);
      null.draw(engine, events, counts);
      const std::vector<double> density = own(counts);
      part.add(density);
      maxima[r] = *std::ranges::max_element(density);
    }
  });
  Simulated all{Exceedance(reach, kept_values(o)), std::move(maxima)};
  for (const Exceedance& part : parts) all.places.merge(part);
  std::ranges::sort(all.maxima);
  return all;
}

/// Everything that a cluster is measured by.
struct Scene {
  const Bins& bins;
  const std::vector<std::uint64_t>& counts;
  const std::vector<double>& density;
  const Simulated& simulated;
  std::vector<double> local;
  double global;
  std::uint64_t total;
};

KdePlusCluster measure(const Scene& s, std::uint32_t line, std::size_t from, std::size_t to) {
  const double replicates = static_cast<double>(s.simulated.maxima.size());
  KdePlusCluster c;
  c.line = line;
  c.bins = {from - s.bins.first[line], to - s.bins.first[line]};
  double area = 0, above_local = 0, above_global = 0, length = 0, peak = 0;
  for (std::size_t i = from; i < to; ++i) {
    c.count += s.counts[i];
    length += s.bins.length[i];
    area += s.density[i] * s.bins.length[i];
    above_local += (s.density[i] - s.local[i]) * s.bins.length[i];
    above_global += std::max(0.0, s.density[i] - s.global) * s.bins.length[i];
    peak = std::max(peak, s.density[i]);
    c.p_local = std::min(c.p_local, (static_cast<double>(s.simulated.places.reached(i)) + 1) / (replicates + 1));
  }
  const double line_length = std::accumulate(s.bins.length.begin(), s.bins.length.end(), 0.0);
  c.expected = static_cast<double>(s.total) * length / line_length;
  c.strength = above_local / area;
  c.global_strength = above_global / area;
  const auto& maxima = s.simulated.maxima;
  const auto reached = maxima.end() - std::ranges::lower_bound(maxima, peak * (1 - kSame));
  c.p = (static_cast<double>(reached) + 1) / (replicates + 1);
  return c;
}

/// Runs of bins above the local threshold, line by line.
std::vector<KdePlusCluster> clusters(const Scene& s) {
  std::vector<KdePlusCluster> out;
  const auto above = [&](std::size_t i) { return s.density[i] * (1 - kSame) > s.local[i]; };
  for (std::uint32_t line = 0; line + 1 < s.bins.first.size(); ++line) {
    const std::size_t end = s.bins.first[line + 1];
    for (std::size_t i = s.bins.first[line]; i < end; ++i) {
      if (!above(i)) continue;
      const std::size_t from = i;
      while (i < end && above(i)) ++i;
      out.push_back(measure(s, line, from, i));
    }
  }
  std::ranges::stable_sort(out, {}, [](const KdePlusCluster& c) { return std::tuple(c.p, -c.strength); });
  return out;
}

}  // namespace

KdePlusResult kde_plus(std::span<const BinnedLine> lines, const KdePlusOptions& options) {
  const std::uint64_t total = check_counts(lines);
  const Bins bins(lines);
  check_options(options, lines, bins.length.size());
  std::vector<std::uint64_t> counts;
  for (const BinnedLine& line : lines) {
    for (const double v : line.value) counts.push_back(static_cast<std::uint64_t>(v));
  }
  BinDensities smoother(lines, bins, options);
  const std::vector<double> density = smoother(counts);
  std::vector<double> reach = density;  // what a simulated density must have to reach the observed one
  for (double& r : reach) r *= 1 - kSame;
  const Simulated simulated = simulate(smoother, bins, total, reach, options);

  Scene scene{bins, counts, density, simulated, {}, 0, total};
  for (std::size_t i = 0; i < density.size(); ++i) scene.local.push_back(simulated.places.threshold(i));
  scene.global = simulated.maxima[simulated.maxima.size() - kept_values(options)];
  KdePlusResult result{clusters(scene), {}, scene.global};
  const auto part = [&](const std::vector<double>& v, std::size_t k) {
    const auto at = [&](std::size_t i) { return v.begin() + static_cast<std::ptrdiff_t>(bins.first[i]); };
    return std::vector<double>(at(k), at(k + 1));
  };
  for (std::size_t k = 0; k < lines.size(); ++k) result.lines.push_back({part(density, k), part(scene.local, k)});
  return result;
}

}  // namespace thalweg
