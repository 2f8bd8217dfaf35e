#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/summary.hpp"
#include "geo/default_styles.hpp"
#include "geo/error.hpp"
#include "geo/number.hpp"
#include "geo/route_quality.hpp"
#include "geo/route_read.hpp"
#include "geo/write.hpp"

namespace thalweg::cli {
namespace {

const std::vector<Span> kTolerances{{10}, {100}, {500}, {1000}, {5000}};
constexpr std::size_t kMostForGeneralising = 200'000;  // vertices; beyond, it would take minutes
constexpr std::size_t kListed = 10;

struct Info {
  CommonOptions common;
  RouteOptions route;
};

Json to_json(LonLat p) {
  return {rounded(p.lon, 7), rounded(p.lat, 7)};
}
double km(double metres) {
  return rounded(metres / 1000, 3);
}

Json info_of(const Route& route) {
  const Spacing spacing = vertex_spacing(route);
  Json info{{"name", route.name()},
            {"length_km", km(route.length().m)},
            {"vertices", route.vertices().size()},
            {"left", route.sides().left},
            {"right", route.sides().right},
            {"start", to_json(route.vertices().front())},
            {"end", to_json(route.vertices().back())},
            {"spacing_m",
             {{"least", rounded(spacing.least.m, 1)},
              {"median", rounded(spacing.median.m, 1)},
              {"mean", rounded(spacing.mean.m, 1)},
              {"most", rounded(spacing.most.m, 1)}}},
            {"self_crossings", Json::array()},
            {"generalised", Json::array()}};
  for (const SelfCrossing& c : self_crossings(route)) {
    info["self_crossings"].push_back(
        {{"at", to_json(c.at)}, {"first_km", km(c.first.m)}, {"second_km", km(c.second.m)}});
  }
  if (route.vertices().size() > kMostForGeneralising) return info;
  for (const GeneralisedLength& g : generalised_lengths(route, kTolerances)) {
    info["generalised"].push_back(
        {{"tolerance_m", g.tolerance.m}, {"vertices", g.vertices}, {"length_km", km(g.length.m)}});
  }
  return info;
}

void print_info(const Json& i) {
  const auto text = [&](const char* key) { return i[key].get<std::string>(); };
  const auto place = [&](const Json& p) {
    return fmt::format("{:.6f}, {:.6f}", p[0].get<double>(), p[1].get<double>());
  };
  const double length = i["length_km"].get<double>();
  fmt::print("{}\n", text("name"));
  fmt::print("  length          {:.3f} km on the WGS84 ellipsoid\n", length);
  fmt::print("  from, to        {} to {}\n", place(i["start"]), place(i["end"]));
  fmt::print("  sides           {} on the left, {} on the right\n", text("left"), text("right"));
  fmt::print("  vertices        {}; every {:.0f} m in the median, {:.1f} m to {:.0f} m\n",
             i["vertices"].get<std::size_t>(), i["spacing_m"]["median"].get<double>(),
             i["spacing_m"]["least"].get<double>(), i["spacing_m"]["most"].get<double>());
  fmt::print("  self-crossings  {}\n", i["self_crossings"].size());
  for (std::size_t k = 0; k < std::min(i["self_crossings"].size(), kListed); ++k) {
    const Json& c = i["self_crossings"][k];
    fmt::print("    at {} (km {:.3f} and {:.3f})\n", place(c["at"]), c["first_km"].get<double>(),
               c["second_km"].get<double>());
  }
  if (i["generalised"].empty()) return;
  fmt::print("  the length depends on the detail of the line; generalised (Douglas–Peucker), it is\n");
  for (const Json& g : i["generalised"]) {
    const double shorter = g["length_km"].get<double>();
    fmt::print("    at {:>5.0f} m      {:.1f} km ({:.1f} %), {} vertices\n", g["tolerance_m"].get<double>(), shorter,
               100 * shorter / length, g["vertices"].get<std::size_t>());
  }
}

void declare_info(CLI::App& app) {
  CLI::App* sub =
      app.add_subcommand("info", "length, vertices, sides, self-crossings, and how detail changes the length");
  auto r = std::make_shared<Info>();
  add_route_options(*sub, r->route);
  add_common_options(*sub, r->common);
  sub->final_callback([r] {
    const auto set = load_routes(r->route, r->common);
    Json out = summary("route info", Json::object(), *set);
    out["routes"] = Json::array();
    for (const Route& route : set->routes) out["routes"].push_back(info_of(route));
    if (r->common.json) return print(out);
    for (const Json& info : out["routes"]) print_info(info);
  });
}

struct Point : Info {
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

struct Substring : Info {
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
    const Style style = route_style();
    write_table(r->out, r->overwrite, table, &style);
    Json out = summary("route substring", {{"from", r->from}, {"to", r->to}}, *set);
    out["outputs"] = {r->out};
    if (r->common.json) return print(out);
    if (!r->common.quiet) fmt::print("Written: {}\n", r->out);
  });
}

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
  check_output(b.out, b.overwrite);
  BuildOptions options;
  options.max_gap = parse_length(b.max_gap, "--max-gap");
  if (!b.start.empty()) options.start = parse_position(b.start, "--start");
  RouteFile file = read_routes(b.in, options, b.layer);
  for (Route& route : file.routes) {
    route = route.with_sides(
        {b.left.empty() ? route.sides().left : b.left, b.right.empty() ? route.sides().right : b.right});
  }
  const Style style = route_style();
  write_table(b.out, b.overwrite, route_table(file.routes), &style);
  const Json routes = report_of(file);
  if (b.json) {
    return print({{"command", "route build"},
                  {"version", version()},
                  {"routes", routes},
                  {"notes", file.notes},
                  {"outputs", {b.out}}});
  }
  if (b.quiet) return;
  print_report(routes);
  for (const std::string& note : file.notes) fmt::print("note: {}\n", note);
  fmt::print("Written: {}\n", b.out);
}

void declare_build(CLI::App& app) {
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

}  // namespace

Command route_command() {
  return {"route", "look at a route, take a part of it, or build one of a line layer", [](CLI::App& app) {
            app.require_subcommand(1);
            declare_info(app);
            declare_point(app);
            declare_substring(app);
            declare_build(app);
            return [] {};
          }};
}

}  // namespace thalweg::cli
