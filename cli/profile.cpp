#include <fmt/format.h>

#include <memory>
#include <optional>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/summary.hpp"
#include "geo/error.hpp"
#include "geo/profile_read.hpp"
#include "geo/profile_source.hpp"
#include "geo/profile_table.hpp"

namespace thalweg::cli {
namespace {

struct Request : EventRequest {
  std::string bin, period;
  bool merge = false;
};

void declare_options(CLI::App& app, Request& r) {
  auto* bin = app.add_option("--bin", r.bin, "width of the bins (default 10m)");
  auto* period = app.add_option("--period", r.period, "cut time by year, month or day, or none (default month)");
  app.add_flag("--merge", r.merge, "the sources are profiles: add them up")->excludes(bin)->excludes(period);
}

/// Profiles alone: the route is the one that they tell, unless one is given.
ProfiledEvents merged(const Request& r, const AnalysisOptions& options) {
  for (const std::string& path : options.read.sources) {
    if (!is_profile(path, options.read.layer)) bad_input("{}: is no profile; --merge takes profiles alone", path);
  }
  const auto set = load_routes(r.route, r.common);
  const RouteUse use = r.route.path.empty() ? RouteUse::if_untold : RouteUse::check;
  const Profile all = read_profiles(options.read.sources, options.read.layer, set->routes, use, options.progress);
  require_applicable(options, options.read.sources.front(), all);
  ProfiledEvents out{all.filtered({options.read.keep_categories, {}, options.read.since, options.read.until, {}}), {}};
  require_known_categories(out.profile.coverage.accounting);
  return out;
}

ProfiledEvents counted(const Request& r, const AnalysisOptions& options) {
  if ((!r.bin.empty() || !r.period.empty()) && any_profile(options.read)) {
    bad_input("--bin and --period go with events; a profile among the sources has its own");
  }
  const auto set = load_routes(r.route, r.common, LocateOptions{.runner_up = false});
  const Span bin = r.bin.empty() ? Span{kDefaultBin} : parse_length(r.bin, "--bin");
  const PeriodKind period = r.period.empty() ? PeriodKind::month : parse_period_kind(r.period, "--period");
  const ProfileGrid grid(set->routes, bin, period);
  RejectLog rejects(options.rejects, options.overwrite);
  ProfiledEvents events = profile_of(options, *set, grid, rejects);
  rejects.close();
  return events;
}

Json grid_of(const Profile& profile) {
  const ProfileGrid& grid = profile.grid();
  return {{"bin_m", grid.bin_m()},
          {"place_error_m", grid.bin_m() / 2},
          {"period", name_of(grid.period())},
          {"bins", grid.bins()},
          {"cells", profile.size()},
          {"categories", profile.categories().size()},
          {"count", profile.total()},
          {"weight", rounded(profile.total_weight().value(), 6)}};
}

void print_summary(const AnalysisOptions& options, const Profile& profile, const Analysis& analysis) {
  std::vector<std::string> routes;
  Span length;
  for (const GridRoute& route : profile.grid().routes()) {
    routes.push_back(route.name);
    length = length + Span{route.length_m};
  }
  Json parameters = parameters_of(options);
  parameters.erase("segment_length_m");
  Json out = summary("profile", parameters, routes, length);
  add_analysis(out, analysis);
  out["profile"] = grid_of(profile);
  print(out);
}

void run(const Request& r) {
  const ThreadLimit threads(r.common.threads);
  AnalysisOptions options = analysis_options(r.events, {});
  check_profile_output(r.out, options.overwrite);
  ProgressBar bar(!r.common.quiet);
  options.progress = shown_by(bar);
  const auto [profile, notes] = r.merge ? merged(r, options) : counted(r, options);
  write_profile(r.out, options.overwrite, profile);
  bar.erase();

  Analysis analysis;
  analysis.accounting = profile.coverage.accounting;
  analysis.max_offset = options.max_offset = profile.coverage.max_offset;
  analysis.notes = notes;
  analysis.outputs = profile_files(r.out);
  if (options.rejects) analysis.outputs.push_back(*options.rejects);
  if (r.common.json) return print_summary(options, profile, analysis);
  if (r.common.quiet) return;
  print_accounting(analysis);
  fmt::print("{} events in {} cells: bins of {:g} m (places are then up to {:g} m off), period {}, {} categories\n",
             profile.total(), profile.size(), profile.grid().bin_m(), profile.grid().bin_m() / 2,
             name_of(profile.grid().period()), profile.categories().size());
  print_outputs(analysis);
}

}  // namespace

Command profile_command() {
  return {"profile",
          "bin events along the route into a small table, which adds up with others and stands for the events",
          [](CLI::App& app) {
            auto r = std::make_shared<Request>();
            add_request(app, *r, "table to write: .gpkg, .csv, .geojson", [&] { declare_options(app, *r); });
            return [r] { run(*r); };
          }};
}

}  // namespace thalweg::cli
