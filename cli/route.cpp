#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/command.hpp"
#include "cli/route_verbs.hpp"
#include "geo/default_styles.hpp"
#include "geo/error.hpp"
#include "geo/layer_descriptions.hpp"
#include "geo/write.hpp"

namespace thalweg::cli {
namespace {

struct Point : RouteRequest {
  std::string at;
};

void declare_point(CLI::App& app) {
  CLI::App* sub = app.add_subcommand("point", "the position at a chainage");
  auto r = std::make_shared<Point>();
  sub->add_option("--at", r->at, "chainage, such as 728km")->required();
  add_route_options(*sub, r->route);
  add_common_options(*sub, r->common);
  sub->final_callback([r] {
    const auto set = load_routes(r->route, r->common);
    const Chainage c{parse_length(r->at, "--at").m};
    Json out = summary("route point", {{"at_m", c.m}}, *set);
    out["points"] = Json::array();
    for (std::uint32_t i = 0; i < set->routes.size(); ++i) {
      const Route& route = set->routes[i];
      if (c > Chainage{route.length().m}) {
        bad_input("--at: {:g} km is beyond the end of route '{}' at {:.3f} km", c.m / 1000, route.name(),
                  route.length().m / 1000);
      }
      const std::string near = set->context.name_of(i, {c - Span{500}, c + Span{500}});
      out["points"].push_back({{"route", route.name()}, {"km", km(c.m)}, {"at", to_json(route.at(c))}, {"near", near}});
    }
    if (r->common.json) return print(out);
    for (const Json& p : out["points"]) {
      fmt::print("{:.7f}, {:.7f}  km {:.3f} of {}{}\n", p["at"][0].get<double>(), p["at"][1].get<double>(),
                 p["km"].get<double>(), p["route"].get<std::string>(),
                 p["near"] == "" ? "" : ", " + p["near"].get<std::string>());
    }
  });
}

struct Substring : RouteRequest {
  std::string from, to, out;
  bool overwrite = false;
};

Stretch stretch_of(const Substring& r, const Route& route) {
  const Chainage from{r.from.empty() ? 0 : parse_length(r.from, "--from").m};
  const Chainage to{r.to.empty() ? route.length().m : parse_length(r.to, "--to").m};
  if (!(from < to) || to.m > route.length().m + 1e-3) {
    bad_input("--from {:g} km, --to {:g} km: from must be the smaller, and route '{}' ends at {:.3f} km", from.m / 1000,
              to.m / 1000, route.name(), route.length().m / 1000);
  }
  return {from, to};
}

void declare_substring(CLI::App& app) {
  CLI::App* sub =
      app.add_subcommand("substring", "write a stretch of the route (all of it by default) as a line layer");
  auto r = std::make_shared<Substring>();
  sub->add_option("--from", r->from, "chainage of its start");
  sub->add_option("--to", r->to, "chainage of its end");
  sub->add_option("-o,--output", r->out, "layer to write")->required();
  sub->add_flag("--overwrite", r->overwrite, "replace the output if it exists");
  add_route_options(*sub, r->route);
  add_common_options(*sub, r->common);
  sub->final_callback([r] {
    check_output(r->out, r->overwrite, {"route"});
    const auto set = load_routes(r->route, r->common);
    if (set->routes.size() > 1 && !(r->from.empty() && r->to.empty())) {
      bad_input("--from and --to go with one route; this file has {}", set->routes.size());
    }
    Table table = route_table(set->routes);
    if (set->routes.size() == 1) {
      const Stretch s = stretch_of(*r, set->routes[0]);
      std::get<Lines>(table.geometry)[0] = set->routes[0].between(s);
      table.columns.push_back({"from_km", Reals{s.from.m / 1000}, 3, "start, km along the whole route"});
      table.columns.push_back({"to_km", Reals{s.to.m / 1000}, 3, "end, km along the whole route"});
      std::get<Reals>(std::ranges::find(table.columns, "length_km", &Column::name)->values)[0] = s.length().m / 1000;
    }
    const auto losses = write_table(r->out, r->overwrite, table, {route_style()}, line_metadata("route", set->routes));
    Json out = summary("route substring", {{"from", r->from}, {"to", r->to}}, *set);
    out["outputs"] = {r->out};
    if (!losses.empty()) out["losses"] = losses;
    if (r->common.json) return print(out);
    if (!r->common.quiet) print_written(r->out, losses);
  });
}

}  // namespace

Json to_json(LonLat p) {
  return {rounded(p.lon, 7), rounded(p.lat, 7)};
}
double km(double metres) {
  return rounded(metres / 1000, 3);
}

Command route_command() {
  return {"route", "look at a route, take a part of it, or build one of a line layer", [](CLI::App& app) {
            app.require_subcommand(1);
            declare_route_info(app);
            declare_point(app);
            declare_substring(app);
            declare_route_build(app);
            return [] {};
          }};
}

}  // namespace thalweg::cli
