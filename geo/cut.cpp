#include "geo/cut.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/error.hpp"

namespace thalweg {
namespace {

constexpr double kSameChainage = 1e-3;  // metres; nearer breaks are one

void check_count(double count) {
  if (count > static_cast<double>(kMaxSegments)) {
    bad_input("a cut into {:.0f} segments is more than the limit of {}; take longer segments", count, kMaxSegments);
  }
}

/// Segments of one route between breaks that are ascending and inside it.
void add_between(std::vector<Segment>& out, std::uint32_t route, Span length, const std::vector<double>& breaks) {
  double from = 0;
  for (const double to : breaks) {
    if (to - from < kSameChainage || length.m - to < kSameChainage) continue;
    out.push_back({route, {{from}, {to}}, {}});
    from = to;
  }
  out.push_back({route, {{from}, {length.m}}, {}});
}

}  // namespace

std::vector<Segment> cut_by_length(std::span<const Route> routes, Span length) {
  if (!(length.m > 0)) bad_input("the length of segments is {} m; it must be more than 0", length.m);
  std::vector<Segment> out;
  double total = 0;
  for (const Route& route : routes) total += std::ceil(route.length().m / length.m);
  check_count(total);
  for (std::uint32_t r = 0; r < routes.size(); ++r) {
    std::vector<double> breaks;
    const double end = routes[r].length().m;
    for (double k = 1; k * length.m < end; ++k) breaks.push_back(k * length.m);  // a product, so that no error adds up
    add_between(out, r, routes[r].length(), breaks);
  }
  return out;
}

std::vector<Segment> cut_by_count(std::span<const Route> routes, std::size_t count) {
  if (count == 0) bad_input("0 segments asked for; at least 1 is needed");
  check_count(static_cast<double>(count) * static_cast<double>(routes.size()));
  std::vector<Segment> out;
  for (std::uint32_t r = 0; r < routes.size(); ++r) {
    std::vector<double> breaks;
    const double end = routes[r].length().m;
    for (std::size_t k = 1; k < count; ++k)
      breaks.push_back(end * (static_cast<double>(k) / static_cast<double>(count)));
    add_between(out, r, routes[r].length(), breaks);
  }
  return out;
}

std::vector<Segment> cut_at(std::span<const Route> routes, std::vector<Break> breaks) {
  std::vector<std::vector<double>> of_route(routes.size());
  for (const Break& b : breaks) {
    const double end = routes[b.route].length().m;
    if (!(b.at.m >= -kSameChainage && b.at.m <= end + kSameChainage)) {
      bad_input("a break at {:.3f} km is outside route '{}' (0 to {:.3f} km)", b.at.m / 1000, routes[b.route].name(),
                end / 1000);
    }
    of_route[b.route].push_back(b.at.m);
  }
  std::vector<Segment> out;
  for (std::uint32_t r = 0; r < routes.size(); ++r) {
    std::ranges::sort(of_route[r]);
    add_between(out, r, routes[r].length(), of_route[r]);
  }
  return out;
}

std::vector<Segment> cut_by_stretches(std::span<const Route> routes, std::vector<NamedStretch> stretches) {
  std::ranges::sort(stretches, {}, [](const NamedStretch& s) { return std::pair(s.route, s.stretch.from.m); });
  std::vector<Segment> out;
  auto next = stretches.cbegin();
  for (std::uint32_t r = 0; r < routes.size(); ++r) {
    const double end = routes[r].length().m;
    double done = 0;
    const auto bare = [&](double to) {
      if (to - done >= kSameChainage) out.push_back({r, {{done}, {to}}, {}});
    };
    for (const NamedStretch* before = nullptr; next != stretches.cend() && next->route == r; before = &*next++) {
      const double from = std::clamp(next->stretch.from.m, 0.0, end), to = std::clamp(next->stretch.to.m, 0.0, end);
      if (to - from < kSameChainage) continue;
      if (before && from < done - kSameChainage) {
        bad_input("stretches '{}' and '{}' overlap at {:.3f} km of route '{}'", before->name, next->name, from / 1000,
                  routes[r].name());
      }
      bare(from);
      const double start = std::abs(from - done) < kSameChainage ? done : from;
      out.push_back({r, {{start}, {end - to < kSameChainage ? end : to}}, next->name});
      done = out.back().stretch.to.m;
    }
    bare(end);
  }
  return out;
}

SegmentIndex::SegmentIndex(std::vector<Segment> segments) : segments_(std::move(segments)) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    while (first_.size() <= segments_[i].route) first_.push_back(i);
    from_m_.push_back(segments_[i].stretch.from.m);
  }
  first_.push_back(segments_.size());
  for (std::uint32_t r = 0; r + 1 < first_.size(); ++r) fill_buckets(r);
}

std::size_t SegmentIndex::bucket_of(std::uint32_t route, double chainage_m) const {
  const auto last = static_cast<double>((first_[route + 1] - first_[route]) * kBuckets - 1);
  return static_cast<std::size_t>(std::clamp(chainage_m * per_m_[route], 0.0, last));
}

void SegmentIndex::fill_buckets(std::uint32_t route) {
  const std::size_t begin = first_[route], end = first_[route + 1], buckets = (end - begin) * kBuckets;
  per_m_.push_back(begin < end ? static_cast<double>(buckets) / segments_[end - 1].stretch.to.m : 0);
  std::size_t next = begin;
  for (std::size_t b = 0; b <= buckets; ++b) {
    while (next < end && bucket_of(route, from_m_[next]) < b) ++next;
    before_.push_back(static_cast<std::uint32_t>(std::max(next, begin + 1) - 1));
  }
}

std::size_t SegmentIndex::find(std::uint32_t route, Chainage c) const {
  const std::size_t bucket = first_.at(route) * kBuckets + route + bucket_of(route, c.m);
  const double* at = from_m_.data() + before_[bucket];
  // A binary search without branches: events lie anywhere, so that every branch would be guessed wrong half the time.
  for (std::size_t left = before_[bucket + 1] - before_[bucket] + 1; left > 1;) {
    const std::size_t half = left / 2;
    at += half * static_cast<std::size_t>(at[half] <= c.m);
    left -= half;
  }
  return static_cast<std::size_t>(at - from_m_.data());
}

}  // namespace thalweg
