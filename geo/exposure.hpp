#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/route_set.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// What events are set against where length is not it: amounts of traffic, population or patrol hours, of stretches of
/// a route (spread evenly over each) and at places along it. Amounts that overlap add up. Immutable.
class Exposure {
 public:
  /// An amount of a stretch, or of a place where `stretch` has no length.
  struct Amount {
    std::uint32_t route = 0;
    Stretch stretch;
    double amount = 0;  ///< finite, >= 0
  };

  /// @throws Error{bad_input} if an amount is negative or not finite, or all are 0.
  Exposure(std::string unit, std::vector<Amount> amounts);

  /// The unit's name, as it ends a column's name: `patrol_hours`.
  [[nodiscard]] const std::string& unit() const { return unit_; }
  /// The amount of a stretch; exactly 0 where there is none. O(log n + amounts that overlap).
  [[nodiscard]] double of(std::uint32_t route, Stretch stretch) const;

 private:
  struct Along {
    std::vector<Amount> amounts;  // by start
    std::vector<double> reach;    // the farthest end so far
  };
  std::string unit_;
  std::vector<Along> routes_;
};

/// Exposure from a file, and what is to be said about it.
struct ExposureFile {
  Exposure exposure;
  std::optional<std::string> note;
};

/// Reads `FILE:COLUMN` (`FILE` alone: its column `exposure`): stretches with the columns from_km and to_km (one route
/// only; clipped to it), or points (a geometry, or lon and lat), whose amount belongs to their foot; points farther
/// than `max_offset` from every route do not count, which the note says. The unit is the column's name.
/// @throws Error{bad_input} naming file and row: no such file or column, an amount that is missing, no number or
/// negative, a row that is neither stretch nor point, or a stretch outside the route.
ExposureFile read_exposure(const std::string& spec, const RouteSet& set, Span max_offset);

}  // namespace thalweg
