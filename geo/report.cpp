#include "geo/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geo/column_names.hpp"
#include "geo/cut_spec.hpp"
#include "geo/error.hpp"
#include "geo/scan.hpp"
#include "geo/segment_statistics.hpp"

namespace thalweg {
namespace {

Span stretch_of(const RouteSet& set, const ReportOptions& options) {
  return options.stretch.value_or(default_stretch(set.length()));
}

/// What is smoothed with on one route: as asked, or the length of a stretch, on short routes less, but no less than the
/// bins of the events' places.
Span bandwidth_of(const Route& route, const RouteSet& set, const ReportOptions& options, double bin_m) {
  const double length = route.length().m;
  if (!options.bandwidth) {
    const double usual = std::clamp(stretch_of(set, options).m, length / 1000, length / 10);
    return {std::min(std::max(usual, bin_m), length)};
  }
  const double given = options.bandwidth->m;
  if (!(given >= length / 1000 && given <= length)) {
    bad_input("--bandwidth: {:g} km is not between a thousandth of the route '{}' and its length, {:.3f} km",
              given / 1000, route.name(), length / 1000);
  }
  if (given < bin_m) {
    bad_input("--bandwidth: {:g} m is less than the profile's bins, {:g} m; places are not known well enough for it",
              given, bin_m);
  }
  return {given};
}

/// The documents by kind; each kind covers the routes.
std::vector<std::vector<ReportScope>> scopes_of(const RouteSet& set, const ReportOptions& options) {
  const Span stretch = stretch_of(set, options);
  return {{whole_scope(set, stretch)}, route_scopes(set, stretch), region_scopes(set, stretch, options.by)};
}

/// The smoothed density of both banks of each route, at steps that a picture shows and at the ends of all parts.
class Banks {
 public:
  Banks(const Profile& profile, const RouteSet& set, const std::vector<Span>& bandwidth,
        const std::vector<std::vector<ReportScope>>& scopes) {
    for (std::uint32_t r = 0; r < set.routes.size(); ++r) {
      const std::vector<double> at = places(set.routes[r].length().m, bandwidth[r].m / 5, r, scopes);
      const Smoothing how{Kernel::gaussian, bandwidth[r].m, false};
      const auto of = [&](Side side) {
        return density(unweighted(profile.line(r, Measure::count, {{}, side, {}, {}, {}})), how, at);
      };
      all_.push_back({r, at, of(Side::left), of(Side::right)});
    }
  }

  [[nodiscard]] BankDensity inside(const Segment& part) const {
    const BankDensity& all = all_[part.route];
    const auto first = std::ranges::lower_bound(all.at_m, part.stretch.from.m) - all.at_m.begin();
    const auto last = std::ranges::upper_bound(all.at_m, part.stretch.to.m) - all.at_m.begin();
    const auto cut = [&](const std::vector<double>& v) { return std::vector(v.begin() + first, v.begin() + last); };
    const auto cut_density = [&](const Density& d) {
      return Density{cut(d.per_m), cut(d.se_per_m), cut(d.lower_per_m), cut(d.upper_per_m), cut(d.bandwidth_m)};
    };
    return {part.route, cut(all.at_m), cut_density(all.left), cut_density(all.right)};
  }

 private:
  static std::vector<double> places(double length, double step, std::uint32_t route,
                                    const std::vector<std::vector<ReportScope>>& scopes) {
    std::vector<double> out;
    for (double k = 0; k * step < length; ++k) out.push_back(k * step);
    for (const auto& kind : scopes) {
      for (const ReportScope& scope : kind) {
        for (const Segment& part : scope.parts) {
          if (part.route != route) continue;
          out.push_back(part.stretch.from.m);
          out.push_back(part.stretch.to.m);
        }
      }
    }
    std::ranges::sort(out);
    const auto doubles = std::ranges::unique(out);
    out.erase(doubles.begin(), doubles.end());
    return out;
  }

