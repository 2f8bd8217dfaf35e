#include "geo/hotspots_analysis.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "geo/default_styles.hpp"
#include "geo/error.hpp"
#include "geo/layer_descriptions.hpp"
#include "geo/profile_source.hpp"
#include "geo/provenance.hpp"
#include "geo/write.hpp"

namespace thalweg {
namespace {

constexpr std::array<std::pair<std::string_view, HotSpotSearch>, 3> kSearches{
    {{"scan", HotSpotSearch::scan}, {"kde+", HotSpotSearch::kde_plus}, {"gi", HotSpotSearch::gi}}};

HotSpotFindings find(const HotSpotBins& bins, const HotSpotOptions& o) {
  switch (o.search) {
    case HotSpotSearch::scan:
      return find_by_scan(bins, o.scan, o.monte_carlo);
    case HotSpotSearch::kde_plus:
      return find_by_kde_plus(bins, o.kde_plus, o.monte_carlo);
    case HotSpotSearch::gi:
      return find_by_gi(bins, o.gi, o.monte_carlo);
  }
  return {};
}

}  // namespace

HotSpotSearch parse_hotspot_search(std::string_view name) {
  std::string names;
  for (const auto& [known, search] : kSearches) {
    if (known == name) return search;
    names += (names.empty() ? "" : ", ") + std::string(known);
  }
  bad_input("--method: there is no method '{}'; there are {}", name, names);
}

std::string_view hotspot_search_name(HotSpotSearch search) {
  for (const auto& [name, known] : kSearches) {
    if (known == search) return name;
  }
  return {};
}

HotSpotAnalysis seek_hotspots(const ProfiledEvents& events, const HotSpotOptions& options, const RouteSet& set,
                              const std::string& data) {
  const HotSpotBins bins = bins_of(events.profile, options.bin, options.period);
  const HotSpotFindings found = find(bins, options);
  HotSpotAnalysis result;
  result.accounting = events.profile.coverage.accounting;
  result.notes = events.notes;
  result.max_offset = events.profile.coverage.max_offset;
  result.hotspots = with_data(hotspot_table(found.spots, found.method, set.routes, set.context), data);
  result.next = found.next;
  if (found.next) result.next_name = set.context.name_of(found.next->route, found.next->stretch);
  result.bin_m = bins.bin_m;
  result.without_time = bins.without_time;
  return result;
}

std::string parameters_of(const HotSpotOptions& o) {
  return fmt::format("method {}, level {:g}, {} replicates, seed {}", hotspot_search_name(o.search),
                     o.monte_carlo.level, o.monte_carlo.replicates, o.monte_carlo.seed);
}

HotSpotAnalysis analyze_hotspots(const AnalysisOptions& events, const HotSpotOptions& options, const RouteSet& set,
                                 const std::filesystem::path& out) {
  check_output(out, events.overwrite, {"hotspots"});
  if (options.search != HotSpotSearch::scan && options.period != PeriodKind::none) {
    bad_input("--period goes with --method scan, not {}", hotspot_search_name(options.search));
  }
  if (options.search == HotSpotSearch::scan) check_scan(options.scan, options.monte_carlo);
  RejectLog rejects(events.rejects, events.overwrite);
  const ProfileGrid grid(set.routes, options.bin.value_or(default_hotspot_bin(set.length())), options.period);
  HotSpotAnalysis result = seek_hotspots(profile_of(events, set, grid, rejects), options, set, data_name(events.read));
  result.losses = write_table(out, events.overwrite, result.hotspots, hotspots_styles(result.hotspots),
                              events_metadata("hotspots", events.read, result, set, parameters_of(options)));
  rejects.close();
  add_outputs(result, events, out);
  return result;
}

}  // namespace thalweg
