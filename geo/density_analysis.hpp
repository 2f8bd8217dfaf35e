#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "geo/analysis.hpp"
#include "geo/bandwidth.hpp"
#include "geo/density.hpp"
#include "geo/profile_grid.hpp"
#include "geo/profile_source.hpp"

namespace thalweg {

/// How a density is made of events.
struct DensityOptions {
  Kernel kernel = Kernel::gaussian;
  std::variant<Span, Selector> bandwidth = Span{10e3};  ///< given, or how each route's is chosen
  bool adaptive = false;
  bool weighted = false;  ///< the events' weights instead of their number
  Span step{1e3};
  Span bin{kDefaultBin};  ///< that events are gathered in; a profile has its own
};

/// The same in words, for the layer's description.
std::string parameters_of(const DensityOptions& how);

/// What a route was smoothed with.
struct RouteBandwidth {
  std::uint32_t route = 0;
  double metres = 0;
};

/// A high place of the density: a row of the table and the places near it.
struct DensityPeak {
  std::size_t row = 0;
  std::string name;
};

struct DensityAnalysis {
  Analysis run;    ///< accounting, notes, period and outputs
  Table stations;  ///< the `density` layer
  double bin_m = 0;
  std::vector<RouteBandwidth> bandwidths;  ///< per route
  std::vector<DensityPeak> peaks;          ///< of all routes, the highest first
};

/// At most this many peaks are told.
inline constexpr std::size_t kPeaks = 5;

/// Smooths a profile along each route: the `density` layer, a lixel per row, with station_km, from_km, to_km, route,
/// density_per_km, se, density_lo, density_hi, bandwidth_m, the same per year where the period is known,
/// density_left_per_km, density_right_per_km, and density_CATEGORY_per_km for the most frequent categories. Weights of
/// events that agree in bin, period, category, side and precision class are taken as equal for the standard error.
/// `data` names what the events are from (provenance.hpp). @throws Error{bad_input} as density and select_bandwidth,
/// naming the route where there are several, and for a bandwidth below a bin.
DensityAnalysis smooth(const ProfiledEvents& events, const DensityOptions& how, const RouteSet& set,
                       const std::string& data);

/// The same of events or profiles (profile_source.hpp); writes the layer, styled, to `out`.
DensityAnalysis analyze_density(const AnalysisOptions& options, const DensityOptions& how, const RouteSet& set,
                                const std::filesystem::path& out);

}  // namespace thalweg
