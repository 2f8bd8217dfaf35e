#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/density.hpp"
#include "geo/hotspots_methods.hpp"
#include "geo/poisson.hpp"
#include "geo/profile_source.hpp"
#include "geo/report_counts.hpp"
#include "geo/report_scopes.hpp"
#include "geo/route_set.hpp"
#include "geo/segments.hpp"

namespace thalweg {

/// What is asked of a report.
struct ReportOptions {
  std::string by;                 ///< a document per region of this cut (CutSpec::by) too; empty: none
  std::optional<Span> stretch;    ///< length of the stretches that are compared; default: default_stretch()
  std::optional<Span> bandwidth;  ///< of the density; default: the length of a stretch
  MonteCarlo monte_carlo;         ///< of the scan for hot spots; its seed is that of the ranks, too
};

/// The density of both banks along one part of a document.
struct BankDensity {
  std::uint32_t route = 0;
  std::vector<double> at_m;  ///< from the part's start to its end, both included
  Density left, right;
};

/// How a stretch compares with its document's overall rate.
enum class StretchClass {
  empty,     ///< no event
  ordinary,  ///< no more than chance gives
  doubtful,  ///< p <= 0.05, but not after adjusting for the number of stretches
  hot,       ///< q_fdr <= 0.05
};
inline constexpr double kStretchLevel = 0.05;

struct CategoryCount {
  std::string name;
  std::uint64_t count = 0;
};

/// Everything that one document tells.
struct ScopeReport {
  ReportScope scope;
  Tally tally;
  Limits rate_per_km;                     ///< exact 95 % Poisson limits of the whole scope's rate
  std::vector<CategoryCount> categories;  ///< the most frequent first
  Table stretches;                        ///< as segment_table() for the scope's stretches alone
  std::vector<StretchClass> classes;      ///< per stretch
  std::vector<std::string> remarks;       ///< what is to be said of the stretches' statistics
  HotSpotFindings hotspots;               ///< of a scan of the scope alone
  std::string untested;                   ///< why there was no scan; empty where there was
  PeriodCounts periods;
  std::vector<BankDensity> density;  ///< per part

  [[nodiscard]] double per_km(double events) const { return events / (scope.length().m / 1000); }
};

struct Report {
  Accounting accounting;
  std::vector<std::string> notes;  ///< how each source was understood
  std::optional<Period> period;
  Span max_offset, stretch;
  std::vector<Span> bandwidth;   ///< per route
  double bin_m = 0, scan_m = 0;  ///< bins of the events' places, and of the scan
  MonteCarlo monte_carlo;
  std::vector<ScopeReport> scopes;  ///< the whole, then the routes if there are several, then the regions
};

/// Everything that the documents tell, of a profile of the set's routes. Counts of the regions add up to those of the
/// whole. O(cells log stretches + documents * scan). @throws Error{bad_input} as region_scopes(), whole_scope(),
/// segment_table() and scan(), for a bandwidth longer than a route or shorter than a thousandth of it or than the
/// profile's bins.
Report make_report(const ProfiledEvents& events, const RouteSet& set, const ReportOptions& options);

/// Throws what make_report() throws for a request that is wrong whatever the events are.
void check_report(const RouteSet& set, const ReportOptions& options);

}  // namespace thalweg
