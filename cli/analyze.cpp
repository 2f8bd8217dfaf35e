#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/summary.hpp"
#include "geo/analyze_all.hpp"

namespace thalweg::cli {
namespace {

constexpr std::size_t kTop = 5;

/// What the verbs that read events have in common.
struct Request : EventRequest {
  CutOptions cut;
  StatisticsOptions statistics;
  std::string corridor, change_at;
};

std::shared_ptr<Request> declare(CLI::App& app, const char* out_help, bool with_statistics = true) {
  auto r = std::make_shared<Request>();
  add_request(app, *r, out_help, [&] {
    add_cut_options(app, r->cut);
    if (!with_statistics) return;
    add_statistics_options(app, r->statistics);
    app.add_option("--corridor", r->corridor,
                   "also make polygons of the ground of each segment, so wide to either side, such as 5km");
  });
  return r;
}

using Analyse = Analysis (*)(const AnalysisOptions&, const RouteSet&, const std::filesystem::path&);

/// Runs an analysis and tells of it; `also` prints what is particular to the verb.
template <typename Also>
void run(const std::string& command, const Request& r, Analyse analyse, LocateOptions locate, Also also) {
  const ThreadLimit threads(r.common.threads);
  AnalysisOptions options = analysis_options(r.events, r.cut);
  options.statistics = r.statistics;
  if (!r.corridor.empty()) options.corridor = parse_length(r.corridor, "--corridor");
  options.change_at = parse_date(r.change_at, "--change-at");
  const auto set = load_routes(r.route, r.common, locate);
  ProgressBar bar(!r.common.quiet);
  options.progress = shown_by(bar);
  const Analysis analysis = analyse(options, *set, r.out);
  bar.erase();
  options.max_offset = analysis.max_offset;  // a profile's is its own
  if (r.common.json) {
    Json out = summary(command, parameters_of(options), *set);
    add_analysis(out, analysis);
    if (!analysis.segments.columns.empty()) add_segments(out, analysis, options.statistics, kTop);
    print(out);
  } else if (!r.common.quiet) {
    print_accounting(analysis);
    if (!analysis.segments.columns.empty()) print_top(analysis, kTop);
    print_outputs(analysis);
    also(analysis);
  }
}

constexpr LocateOptions kNoRunnerUp{false};  // segments do not ask for it

}  // namespace

Command analyze_command() {
  return {"analyze", "everything into one folder: all layers, styled, and a QGIS project that shows them as maps",
          [](CLI::App& app) {
            auto r = declare(app, "folder for the results");
            app.add_option("--change-at", r->change_at,
                           "also compare the events before this date with those from it on (layer change)");
            return [r] {
              run("analyze", *r, analyze_all, {}, [&](const Analysis& a) {
                for (const auto& path : a.outputs) {
                  if (path.extension() == ".qgz")
                    fmt::print("\nOpen {} in QGIS: a map with themes, layouts and an atlas.\n", path.string());
                }
              });
            };
          }};
}

Command locate_command() {
  return {"locate", "write every event with its chainage, offset, side and runner-up", [](CLI::App& app) {
            auto r = declare(app, kLayerHelp, false);
            return [r] { run("locate", *r, analyze_locations, {}, [](const Analysis&) {}); };
          }};
}

Command segments_command() {
  return {"segments", "count events by segment, with rates and their limits", [](CLI::App& app) {
            auto r = declare(app, kLayerHelp);
            return [r] { run("segments", *r, analyze_segments, kNoRunnerUp, [](const Analysis&) {}); };
          }};
}

}  // namespace thalweg::cli
