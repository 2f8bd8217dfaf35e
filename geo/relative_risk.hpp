#pragma once

#include <cstdint>
#include <optional>

namespace thalweg {

/// One rate relative to another, with limits; null where it has no finite value.
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

}  // namespace thalweg
