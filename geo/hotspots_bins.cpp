#include "geo/hotspots_bins.hpp"

#include <algorithm>
#include <cmath>

#include "geo/day.hpp"
#include "geo/error.hpp"
#include "geo/scan.hpp"

namespace thalweg {
namespace {

/// How many bins of the profile make one.
std::size_t grouped(const ProfileGrid& grid, std::optional<Span> wanted) {
  const double own_m = grid.bin_m();
  if (!wanted) {
    Span length;
    for (const GridRoute& r : grid.routes()) length = length + Span{r.length_m};
    return static_cast<std::size_t>(std::max(1.0, std::ceil(default_hotspot_bin(length).m / own_m - 1e-9)));
  }
  const double factor = std::round(wanted->m / own_m);
  if (!(factor >= 1) || std::abs(factor * own_m - wanted->m) > 1e-9 * wanted->m) {
    bad_input("bins of {} m (--bin) cannot be made from the profile's bins of {} m; give a multiple of those",
              wanted->m, own_m);
  }
  return static_cast<std::size_t>(factor);
}

HotSpotBins empty_bins(const ProfileGrid& grid, std::size_t group) {
  HotSpotBins b;
  b.bin_m = grid.bin_m() * static_cast<double>(group);
  std::size_t first = 0;
  for (std::uint32_t r = 0; r < grid.routes().size(); ++r) {
    b.route_m.push_back(grid.routes()[r].length_m);
    b.first.push_back(first);
    first += (grid.bins(r) + group - 1) / group;
  }
  b.first.push_back(first);
  return b;
}

void check_kind(PeriodKind own, PeriodKind wanted) {
  if (own == PeriodKind::none || own < wanted) {
    bad_input("periods of a {} (--period) cannot be made from a profile whose periods are '{}'", name_of(wanted),
              name_of(own));
  }
}

/// Starts of the periods from `first` to `last`, and the end; the outermost cut where the data begin and end.
std::vector<Instant> limits(PeriodKind kind, PeriodNumber first, PeriodNumber last, const Coverage& coverage) {
  std::vector<Instant> from;
  for (PeriodNumber p = first; p <= last + 1; ++p) from.push_back(period_start(kind, p));
  const Accounting& a = coverage.accounting;
  const std::optional<Instant> begin = coverage.since ? coverage.since : a.first;
  const std::optional<Instant> end = coverage.until ? coverage.until : a.last;
  if (begin) from.front() = std::max(from.front(), coverage.since ? *begin : day_start(day_of(*begin)));
  if (end) from.back() = std::min(from.back(), coverage.until ? *end : day_start(day_of(*end) + 1));
  return from;
}

/// The period of a kind in which one of the profile's lies; kNoPeriod where the time is unknown.
PeriodNumber coarser(PeriodNumber period, PeriodKind own, PeriodKind wanted) {
  return period == kNoPeriod ? kNoPeriod : period_at(wanted, period_start(own, period));
}

/// Sets up the periods of the events and of the stated time.
PeriodNumber cut_time(HotSpotBins& b, const Profile& profile, PeriodKind kind) {
  const PeriodKind own = profile.grid().period();
  check_kind(own, kind);
  std::optional<PeriodNumber> first, last;
  const auto include = [&](PeriodNumber p) {
    if (p == kNoPeriod) return;
    first = std::min(first.value_or(p), p);
    last = std::max(last.value_or(p), p);
  };
  for (std::size_t i = 0; i < profile.size(); ++i) include(coarser(profile.cell(i).period, own, kind));
  if (!first) bad_input("no event has a time, which periods (--period) need");
  if (profile.coverage.since) include(period_at(kind, *profile.coverage.since));
  if (profile.coverage.until) include(period_at(kind, Instant{profile.coverage.until->ms - 1}));
  const auto periods = static_cast<std::size_t>(*last - *first) + 1;
  if (periods > kMaxScanCells / b.first.back()) {
    bad_input("{} periods of {} bins; at most {} in all, give longer ones (--period, --bin)", periods, b.first.back(),
              kMaxScanCells);
  }
  b.from = limits(kind, *first, *last, profile.coverage);
  return *first;
}

}  // namespace

Span default_hotspot_bin(Span length) {
  for (const double bin : {1000.0, 100.0, 10.0}) {
    if (length.m >= 100 * bin) return {bin};
  }
  return {1};
}

std::uint64_t HotSpotBins::total() const {
  std::uint64_t sum = 0;
  for (const auto& row : counts) {
    for (const std::uint64_t n : row) sum += n;
  }
  return sum;
}

std::uint32_t HotSpotBins::route_of(std::size_t bin) const {
  return static_cast<std::uint32_t>(std::ranges::upper_bound(first, bin) - first.begin() - 1);
}

Stretch HotSpotBins::stretch(std::size_t from_bin, std::size_t to_bin) const {
  const std::uint32_t route = route_of(from_bin);
  const auto at = [&](std::size_t bin) {
    return Chainage{std::min(bin_m * static_cast<double>(bin - first[route]), route_m[route])};
  };
  return {at(from_bin), at(to_bin)};
}

BinnedLine HotSpotBins::line(std::uint32_t route) const {
  BinnedLine out{route_m[route], bin_m, std::vector<double>(first[route + 1] - first[route])};
  for (const auto& row : counts) {
    for (std::size_t i = 0; i < out.value.size(); ++i) out.value[i] += static_cast<double>(row[first[route] + i]);
  }
  return out;
}

HotSpotBins bins_of(const Profile& profile, std::optional<Span> bin, PeriodKind period) {
  const std::size_t group = grouped(profile.grid(), bin);
  HotSpotBins b = empty_bins(profile.grid(), group);
  if (profile.total() > kMaxScanEvents) bad_input("{} events; at most {} are taken", profile.total(), kMaxScanEvents);
  const bool timed = period != PeriodKind::none;
  const PeriodNumber first = timed ? cut_time(b, profile, period) : 0;
  b.counts.assign(timed ? b.from.size() - 1 : 1, std::vector<std::uint64_t>(b.first.back()));
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const ProfileCell cell = profile.cell(i);
    const PeriodNumber when = timed ? coarser(cell.period, profile.grid().period(), period) : first;
    if (when == kNoPeriod) {
      b.without_time += cell.count;
      continue;
    }
    const std::size_t at = b.first[cell.route] + cell.bin / group;
    b.counts[static_cast<std::size_t>(when - first)][at] += cell.count;
  }
  return b;
}

}  // namespace thalweg
