#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "cli/options.hpp"
#include "cli/summary.hpp"
#include "geo/report_analysis.hpp"

namespace thalweg::cli {

/// What `report` and `plot` have in common.
struct ReportRequest {
  CommonOptions common;
  RouteOptions route;
  EventOptions events;
  std::string by, stretch, bandwidth, out;
  MonteCarlo monte_carlo;
};
void add_report_options(CLI::App& app, ReportRequest& r);

/// The library's request. @throws Error{bad_input} naming the option.
ReportOptions report_options(const ReportRequest& r);

/// What was asked, for the summary.
Json report_parameters(const AnalysisOptions& events, const ReportOptions& options, const ReportAnalysis& found);

}  // namespace thalweg::cli
