#include "geo/plot.hpp"

#include <memory>

#include "cli/command.hpp"
#include "cli/progress.hpp"
#include "cli/report_options.hpp"
#include "geo/error.hpp"

namespace thalweg::cli {
namespace {

struct Request : ReportRequest {
  std::string kind = "strip", size = "wide";
  PlotRequest plot;
};

PlotRequest plot_of(const Request& r) {
  PlotRequest p = r.plot;
  p.kind = parse_plot_kind(r.kind);
  if (r.size != "wide" && r.size != "narrow") bad_input("--size: there is no '{}'; there are wide, narrow", r.size);
  p.narrow = r.size == "narrow";
  return p;
}

void run(const Request& r) {
  const ThreadLimit threads(r.common.threads);
  AnalysisOptions events = analysis_options(r.events, {});
  const ReportOptions options = report_options(r);
  const PlotRequest plot = plot_of(r);
  const auto set = load_routes(r.route, r.common, LocateOptions{false});
  ProgressBar bar(!r.common.quiet);
  events.progress = shown_by(bar);
  const ReportAnalysis found = analyze_plot(events, options, plot, *set, r.out);
  bar.erase();
  if (r.common.json) {
    Json parameters = report_parameters(events, options, found);
    parameters["kind"] = r.kind;
    parameters["size"] = r.size;
    Json out = summary("plot", parameters, *set);
    add_analysis(out, found);
    print(out);
  } else if (!r.common.quiet) {
    print_accounting(found);
    print_outputs(found);
  }
}

}  // namespace

Command plot_command() {
  return {"plot", "one of the report's pictures: the strip map, the locator map, or the space-time strip",
          [](CLI::App& app) {
            auto r = std::make_shared<Request>();
            app.add_option("-o,--output", r->out, "picture to write: .svg or .png")->required();
            app.add_option("--kind", r->kind, "strip, locator or spacetime")->capture_default_str();
            app.add_option("--size", r->size, "wide for pages, narrow for telephones")->capture_default_str();
            app.add_option("--scale", r->plot.scale, "pixels of a PNG per unit of the drawing")->capture_default_str();
            app.add_option("--document", r->plot.document, "with --by: the region, by its name or file name");
            add_report_options(app, *r);
            return [r] { run(*r); };
          }};
}

}  // namespace thalweg::cli
