#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/calendar.hpp"
#include "geo/hotspots_bins.hpp"
#include "geo/profile.hpp"
#include "geo/report_scopes.hpp"
#include "geo/segments.hpp"

namespace thalweg {

/// Events by period and stretch.
struct PeriodCounts {
  PeriodKind kind = PeriodKind::none;              ///< none: no event has a time
  PeriodNumber first = 0;                          ///< period of counts[0]
  std::vector<std::vector<std::uint64_t>> counts;  ///< [period][stretch]; the periods follow each other
  std::uint64_t without_time = 0;
};

/// What one document counts.
struct ScopeCounts {
  SegmentCounter stretches;
  PeriodCounts periods;
  HotSpotBins bins;  ///< of its parts, each as if it were a route of its own that begins at 0
};

/// At most this many months are told apart; longer times go by years.
inline constexpr int kMaxMonths = 60;

/// Counts the cells of a profile for scopes that together cover its routes, in order along them, in one pass. An event
/// lies at its bin's middle. The periods are the same for all scopes: from the first that holds an event to the last,
/// months, or years where that are more than kMaxMonths or the profile has only those. `bin_m` is the length of the
/// scan's bins, a multiple of the profile's; they are counted from each part's first bin. O(cells log stretches).
/// @throws Error{bad_input} for more than kMaxYears periods.
std::vector<ScopeCounts> count_scopes(const Profile& profile, std::span<const ReportScope> scopes, double bin_m);
inline constexpr int kMaxYears = 500;

}  // namespace thalweg
