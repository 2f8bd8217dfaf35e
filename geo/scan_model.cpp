#include "geo/scan_model.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <numeric>

#include "geo/error.hpp"
#include "geo/random.hpp"

namespace thalweg {
namespace {

/// Shares that make up the limit are sums whose last digits differ.
constexpr double kShareSlack = 1e-9;

/// The exposure of the bins in `domain`; 0 elsewhere.
std::vector<double> exposure_in(const std::vector<BinRange>& domain, const ScanData& data) {
  std::vector<double> exposure(data.exposure.size());
  for (const BinRange& run : domain) {
    for (std::size_t i = run.from; i < run.to; ++i) exposure[i] = data.exposure[i];
  }
  return exposure;
}

}  // namespace

ScanModel::ScanModel(const ScanData& data, std::vector<BinRange> domain, const ScanOptions& options)
    : domain_(std::move(domain)),
      max_duration_(data.counts.size() == 1 ? 1 : options.max_duration),
      bins_(exposure_in(domain_, data)),
      periods_(data.duration) {
  for (const BinRange& run : domain_) {
    for (const auto& row : data.counts) {
      for (std::size_t i = run.from; i < run.to; ++i) total_ += row[i];
    }
  }
  const std::vector<double> exposure = exposure_in(domain_, data);
  std::vector<long double> before(exposure.size() + 1);  // a small window is the difference of large sums
  for (std::size_t i = 0; i < exposure.size(); ++i) before[i + 1] = before[i] + exposure[i];
  const auto events = static_cast<long double>(total_);
  for (const long double b : before) expected_before_.push_back(static_cast<double>(events * (b / before.back())));
  const double time = std::accumulate(data.duration.begin(), data.duration.end(), 0.0);
  for (const double d : data.duration) time_share_.push_back(d / time);
  limit_ = options.max_window * static_cast<double>(total_);
}

WindowSearch ScanModel::search_in(std::span<const BinRange> runs) const {
  return {expected_before_, runs, limit_, static_cast<double>(total_)};
}

ScanModel::Best ScanModel::best(const ScanCounts& counts, std::span<const BinRange> runs) const {
  WindowSearch search = search_in(runs);
  return best(counts, search);
}

ScanModel::Best ScanModel::best(const ScanCounts& counts, WindowSearch& search) const {
  Best best;
  for (std::size_t from = 0; from < counts.size(); ++from) {
    std::vector<std::uint64_t> sums(counts[from].size());
    double share = 0;
    for (std::size_t to = from; to < counts.size(); ++to) {
      share += time_share_[to];
      if (share > max_duration_ * (1 + kShareSlack)) break;
      std::ranges::transform(sums, counts[to], sums.begin(), std::plus{});
      const double floor = best.window.statistic;
      const ScanWindow found = search.best(sums, std::min(share, 1.0), best.window);
      if (found.statistic > floor) best = {{from, to + 1}, found};
    }
  }
  return best;
}

std::vector<double> ScanModel::maxima(std::uint64_t seed, std::size_t replicates, const StopRequest& stop) const {
  std::vector<double> out(replicates);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, replicates), [&](const auto& range) {
    ScanCounts counts(time_share_.size(), std::vector<std::uint64_t>(expected_before_.size() - 1));
    WindowSearch search = search_in(domain_);
    for (std::size_t r = range.begin(); r < range.end(); ++r) {
      if (stop && stop()) cancelled();
      std::mt19937_64 engine = replicate_engine(seed, r);
      draw(engine, counts);
      out[r] = best(counts, search).window.statistic;
    }
  });
  std::ranges::sort(out);
  return out;
}

void ScanModel::draw(std::mt19937_64& engine, ScanCounts& counts) const {
  std::vector<std::uint64_t> events(counts.size());
  periods_.draw(engine, total_, events);
  for (std::size_t p = 0; p < counts.size(); ++p) bins_.draw(engine, events[p], counts[p]);
}

}  // namespace thalweg
