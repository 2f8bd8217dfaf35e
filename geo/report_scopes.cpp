#include "geo/report_scopes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "geo/cut_spec.hpp"
#include "geo/error.hpp"

namespace thalweg {
namespace {

/// The letters a-z and digits of a name, everything else as single hyphens.
std::string file_name_of(const std::string& name) {
  std::string out;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) out += c;
    if (!kept && !out.empty() && out.back() != '-') out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out;
}

std::string numbered_id(std::size_t number, std::size_t of, const std::string& name) {
  const std::string tail = file_name_of(name);
  return fmt::format("{:0{}}{}{}", number, std::to_string(of).size() < 2 ? 2 : std::to_string(of).size(),
                     tail.empty() ? "" : "-", tail);
}

Segment whole_of(const Route& route, std::uint32_t number) {
  return {number, {{0}, {route.length().m}}, route.name()};
}

/// Pieces of the grid of stretches inside of one region.
std::vector<Segment> stretches_inside(const Segment& region, double stretch_m, double route_m) {
  const double from = region.stretch.from.m, to = region.stretch.to.m;
  std::vector<double> ends{from};
  for (double k = std::floor(from / stretch_m) + 1; k * stretch_m < to; ++k) ends.push_back(k * stretch_m);
  ends.push_back(to);
  const auto is_short = [&](std::size_t i) { return ends[i + 1] - ends[i] < stretch_m / 2; };
  if (ends.size() > 2 && from > 0 && is_short(0)) ends.erase(ends.begin() + 1);
  if (ends.size() > 2 && to < route_m && is_short(ends.size() - 2)) ends.erase(ends.end() - 2);
  std::vector<Segment> out;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) out.push_back({region.route, {{ends[i]}, {ends[i + 1]}}, {}});
  return out;
}

std::string place_of(const Segment& s) {
  return fmt::format("km {:.1f}–{:.1f}", s.stretch.from.m / 1000, s.stretch.to.m / 1000);
}

/// The region's label, whole where it names both sides; else where it is.
std::string name_of(const Segment& s) {
  std::string name = s.label;
  if (name.ends_with(" | ")) name.resize(name.size() - 3);
  if (name.starts_with(" | ")) name.erase(0, 3);
  return name.empty() ? place_of(s) : name;
}

}  // namespace

Span ReportScope::length() const {
  Span sum;
  for (const Segment& part : parts) sum = sum + part.stretch.length();
  return sum;
}

Span default_stretch(Span length) {
  for (double unit = 10e3; unit > 1; unit /= 10) {
    for (const double m : {unit, unit / 2, unit / 5}) {
      if (length.m >= 10 * m) return {m};
    }
  }
  return {1};
}

ReportScope whole_scope(const RouteSet& set, Span stretch) {
  ReportScope out{ScopeKind::whole, {}, "report", {}, cut_by_length(set.routes, stretch)};
  if (out.stretches.size() > kMaxReportStretches) {
    bad_input("--stretch: {:g} km makes {} stretches; a report compares at most {}, give a greater length",
              stretch.m / 1000, out.stretches.size(), kMaxReportStretches);
  }
  for (std::uint32_t r = 0; r < set.routes.size(); ++r) {
    out.parts.push_back(whole_of(set.routes[r], r));
    out.name += (r == 0 ? "" : ", ") + set.routes[r].name();
  }
  if (set.routes.size() > 4) out.name = fmt::format("{} routes", set.routes.size());
  return out;
}

std::vector<ReportScope> route_scopes(const RouteSet& set, Span stretch) {
  std::vector<ReportScope> out;
  if (set.routes.size() < 2) return out;
  for (std::uint32_t r = 0; r < set.routes.size(); ++r) {
    const std::string& name = set.routes[r].name();
    const Segment whole = whole_of(set.routes[r], r);
    out.push_back({ScopeKind::route,
                   name,
                   "route-" + numbered_id(r + 1, set.routes.size(), name),
                   {whole},
                   stretches_inside(whole, stretch.m, whole.stretch.to.m)});
  }
  return out;
}

std::vector<ReportScope> region_scopes(const RouteSet& set, Span stretch, const std::string& by) {
  std::vector<ReportScope> out;
  if (by.empty()) return out;
  CutSpec spec;
  spec.by = by;
  const std::vector<Segment> regions = make_cut(spec, set);
  if (regions.size() > kMaxReportRegions) {
    bad_input("--by {}: {} regions; a report has documents for at most {}", by, regions.size(), kMaxReportRegions);
  }
  std::map<std::string, std::size_t> uses;
  for (const Segment& region : regions) ++uses[name_of(region)];
  for (const Segment& region : regions) {
    std::string name = name_of(region);
    if (uses[name] > 1) name += ", " + place_of(region);
    const std::string id = numbered_id(out.size() + 1, regions.size(), name);
    const double route_m = set.routes[region.route].length().m;
    out.push_back({ScopeKind::region, name, id, {region}, stretches_inside(region, stretch.m, route_m)});
  }
  return out;
}

SideNames side_names(const ReportScope& scope, const RouteSet& set) {
  const SideNames& first = set.routes[scope.parts.front().route].sides();
  const bool same =
      std::ranges::all_of(scope.parts, [&](const Segment& part) { return set.routes[part.route].sides() == first; });
  return same ? first : SideNames{};
}

}  // namespace thalweg