  std::vector<BankDensity> all_;
};

std::vector<StretchClass> classes_of(const Table& stretches) {
  std::vector<StretchClass> out;
  const auto& count = std::get<Integers>(stretches.find("count")->values);
  const auto& p = std::get<Reals>(stretches.find("p")->values);
  const auto& q = std::get<Reals>(stretches.find("q_fdr")->values);
  for (std::size_t i = 0; i < count.size(); ++i) {
    out.push_back(*count[i] == 0          ? StretchClass::empty
                  : q[i] <= kStretchLevel ? StretchClass::hot
                  : p[i] <= kStretchLevel ? StretchClass::doubtful
                                          : StretchClass::ordinary);
  }
  return out;
}

void add_counts(ScopeReport& out, const SegmentCounter& counter, std::span<const std::string> categories) {
  for (const Tally& t : counter.tallies()) {
    out.tally.count += t.count;
    out.tally.weight.merge(t.weight);
    for (std::size_t s = 0; s < 3; ++s) out.tally.by_side[s] += t.by_side[s];
  }
  const double km = out.scope.length().m / 1000;
  const Limits events = poisson_limits(out.tally.count);
  out.rate_per_km = {events.lower / km, events.upper / km};
  std::vector<std::uint64_t> totals(categories.size());
  for (std::uint32_t c = 0; c < totals.size(); ++c) {
    for (std::size_t i = 0; i < counter.tallies().size(); ++i) totals[c] += counter.count(c, i);
  }
  for (const std::uint32_t c : by_total(totals, categories)) {
    if (totals[c] > 0) out.categories.push_back({categories[c], totals[c]});
  }
}

/// Scans the scope by itself; a scope that cannot be scanned says why.
void add_hotspots(ScopeReport& out, const HotSpotBins& bins, const MonteCarlo& how) {
  const auto busy = std::ranges::count_if(bins.counts[0], [](std::uint64_t n) { return n > 0; });
  if (out.tally.count < 2) {
    out.untested = out.tally.count == 0 ? "there is no event" : "there is one event only";
  } else if (bins.counts[0].size() < 4) {
    out.untested = fmt::format("it is too short to be cut into pieces of {:g} km", bins.bin_m / 1000);
  } else if (busy < 2) {
    out.untested = fmt::format("all events lie within {:g} km", bins.bin_m / 1000);
  }
  if (!out.untested.empty()) return;
  out.hotspots = find_by_scan(bins, {}, how);
  const auto put = [&](HotSpot& spot) {
    const Segment& part = out.scope.parts[spot.route];
    spot.route = part.route;
    spot.stretch = {part.stretch.from + Span{spot.stretch.from.m}, part.stretch.from + Span{spot.stretch.to.m}};
  };
  for (HotSpot& spot : out.hotspots.spots) put(spot);
  if (out.hotspots.next) put(*out.hotspots.next);
}

ScopeReport report_of(ReportScope scope, ScopeCounts counts, const Banks& banks, const Report& whole,
                      const RouteSet& set, std::span<const std::string> categories) {
  ScopeReport out;
  out.scope = std::move(scope);
  add_counts(out, counts.stretches, categories);
  const auto context = describe_segments(out.scope.stretches, set.context);
  SegmentStatistics statistics =
      segment_statistics(out.scope.stretches, counts.stretches.tallies(), nullptr, whole.monte_carlo.seed);
  out.stretches = segment_table(
      {set.routes, out.scope.stretches, counts.stretches, context, categories, whole.period, nullptr}, statistics);
  out.remarks = std::move(statistics.remarks);
  out.classes = classes_of(out.stretches);
  out.periods = std::move(counts.periods);
  add_hotspots(out, counts.bins, whole.monte_carlo);
  for (const Segment& part : out.scope.parts) out.density.push_back(banks.inside(part));
  return out;
}

}  // namespace

void check_report(const RouteSet& set, const ReportOptions& options) {
  for (const Route& route : set.routes) bandwidth_of(route, set, options, 0);
  scopes_of(set, options);
  check_scan({}, options.monte_carlo);
}

Report make_report(const ProfiledEvents& events, const RouteSet& set, const ReportOptions& options) {
  const Profile& profile = events.profile;
  if (profile.total() > kMaxScanEvents) bad_input("{} events; at most {} are taken", profile.total(), kMaxScanEvents);
  Report out;
  out.accounting = profile.coverage.accounting;
  out.notes = events.notes;
  out.period = period_of(profile.coverage);
  out.max_offset = profile.coverage.max_offset;
  out.stretch = stretch_of(set, options);
  out.bin_m = profile.grid().bin_m();
  for (const Route& route : set.routes) out.bandwidth.push_back(bandwidth_of(route, set, options, out.bin_m));
  out.scan_m = out.bin_m * std::max(1.0, std::ceil(default_hotspot_bin(set.length()).m / out.bin_m - 1e-9));
  out.monte_carlo = options.monte_carlo;

  const auto kinds = scopes_of(set, options);
  const Banks banks(profile, set, out.bandwidth, kinds);
  for (const auto& scopes : kinds) {
    if (scopes.empty()) continue;
    std::vector<ScopeCounts> counts = count_scopes(profile, scopes, out.scan_m);
    for (std::size_t i = 0; i < scopes.size(); ++i) {
      out.scopes.push_back(report_of(scopes[i], std::move(counts[i]), banks, out, set, profile.categories()));
    }
  }
  return out;
}

}  // namespace thalweg
