#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "geo/context.hpp"
#include "geo/relative_risk.hpp"
#include "geo/route.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// A stretch with more events than expected.
struct HotSpot {
  std::uint32_t route = 0;
  Stretch stretch;
  std::uint64_t count = 0;
  double expected = 0;
  RelativeRisk risk;
  double statistic = 0;  ///< of the method: log likelihood ratio, z, or cluster strength
  double p = 1;
  double q_fdr = 1;  ///< at most this share of the stretches reported with no greater value are expected to be false
};

/// What a method tells of each hot spot besides, as columns with one value per spot, and its name.
struct HotSpotMethod {
  std::string name;       ///< `scan`, `kde+`, `gi`
  std::string statistic;  ///< what `statistic` is, in words
  std::string p;          ///< how p is adjusted, in words
  std::string q_fdr;
  std::vector<Column> columns;
};

/// The `hotspots` layer: a line per hot spot, in the order given, with hotspot_id, route, from_km, to_km, length_km,
/// name (nearest places), count, expected, relative_risk, rr_lo, rr_hi, statistic, p, q_fdr, the method's own columns
/// and method.
Table hotspot_table(std::span<const HotSpot> spots, const HotSpotMethod& method, std::span<const Route> routes,
                    const Context& context);

}  // namespace thalweg
