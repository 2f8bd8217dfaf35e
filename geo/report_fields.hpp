#pragma once

#include <string>
#include <utility>
#include <vector>

#include "geo/report.hpp"
#include "geo/template.hpp"

namespace thalweg {

/// What documents say of how they were made.
struct ReportAbout {
  std::string program;       ///< name and version
  std::string route_source;  ///< file of the routes; empty: the embedded border
  std::string by;            ///< how regions are cut; empty: none
  /// What was asked of the events, as name and value.
  std::vector<std::pair<std::string, std::string>> filters;
};

/// The most stretches that a document's first table lists.
inline constexpr std::size_t kTopStretches = 10;

/// The fields of one document but for its pictures, in words and numbers as they are printed (docs/reports.md lists
/// them). Every field is there in every document; lists may be empty.
Fields report_fields(const Report& report, const ScopeReport& scope, const RouteSet& set, const ReportAbout& about);

}  // namespace thalweg
