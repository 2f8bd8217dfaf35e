#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "geo/binned_line.hpp"
#include "geo/calendar.hpp"
#include "geo/profile.hpp"

namespace thalweg {

/// The bins that hot spots are sought in where none are asked for: 1 km, or the longest of 100 m, 10 m and 1 m that
/// makes a hundred of a shorter length. Not finer, because the feet of events that stand away from a winding line
/// gather on its bends (docs/methods.md#hot-spots).
Span default_hotspot_bin(Span length);

/// Whole events of a profile by period and bin, the bins of one route after those of the other.
struct HotSpotBins {
  double bin_m = 0;
  std::vector<double> route_m;                     ///< length of each route
  std::vector<std::size_t> first;                  ///< first bin of each route, and one past the last
  std::vector<std::vector<std::uint64_t>> counts;  ///< [period][bin]
  std::vector<Instant> from;       ///< start of each period, and the end of the last; empty where time is not cut
  std::uint64_t without_time = 0;  ///< events that are in no period, and so not in `counts`

  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] std::uint32_t route_of(std::size_t bin) const;
  /// The stretch of bins [from, to), all of one route.
  [[nodiscard]] Stretch stretch(std::size_t from_bin, std::size_t to_bin) const;
  /// A route's events of all periods.
  [[nodiscard]] BinnedLine line(std::uint32_t route) const;
};

/// Bins of `bin`, a multiple of the profile's own; or, where it is not given, of the first multiple that is at least
/// the default. Periods of `period`, from the first to the last that holds events or, where stated, from since to
/// until: the first and the last period are cut there, else at whole days.
/// @throws Error{bad_input} if the bins do not fit, the profile's periods are longer than `period`, no event has a
/// time, or periods times bins are more than kMaxScanCells.
HotSpotBins bins_of(const Profile& profile, std::optional<Span> bin, PeriodKind period);

}  // namespace thalweg
