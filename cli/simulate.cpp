#include "geo/simulate.hpp"

#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/summary.hpp"
#include "geo/error.hpp"
#include "geo/time.hpp"
#include "geo/write.hpp"

namespace thalweg::cli {
namespace {

struct Request {
  CommonOptions common;
  RouteOptions route;
  std::optional<double> events, rate;
  std::vector<std::string> hot;
  std::string categories = "event", since = "2017-01-01", until = "2018-01-01", change, median = "1km",
              precision = "0m", out;
  double change_factor = 1, left_share = 0.5;
  std::uint64_t seed = 1;
  bool overwrite = false;
};

Instant moment(const std::string& text, const char* option) {
  const auto t = parse_iso8601(text);
  if (!t) bad_input("{}: '{}' is no ISO 8601 date or time, such as 2018-04-09", option, text);
  return *t;
}

SimulateOptions options_of(const Request& r) {
  SimulateOptions o;
  o.events = r.events;
  o.rate_per_km = r.rate;
  for (const std::string& text : r.hot) o.hot.push_back(parse_hot_stretch(text));
  o.categories = parse_categories(r.categories);
  o.since = moment(r.since, "--since");
  o.until = moment(r.until, "--until");
  if (!r.change.empty()) o.change = moment(r.change, "--change");
  o.change_factor = r.change_factor;
  o.offset_median = parse_length(r.median, "--offset-median");
  o.left_share = r.left_share;
  o.precision = parse_length(r.precision, "--precision");
  o.seed = r.seed;
  return o;
}

void run(const Request& r) {
  if (std::filesystem::path(r.out).filename().string().find("simulated") == std::string::npos) {
    bad_input("{}: the name must hold the word 'simulated', so that nobody takes it for observations", r.out);
  }
  const auto set = load_routes(r.route, r.common);
  if (set->routes.size() != 1) bad_input("simulate works on one route; this file has {}", set->routes.size());
  Simulator simulator(set->routes[0], options_of(r));
  DatasetWriter writer(r.out, r.overwrite);
  Table rows = simulator.next();
  const std::size_t layer = writer.add_layer(rows);
  std::size_t made = 0;
  for (; rows.rows() > 0; rows = simulator.next()) {
    writer.append(layer, rows);
    made += rows.rows();
  }
  writer.commit();
  if (r.common.json) {
    Json out = summary(
        "simulate",
        {{"seed", r.seed}, {"hot", r.hot}, {"categories", r.categories}, {"since", r.since}, {"until", r.until}}, *set);
    out["expected"] = simulator.expected();
    out["simulated"] = made;
    out["outputs"] = {r.out};
    if (!writer.losses().empty()) out["losses"] = writer.losses();
    return print(out);
  }
  if (r.common.quiet) return;
  fmt::print("{} events simulated ({:.1f} expected), seed {}\n", made, simulator.expected(), r.seed);
  print_written(r.out, writer.losses());
}

}  // namespace

Command simulate_command() {
  return {"simulate", "make up events along the route: a Poisson process with hot stretches", [](CLI::App& app) {
            auto r = std::make_shared<Request>();
            app.add_option("-o,--output", r->out, "file to write; its name must hold 'simulated'")->required();
            auto* events = app.add_option("--events", r->events, "expected number of events");
            app.add_option("--rate", r->rate, "expected events per km outside the hot stretches")->excludes(events);
            app.add_option("--hot", r->hot,
                           "FROM-TO:FACTOR[:CATEGORY:SHARE,...], such as 700km-760km:8; may be given again");
            app.add_option("--categories", r->categories, "such as smuggling:5,seizure:2")->capture_default_str();
            app.add_option("--since", r->since, "start of the period")->capture_default_str();
            app.add_option("--until", r->until, "end of the period")->capture_default_str();
            app.add_option("--change", r->change, "moment from which the rate is another");
            app.add_option("--change-factor", r->change_factor, "what the rate is multiplied with from then on")
                ->capture_default_str();
            app.add_option("--offset-median", r->median, "half of the events are nearer to the route")
                ->capture_default_str();
            app.add_option("--left-share", r->left_share, "probability of the left side")->capture_default_str();
            app.add_option("--precision", r->precision, "written into every row")->capture_default_str();
            app.add_option("--seed", r->seed, "seed of the random numbers")->capture_default_str();
            app.add_flag("--overwrite", r->overwrite, "replace the output if it exists");
            add_route_options(app, r->route);
            add_common_options(app, r->common);
            return [r] { run(*r); };
          }};
}

}  // namespace thalweg::cli
