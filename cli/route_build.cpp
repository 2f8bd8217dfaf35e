#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "cli/route_verbs.hpp"
#include "geo/default_styles.hpp"
#include "geo/error.hpp"
#include "geo/layer_descriptions.hpp"
#include "geo/number.hpp"
#include "geo/route_read.hpp"
#include "geo/write.hpp"

namespace thalweg::cli {
namespace {

struct Build : CommonOptions {
  std::string in, layer, start, left, right, max_gap = "1m", out;
  bool overwrite = false;
};

LonLat parse_position(const std::string& text, const char* option) {
  const auto comma = text.find(',');
  const auto lon = parse_number(text.substr(0, comma));
  const auto lat = comma == std::string::npos ? std::nullopt : parse_number(text.substr(comma + 1));
  if (!lon || !lat) bad_input("{}: '{}' is no position; write LON,LAT in degrees, such as 124.17,39.83", option, text);
  return {*lon, *lat};
}

Json report_of(const RouteFile& file) {
  Json all = Json::array();
  for (std::size_t i = 0; i < file.routes.size(); ++i) {
    const BuildReport& b = file.reports[i];
    Json gaps = Json::array();
    for (const Gap& g : b.bridged) {
      gaps.push_back({{"m", rounded(g.length.m, 3)}, {"from", to_json(g.from)}, {"to", to_json(g.to)}});
    }
    all.push_back({{"name", file.routes[i].name()},
                   {"length_km", km(file.routes[i].length().m)},
                   {"parts", b.parts},
                   {"reversed", b.reversed},
                   {"duplicates", b.duplicates},
                   {"ring", b.ring},
                   {"gaps_bridged", gaps}});
  }
  return all;
}

void print_report(const Json& routes) {
  for (const Json& r : routes) {
    fmt::print("{}: {:.3f} km of {} part{}, {} reversed, {} duplicate vertices dropped{}\n",
               r["name"].get<std::string>(), r["length_km"].get<double>(), r["parts"].get<std::size_t>(),
               r["parts"] == 1 ? "" : "s", r["reversed"].get<std::size_t>(), r["duplicates"].get<std::size_t>(),
               r["ring"].get<bool>() ? ", a closed ring" : "");
    for (const Json& g : r["gaps_bridged"]) {
      fmt::print("  bridged a gap of {:.3f} m at {:.6f}, {:.6f}\n", g["m"].get<double>(), g["from"][0].get<double>(),
                 g["from"][1].get<double>());
    }
  }
}

void run_build(const Build& b) {
  check_output(b.out, b.overwrite, {"route"});
  BuildOptions options;
  options.max_gap = parse_length(b.max_gap, "--max-gap");
  if (!b.start.empty()) options.start = parse_position(b.start, "--start");
  RouteFile file = read_routes(b.in, options, b.layer);
  for (Route& route : file.routes) {
    route = route.with_sides(
        {b.left.empty() ? route.sides().left : b.left, b.right.empty() ? route.sides().right : b.right});
  }
  const auto losses =
      write_table(b.out, b.overwrite, route_table(file.routes), {route_style()}, line_metadata("route", file.routes));
  const Json routes = report_of(file);
  if (b.json) {
    Json out{{"command", "route build"},
             {"version", version()},
             {"routes", routes},
             {"notes", file.notes},
             {"outputs", {b.out}}};
    if (!losses.empty()) out["losses"] = losses;
    return print(out);
  }
  if (b.quiet) return;
  print_report(routes);
  for (const std::string& note : file.notes) fmt::print("note: {}\n", note);
  print_written(b.out, losses);
}

}  // namespace

void declare_route_build(CLI::App& app) {
  CLI::App* sub = app.add_subcommand("build", "make a valid route of anyone's line layer");
  auto b = std::make_shared<Build>();
  sub->add_option("lines", b->in, "line layer")->required();
  sub->add_option("-o,--output", b->out, "layer to write")->required();
  sub->add_option("--layer", b->layer, "layer of a source that holds several");
  sub->add_option("--start", b->start, "LON,LAT: the end nearest to it becomes kilometre 0");
  sub->add_option("--left", b->left, "name of the side left of the direction");
  sub->add_option("--right", b->right, "name of the side right of it");
  sub->add_option("--max-gap", b->max_gap, "join ends up to this far apart")->capture_default_str();
  sub->add_flag("--overwrite", b->overwrite, "replace the output if it exists");
  add_common_options(*sub, *b);
  sub->final_callback([b] { run_build(*b); });
}

}  // namespace thalweg::cli
