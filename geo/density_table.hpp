#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/density.hpp"
#include "geo/route.hpp"
#include "geo/segments.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// One route's density; `left`, `right` and `categories` have a value per station.
struct RouteDensity {
  std::uint32_t route = 0;
  Lixels lixels;
  Density all;
  std::vector<double> left, right;
  std::vector<std::vector<double>> categories;  ///< by DensityTableInput::categories
};

struct DensityTableInput {
  std::span<const Route> routes;
  std::span<const RouteDensity> densities;
  std::vector<std::string> categories;  ///< that have a column of their own; the last may stand for all others
  bool has_others = false;              ///< whether it does
  std::optional<Period> period;
  bool weighted = false;
};

/// The `density` layer (density_analysis.hpp), route by route: the lixels as lines with M.
Table density_table(const DensityTableInput& input);

}  // namespace thalweg
