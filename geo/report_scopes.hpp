#pragma once

#include <string>
#include <vector>

#include "geo/cut.hpp"
#include "geo/route_set.hpp"

namespace thalweg {

enum class ScopeKind { whole, route, region };

/// What one document of a report is about.
struct ReportScope {
  ScopeKind kind = ScopeKind::whole;
  std::string name;
  std::string id;                  ///< of its files: a-z, 0-9 and `-`; unique in a report
  std::vector<Segment> parts;      ///< where it is, ordered; at most one per route
  std::vector<Segment> stretches;  ///< pieces of equal length that its documents compare, in order
  [[nodiscard]] Span length() const;
};

/// The most stretches that the documents about the whole compare; pages and pictures of more cannot be read.
inline constexpr std::size_t kMaxReportStretches = 2000;
/// And the most regions.
inline constexpr std::size_t kMaxReportRegions = 500;

/// The length of stretches where none is asked for: 10 km, or the longest of 5 km, 2 km, 1 km, 500 m, ... that makes
/// ten of a shorter length.
Span default_stretch(Span length);

/// All routes together, cut into stretches of `stretch` from each route's start.
/// @throws Error{bad_input} for more than kMaxReportStretches.
ReportScope whole_scope(const RouteSet& set, Span stretch);
/// One per route, where there are several.
std::vector<ReportScope> route_scopes(const RouteSet& set, Span stretch);
/// One per segment of the cut `by` (CutSpec::by), in order; together they cover the routes. Stretches are those of the
/// whole, cut at the region's ends; a piece that this leaves with less than half the length joins the next one.
/// @throws Error{bad_input} as make_cut(), and for more than kMaxReportRegions.
std::vector<ReportScope> region_scopes(const RouteSet& set, Span stretch, const std::string& by);

/// The names of the two sides in a scope; `left` and `right` where its routes have different ones.
SideNames side_names(const ReportScope& scope, const RouteSet& set);

}  // namespace thalweg
