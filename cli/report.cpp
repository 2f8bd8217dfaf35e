#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "cli/progress.hpp"
#include "cli/report_options.hpp"
#include "geo/report_answer.hpp"
#include "geo/words.hpp"

namespace thalweg::cli {
namespace {

struct Request : ReportRequest {
  std::vector<std::string> formats{"html"}, templates;
};

ReportOutput output_of(const Request& r) {
  ReportOutput o;
  o.formats.clear();
  for (const std::string& name : r.formats) o.formats.push_back(parse_report_format(name));
  o.templates = r.templates;
  o.program = "thalweg " + version();
  o.route_source = r.route.path;
  return o;
}

Json documents_of(const Report& report, const RouteSet& set) {
  Json out = Json::array();
  for (const ScopeReport& s : report.scopes) {
    out.push_back({{"document", s.scope.id},
                   {"name", s.scope.name},
                   {"length_km", rounded(s.scope.length().m / 1000, 3)},
                   {"count", s.tally.count},
                   {"answer", answer_of(s, set)}});
  }
  return out;
}

void print_answers(const Report& report, const RouteSet& set) {
  for (const ScopeReport& s : report.scopes) {
    const auto answer = answer_of(s, set);
    fmt::print("\n{} ({} km, {}):\n  {}\n  {}\n", s.scope.name, km_text(s.scope.length()), events_text(s.tally.count),
               answer[0], answer[1]);
  }
}

void run(const Request& r) {
  const ThreadLimit threads(r.common.threads);
  AnalysisOptions events = analysis_options(r.events, {});
  const ReportOptions options = report_options(r);
  const ReportOutput output = output_of(r);
  const auto set = load_routes(r.route, r.common, LocateOptions{false});
  ProgressBar bar(!r.common.quiet);
  events.progress = shown_by(bar);
  const ReportAnalysis found = analyze_report(events, options, output, *set, r.out);
  bar.erase();
  if (r.common.json) {
    Json out = summary("report", report_parameters(events, options, found), *set);
    add_analysis(out, found);
    out["documents"] = documents_of(found.report, *set);
    print(out);
  } else if (!r.common.quiet) {
    print_accounting(found);
    print_answers(found.report, *set);
    print_outputs(found);
  }
}

void show_template(const std::string& format) {
  fmt::print("{}", report_template(format));
  throw CLI::Success();  // events and an output are not needed then
}

}  // namespace

Command report_command() {
  return {"report", "documents for people and scripts: for the whole line and for each region", [](CLI::App& app) {
            auto r = std::make_shared<Request>();
            app.add_option("-o,--output", r->out, "folder for the documents")->required();
            app.add_option("--format", r->formats, "html, md, csv, json; several with commas")
                ->delimiter(',')
                ->capture_default_str();
            app.add_option("--template", r->templates,
                           "Mustache template instead of the default one: .html or .md; may be given again");
            app.add_option_function<std::string>("--show-template", show_template,
                                                 "print the default template, html or md, to start from");
            add_report_options(app, *r);
            return [r] { run(*r); };
          }};
}

}  // namespace thalweg::cli
