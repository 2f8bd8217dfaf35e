#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/context.hpp"
#include "geo/route.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// The rate inside a stretch relative to that outside of it, with limits; null where it has no finite value.
struct RelativeRisk {
  std::optional<double> value, lower, upper;
};

/// Relative risk of a stretch with `count` of `total` events where `expected` of them are expected:
/// (c / m) / ((N - c) / (N - m)). Given the total, the count is binomial with the odds RR m / (N - m), so exact limits
/// of its probability (Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404) are limits of RR; each tail holds (1 -
/// level) / 2. They are those of a stretch chosen beforehand: one that was chosen for its many events has a lower true
/// risk more often than that. No event outside leaves RR and its upper limit null, nothing expected inside or outside
/// all three. Relative error at most kRelativeRiskError.
/// @throws Error{bad_input} unless count <= total, 0 <= expected <= total and 0 < level < 1.
RelativeRisk relative_risk(std::uint64_t count, double expected, std::uint64_t total, double level = 0.95);

inline constexpr double kRelativeRiskError = 1e-9;

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
