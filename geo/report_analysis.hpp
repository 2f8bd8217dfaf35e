#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "geo/analysis.hpp"
#include "geo/report.hpp"

namespace thalweg {

/// The forms that a report is written in.
enum class ReportFormat { html, markdown, csv, json };
/// `html`, `md`, `csv`, `json`. @throws Error{bad_input} that lists the names.
ReportFormat parse_report_format(std::string_view name);

/// How a report is written.
struct ReportOutput {
  std::vector<ReportFormat> formats{ReportFormat::html};
  std::vector<std::string> templates;  ///< files that end with `.html` or `.md`, instead of the default ones
  std::string program;                 ///< name and version, as the documents tell them
  std::string route_source;            ///< file of the routes, as the documents tell it; empty: the embedded border
};

/// The template that reports are made with where none is given, of `html` or `md`. @throws Error{bad_input}.
std::string_view report_template(std::string_view format);

struct ReportAnalysis : Analysis {
  Report report;
};

/// Reads events or profiles in one pass and makes everything that documents and plots need; writes rejected rows alone.
/// @throws as check_report(), profile_of() and make_report().
ReportAnalysis read_report(const AnalysisOptions& events, const ReportOptions& options, const RouteSet& set);

/// Reads and writes a folder of documents: for the whole, for each route where there are
/// several, and for each region. HTML and Markdown: a file each, named by the scope's id; CSV: documents.csv,
/// stretches.csv, hotspots.csv, periods.csv; JSON: report.json. Same input, same bytes: nothing tells when it was made.
/// @throws as its parts; Error{bad_input} for a template of no known ending, or of a format that is not written.
ReportAnalysis analyze_report(const AnalysisOptions& events, const ReportOptions& options, const ReportOutput& output,
                              const RouteSet& set, const std::filesystem::path& folder);

}  // namespace thalweg
