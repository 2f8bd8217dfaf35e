#include "geo/report_counts.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "geo/error.hpp"

namespace thalweg {
namespace {

struct Periods {
  PeriodKind kind = PeriodKind::none;
  PeriodNumber first = 0, last = -1;
};

PeriodNumber in_kind(const Profile& profile, PeriodNumber own, PeriodKind kind) {
  return period_at(kind, period_start(profile.grid().period(), own));
}

/// The periods that the documents show.
Periods periods_of(const Profile& profile) {
  std::optional<PeriodNumber> first, last;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const PeriodNumber p = profile.cell(i).period;
    if (p == kNoPeriod) continue;
    first = std::min(first.value_or(p), p);
    last = std::max(last.value_or(p), p);
  }
  if (!first) return {};
  for (const PeriodKind kind : {PeriodKind::month, PeriodKind::year}) {
    if (profile.grid().period() < kind) continue;
    const Periods out{kind, in_kind(profile, *first, kind), in_kind(profile, *last, kind)};
    const int most = kind == PeriodKind::month ? kMaxMonths : kMaxYears;
    if (out.last - out.first < most) return out;
  }
  bad_input("the events' times span more than {} years; are the dates right? --since and --until leave some out",
            kMaxYears);
}

HotSpotBins empty_bins(const ReportScope& scope, double bin_m) {
  HotSpotBins b;
  b.bin_m = bin_m;
  b.first = {0};
  for (const Segment& part : scope.parts) {
    b.route_m.push_back(part.stretch.length().m);
    b.first.push_back(b.first.back() + bin_count(b.route_m.back(), bin_m));
  }
  b.counts.assign(1, std::vector<std::uint64_t>(b.first.back()));
  return b;
}

ScopeCounts empty_counts(const ReportScope& scope, const Periods& periods, double bin_m) {
  ScopeCounts out{SegmentCounter(scope.stretches.size()), {periods.kind, periods.first, {}, 0}, {}};
  const auto count = static_cast<std::size_t>(periods.last - periods.first + 1);
  out.periods.counts.assign(count, std::vector<std::uint64_t>(scope.stretches.size()));
  out.bins = empty_bins(scope, bin_m);
  return out;
}

/// Where a stretch belongs.
struct Owner {
  std::size_t scope, stretch, part;
  double first_bin;  ///< of the profile, in the part: the first whose middle lies in it
};

/// Adds the events of a cell that lies `along_m` metres from its part's start.
void add(ScopeCounts& to, const Owner& owner, const ProfileCell& cell, double along_m, PeriodNumber period) {
  to.stretches.add(owner.stretch, cell.side, cell.category, cell.count, cell.weight);
  const std::size_t first = to.bins.first[owner.part], next = to.bins.first[owner.part + 1];
  const auto bin = static_cast<std::size_t>(std::max(0.0, along_m / to.bins.bin_m));
  to.bins.counts[0][std::min(first + bin, next - 1)] += cell.count;
  if (period == kNoPeriod) {
    to.periods.without_time += cell.count;
  } else {
    to.periods.counts[static_cast<std::size_t>(period - to.periods.first)][owner.stretch] += cell.count;
  }
}

}  // namespace

std::vector<ScopeCounts> count_scopes(const Profile& profile, std::span<const ReportScope> scopes, double bin_m) {
  const Periods periods = periods_of(profile);
  std::vector<ScopeCounts> out;
  std::vector<Segment> stretches;
  std::vector<Owner> owners;
  for (std::size_t s = 0; s < scopes.size(); ++s) {
    out.push_back(empty_counts(scopes[s], periods, bin_m));
    std::size_t part = 0;
    for (std::size_t i = 0; i < scopes[s].stretches.size(); ++i) {
      const Segment& stretch = scopes[s].stretches[i];
      while (scopes[s].parts[part].route != stretch.route) ++part;
      stretches.push_back(stretch);
      const double first_bin = std::ceil(scopes[s].parts[part].stretch.from.m / profile.grid().bin_m() - 0.5);
      owners.push_back({s, i, part, first_bin});
    }
  }
  const SegmentIndex index(std::move(stretches));
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const ProfileCell cell = profile.cell(i);
    const double from = static_cast<double>(cell.bin) * profile.grid().bin_m();
    const double to = std::min(from + profile.grid().bin_m(), profile.grid().routes()[cell.route].length_m);
    const double middle = (from + to) / 2;
    const Owner& owner = owners[index.find(cell.route, {middle})];
    const PeriodNumber period = cell.period == kNoPeriod ? kNoPeriod : in_kind(profile, cell.period, periods.kind);
    const double along = (static_cast<double>(cell.bin) - owner.first_bin + 0.5) * profile.grid().bin_m();
    add(out[owner.scope], owner, cell, along, period);
  }
  return out;
}

}  // namespace thalweg
