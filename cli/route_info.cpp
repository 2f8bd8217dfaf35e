#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/route_verbs.hpp"
#include "geo/route_quality.hpp"

namespace thalweg::cli {
namespace {

const std::vector<Span> kTolerances{{10}, {100}, {500}, {1000}, {5000}};
constexpr std::size_t kMostForGeneralising = 200'000;  // vertices; beyond, it would take minutes
constexpr std::size_t kListed = 10;

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

/// The places near a route, in order along it.
Json places_of(const RouteSet& set, const Route& route) {
  const Table table = set.context.places_table();
  const auto texts = [&](const char* name) -> const Texts& { return std::get<Texts>(table.find(name)->values); };
  const auto reals = [&](const char* name) -> const Reals& { return std::get<Reals>(table.find(name)->values); };
  const auto& rank = std::get<Integers>(table.find("rank")->values);
  Json places = Json::array();
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (texts("route")[i] != route.name()) continue;
    places.push_back({{"name", texts("name")[i].value_or("")},
                      {"kind", texts("kind")[i].value_or("")},
                      {"rank", rank[i].value_or(0)},
                      {"km", km(*reals("chainage_m")[i])},
                      {"offset_km", km(*reals("offset_m")[i])},
                      {"side", texts("side")[i] ? Json(*texts("side")[i]) : Json(nullptr)}});
  }
  return places;
}

void print_places(const Json& places) {
  if (places.empty()) return;
  fmt::print("  places along it: km, name, distance and side\n");
  for (const Json& p : places) {
    if (p["rank"] != 1 || p["kind"] != "town") continue;
    fmt::print("    {:>8.1f}  {:<12} {:>4.1f} km  {}\n", p["km"].get<double>(), p["name"].get<std::string>(),
               p["offset_km"].get<double>(), p["side"].is_null() ? "" : p["side"].get<std::string>());
  }
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
  print_places(i["places"]);
  if (i["generalised"].empty()) return;
  fmt::print("  the length depends on the detail of the line; generalised (Douglas–Peucker), it is\n");
  for (const Json& g : i["generalised"]) {
    const double shorter = g["length_km"].get<double>();
    fmt::print("    at {:>5.0f} m      {:.1f} km ({:.1f} %), {} vertices\n", g["tolerance_m"].get<double>(), shorter,
               100 * shorter / length, g["vertices"].get<std::size_t>());
  }
}

}  // namespace

void declare_route_info(CLI::App& app) {
  CLI::App* sub =
      app.add_subcommand("info", "length, vertices, sides, self-crossings, and how detail changes the length");
  auto r = std::make_shared<RouteRequest>();
  add_route_options(*sub, r->route);
  add_common_options(*sub, r->common);
  sub->final_callback([r] {
    const auto set = load_routes(r->route, r->common);
    Json out = summary("route info", Json::object(), *set);
    out["routes"] = Json::array();
    for (const Route& route : set->routes) {
      out["routes"].push_back(info_of(route));
      out["routes"].back()["places"] = places_of(*set, route);
    }
    if (r->common.json) return print(out);
    for (const Json& info : out["routes"]) print_info(info);
  });
}

}  // namespace thalweg::cli
