#include "geo/scan_model.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <boost/random/binomial_distribution.hpp>
#include <numeric>

#include "geo/random.hpp"

namespace thalweg {
namespace {

/// From here on a draw per cell is cheaper than one per event.
constexpr std::uint64_t kEventsPerCell = 2;

/// Shares in the limit are of sums whose last digits differ.
constexpr double kShareSlack = 1e-9;

ScanCounts empty_counts(const ScanData& data) {
  return {data.counts.size(), std::vector<std::uint32_t>(data.exposure.size())};
}

}  // namespace

ScanModel::ScanModel(const ScanData& data, std::vector<BinRange> domain, const ScanOptions& options)
    : data_(&data), domain_(std::move(domain)), max_duration_(data.counts.size() == 1 ? 1 : options.max_duration) {
  const std::size_t bins = data.exposure.size();
  std::vector<double> exposure(bins);
  for (const BinRange& run : domain_) {
    for (std::size_t i = run.from; i < run.to; ++i) {
      exposure[i] = data.exposure[i];
      for (const auto& row : data.counts) total_ += row[i];
    }
  }
  std::vector<long double> before(bins + 1);  // a small window is the difference of large sums
  for (std::size_t i = 0; i < bins; ++i) before[i + 1] = before[i] + exposure[i];
  const auto events = static_cast<long double>(total_);
  for (const long double b : before) expected_before_.push_back(static_cast<double>(events * (b / before[bins])));
  const double time = std::accumulate(data.duration.begin(), data.duration.end(), 0.0);
  for (const double d : data.duration) time_share_.push_back(d / time);
  limit_ = options.max_window * static_cast<double>(total_);
  bin_of_ = decltype(bin_of_)(exposure.begin(), exposure.end());
  period_of_ = decltype(period_of_)(data.duration.begin(), data.duration.end());
}

ScanModel::Best ScanModel::best(const ScanCounts& counts, std::span<const BinRange> runs) const {
  WindowSearch search(expected_before_, runs, limit_, static_cast<double>(total_));
  Best best;
  for (std::size_t from = 0; from < counts.size(); ++from) {
    std::vector<std::uint32_t> sums(counts[from].size());
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

std::vector<double> ScanModel::maxima(std::uint64_t seed, std::size_t replicates) const {
  std::vector<double> out(replicates);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, replicates), [&](const auto& range) {
    ScanCounts counts = empty_counts(*data_);
    for (std::size_t r = range.begin(); r < range.end(); ++r) {
      std::mt19937_64 engine = replicate_engine(seed, r);
      draw(engine, counts);
      out[r] = best(counts, domain_).window.statistic;
    }
  });
  std::ranges::sort(out);
  return out;
}

void ScanModel::draw(std::mt19937_64& engine, ScanCounts& counts) const {
  for (auto& row : counts) std::ranges::fill(row, 0U);
  const std::size_t cells = counts.size() * data_->exposure.size();
  if (total_ < kEventsPerCell * cells) {
    draw_by_events(engine, counts);
  } else {
    draw_by_cells(engine, counts);
  }
}

void ScanModel::draw_by_events(std::mt19937_64& engine, ScanCounts& counts) const {
  auto bin_of = bin_of_;
  auto period_of = period_of_;
  for (std::uint64_t i = 0; i < total_; ++i) {
    const std::uint32_t bin = bin_of(engine);
    ++counts[counts.size() == 1 ? 0 : period_of(engine)][bin];
  }
}

/// A multinomial table cell by cell: of what is left, each takes a binomial part.
void ScanModel::draw_by_cells(std::mt19937_64& engine, ScanCounts& counts) const {
  auto left = static_cast<std::int64_t>(total_);
  double time_left = 1;
  for (std::size_t p = 0; p < counts.size(); ++p) {
    const bool last = p + 1 == counts.size();
    const double part = last ? 1 : std::min(1.0, time_share_[p] / time_left);
    std::int64_t here = boost::random::binomial_distribution<std::int64_t>(left, part)(engine);
    left -= here;
    time_left -= time_share_[p];
    const double all = expected_before_.back();
    for (std::size_t i = 0; i < counts[p].size() && here > 0; ++i) {
      const double expected = expected_before_[i + 1] - expected_before_[i];
      if (!(expected > 0)) continue;
      const double share = expected_before_[i + 1] < all ? expected / (all - expected_before_[i]) : 1;
      const std::int64_t n = boost::random::binomial_distribution<std::int64_t>(here, share)(engine);
      counts[p][i] = static_cast<std::uint32_t>(n);
      here -= n;
    }
  }
}

}  // namespace thalweg
