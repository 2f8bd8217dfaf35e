#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "geo/units.hpp"

namespace thalweg {

/// A point that ground may be nearest to, and whose it is.
struct Site {
  LonLat at;  ///< lon counted on from one meridian, in [-170, 170]; |lat| at most kMaxSiteLatitude
  std::uint32_t owner = 0;
};

inline constexpr double kMaxSiteLatitude = 80;

/// Tells which ground is nearest to whose sites. Distances are those of Mercator's projection of the ellipsoid, whose
/// scale changes by reach / R tan(lat) over a reach: by so much, relative to it, may the distances to two sites differ
/// where they count as equal (0.07 % for 5 km at 42 degrees). Of sites within a centimetre
/// the first alone counts.
class SiteCells {
 public:
  /// `reach`: how far from the sites it matters. At least one site. O(n log n).
  SiteCells(std::span<const Site> sites, Span reach);
  ~SiteCells();
  SiteCells(const SiteCells&) = delete;
  SiteCells& operator=(const SiteCells&) = delete;

  /// The borders between the ground of different owners within reach (Voronoi edges), as straight pieces of which the
  /// adjoining ones share their ends. They go on a little beyond the reach.
  [[nodiscard]] std::vector<std::pair<LonLat, LonLat>> borders() const;
  /// Whose site is nearest. O(log n).
  [[nodiscard]] std::uint32_t owner_at(LonLat p) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace thalweg
