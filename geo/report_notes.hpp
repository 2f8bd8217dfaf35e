#pragma once

#include <string>
#include <vector>

#include "geo/report_fields.hpp"

namespace thalweg {

/// The parts of a document that tell how it was made.

/// Where every row went: read, located, too_far, limit, rejected by reason, filtered, sources.
Fields accounting_fields(const Report& report);
/// Name and value of everything that was set.
Fields parameter_fields(const Report& report, const RouteSet& set, const ReportAbout& about);
/// The methods in short, a heading and a text each.
Fields method_notes(const Report& report, const ScopeReport& scope);
/// Whose data were used under which licence: what, licence, attribution.
Fields source_fields(const Report& report, const RouteSet& set, const ReportAbout& about);

}  // namespace thalweg
