#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "geo/report_analysis.hpp"

namespace thalweg {

enum class PlotKind { strip, locator, spacetime };
/// @throws Error{bad_input} that lists the names.
PlotKind parse_plot_kind(std::string_view name);

struct PlotRequest {
  PlotKind kind = PlotKind::strip;
  bool narrow = false;   ///< for a telephone
  double scale = 2;      ///< pixels per unit of a PNG, in (0, 20]
  std::string document;  ///< the id or the name of the document whose picture it is; empty: the whole
};

/// Writes one of a report's pictures as `.svg` or `.png`. @throws as read_report(); Error{bad_input} for another
/// ending, a document that there is not (listing them), or no times where they are needed.
ReportAnalysis analyze_plot(const AnalysisOptions& events, const ReportOptions& options, const PlotRequest& request,
                            const RouteSet& set, const std::filesystem::path& out);

}  // namespace thalweg
