#include "geo/report_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>

#include "geo/error.hpp"
#include "geo/output_folder.hpp"
#include "geo/reject_log.hpp"
#include "geo/report_documents.hpp"
#include "geo/report_tables.hpp"
#include "geo/words.hpp"
#include "geo/write.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, ReportFormat>, 4> kFormats{{{"html", ReportFormat::html},
                                                                             {"md", ReportFormat::markdown},
                                                                             {"csv", ReportFormat::csv},
                                                                             {"json", ReportFormat::json}}};

DocumentKind kind_of(ReportFormat format) {
  return format == ReportFormat::html ? DocumentKind::html : DocumentKind::markdown;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) bad_input("--template: {} cannot be read", path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The template for each kind of document that is asked for.
std::map<DocumentKind, DocumentTemplate> templates_of(const ReportOutput& output) {
  std::map<DocumentKind, DocumentTemplate> out;
  for (const ReportFormat format : output.formats) {
    if (format != ReportFormat::html && format != ReportFormat::markdown) continue;
    const DocumentKind kind = kind_of(format);
    out[kind] = {"report" + std::string(ending_of(kind)), std::string(default_template(kind))};
  }
  for (const std::string& path : output.templates) {
    const std::string ending = fs::path(path).extension().string();
    const auto own = std::ranges::find_if(out, [&](const auto& t) { return ending_of(t.first) == ending; });
    if (ending != ".html" && ending != ".md") {
      bad_input("--template: {} ends with neither .html nor .md, which tells what it is a template of", path);
    }
    if (own == out.end()) bad_input("--template: {} is for documents that --format does not ask for", path);
    own->second = {path, text_of(path)};
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> filters_of(const AnalysisOptions& o) {
  std::vector<std::pair<std::string, std::string>> out;
  if (o.read.since) out.emplace_back("From", day_text(*o.read.since));
  if (o.read.until) out.emplace_back("Before", day_text(*o.read.until));
  if (!o.read.where.empty()) out.emplace_back("Where", o.read.where);
  if (!o.read.crs.empty()) out.emplace_back("Reference system", o.read.crs);
  if (!o.read.keep_categories.empty()) {
    out.emplace_back("Categories", fmt::format("{}", fmt::join(o.read.keep_categories, ", ")));
  }
  return out;
}

void write_tables(OutputFolder& folder, const Report& report, const RouteSet& set) {
  for (const Table& table : {documents_table(report, set), stretches_table(report), hotspots_table(report, set),
                             periods_table(report, set)}) {
    Table rows = table;
    rows.geometry = {};
    write_table(folder.path(rows.name + ".csv"), false, rows);
  }
}

void write_documents(OutputFolder& folder, const Report& report, const RouteSet& set, const ReportAbout& about,
                     const std::map<DocumentKind, DocumentTemplate>& templates) {
  if (templates.empty()) return;
  const Surroundings around(set);
  for (const ScopeReport& scope : report.scopes) {
    const Fields fields = report_fields(report, scope, set, about);
    for (const auto& [kind, text] : templates) {
      const Document document = make_document(kind, text, fields, scope, around);
      folder.write(document.name, document.text);
      for (const PictureFile& picture : document.pictures) folder.write(picture.name, picture.bytes);
    }
  }
}

}  // namespace

ReportFormat parse_report_format(std::string_view name) {
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
  }
  bad_input("--format: there is no '{}'; there are html, md, csv, json", name);
}

std::string_view report_template(std::string_view format) {
  const ReportFormat known = parse_report_format(format);
  if (known == ReportFormat::csv || known == ReportFormat::json) {
    bad_input("--show-template: {} is written without a template; html and md have one", format);
  }
  return default_template(kind_of(known));
}

ReportAnalysis read_report(const AnalysisOptions& events, const ReportOptions& options, const RouteSet& set) {
  check_report(set, options);
  RejectLog rejects(events.rejects, events.overwrite);
  const ProfiledEvents profiled = profile_of(events, set, ProfileGrid(set.routes), rejects);
  ReportAnalysis out;
  out.report = make_report(profiled, set, options);
  out.accounting = out.report.accounting;
  out.notes = out.report.notes;
  out.max_offset = out.report.max_offset;
  out.period = out.report.period;
  rejects.close();
  return out;
}

ReportAnalysis analyze_report(const AnalysisOptions& events, const ReportOptions& options, const ReportOutput& output,
                              const RouteSet& set, const fs::path& folder) {
  const auto templates = templates_of(output);
  OutputFolder files(folder, events.overwrite);
  ReportAnalysis out = read_report(events, options, set);
  const ReportAbout about{output.program, output.route_source, options.by, filters_of(events)};
  write_documents(files, out.report, set, about, templates);
  if (std::ranges::count(output.formats, ReportFormat::csv) > 0) write_tables(files, out.report, set);
  if (std::ranges::count(output.formats, ReportFormat::json) > 0) {
    files.write("report.json", report_json(out.report, set, about).dump(2) + "\n");
  }
  out.outputs = files.commit();
  if (events.rejects) out.outputs.push_back(*events.rejects);
  return out;
}

}  // namespace thalweg
