#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/analysis.hpp"
#include "geo/hotspots_methods.hpp"
#include "geo/profile_source.hpp"

namespace thalweg {

enum class HotSpotSearch { scan, kde_plus, gi };

/// `scan`, `kde+`, `gi`. @throws Error{bad_input} that lists the names.
HotSpotSearch parse_hotspot_search(std::string_view name);
std::string_view hotspot_search_name(HotSpotSearch search);

struct HotSpotOptions {
  HotSpotSearch search = HotSpotSearch::scan;
  std::optional<Span> bin;               ///< hotspots_bins.hpp
  PeriodKind period = PeriodKind::none;  ///< with the scan only
  ScanRequest scan;
  KdePlusRequest kde_plus;
  GiRequest gi;
  MonteCarlo monte_carlo;
};

/// The same in words, for the layer's description.
std::string parameters_of(const HotSpotOptions& options);

struct HotSpotAnalysis : Analysis {
  Table hotspots;
  std::optional<HotSpot> next;     ///< the best of what is not significant
  std::string next_name;           ///< its nearest places
  double bin_m = 0;                ///< bins that were used
  std::uint64_t without_time = 0;  ///< located events left out, because periods need a time
};

/// Seeks hot spots in a profile. A layer without rows says that there is none. `data` names what the events are from
/// (provenance.hpp). @throws as its parts.
HotSpotAnalysis seek_hotspots(const ProfiledEvents& events, const HotSpotOptions& options, const RouteSet& set,
                              const std::string& data);

/// The same of events or profiles (profile_source.hpp); writes the layer, styled, to `out`.
HotSpotAnalysis analyze_hotspots(const AnalysisOptions& events, const HotSpotOptions& options, const RouteSet& set,
                                 const std::filesystem::path& out);

}  // namespace thalweg
