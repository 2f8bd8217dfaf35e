#include <fmt/core.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "contender.hpp"
#include "data.hpp"
#include "geo/geodesic.hpp"
#include "geo/route_quality.hpp"
#include "geodesic_oracle.hpp"
#include "planar_measure.hpp"

// What the contenders compute, before their time counts. Each verb prints one JSON object:
//   check line LINE                                   the line itself
//   check error LINE SET EVENTS                       ours against a brute force on the ellipsoid
//   check contender LINE SET EVENTS NAME              a contender of contender.hpp against ours
//   check peer LINE SET EVENTS FILE metres|degrees    places along the line, one a row, in metres or planar degrees
namespace thalweg::bench {
namespace {

using nlohmann::json;

json line_check(const Route& route) {
  const Spacing spacing = vertex_spacing(route);
  return {{"vertices", route.vertices().size()},
          {"length_km", route.length().m / 1000},
          {"median_spacing_m", spacing.median.m},
          {"self_crossings", self_crossings(route).size()}};
}

struct Errors {
  double chainage = 0, offset = 0, reach = 0;
  bool tie = false;
};

/// Where two places are equally near to within the promised error, either is an answer.
Errors errors_of(const Location& ours, const test::Oracle& oracle, LonLat event) {
  const test::OraclePlace truth = oracle.nearest(event);
  Errors e{std::abs(ours.chainage.m - truth.chainage_m), std::abs(ours.offset.m - truth.offset_m), truth.offset_m};
  e.tie = e.chainage > kLocateError && oracle.distance_at(event, ours.chainage.m) - truth.offset_m < kLocateError &&
          oracle.is_another_minimum(event, ours.chainage.m);
  return e;
}

json error_check(const Route& route, const std::vector<LonLat>& events) {
  const std::vector<Location> ours = Locator(std::span(&route, 1)).locate(events);
  const test::Oracle oracle(route);
  std::vector<Errors> errors(events.size());
  tbb::parallel_for(std::size_t{0}, events.size(),
                    [&](std::size_t i) { errors[i] = errors_of(ours[i], oracle, events[i]); });
  Errors worst;
  for (const Errors& e : errors) {
    if (!e.tie) worst.chainage = std::max(worst.chainage, e.chainage);
    worst.offset = std::max(worst.offset, e.offset);
    worst.reach = std::max(worst.reach, e.reach);
  }
  return {{"events", events.size()},
          {"ties", std::ranges::count(errors, true, &Errors::tie)},
          {"worst_chainage_m", worst.chainage},
          {"worst_offset_m", worst.offset},
          {"largest_offset_m", worst.reach},
          {"bound_m", kLocateError}};
}

json spread(std::vector<double> values) {
  std::ranges::sort(values);
  return {{"median", values[values.size() / 2]}, {"worst", values.back()}};
}

/// How far places are from ours, and how much farther from the events.
json against_ours(const Route& route, const std::vector<LonLat>& events, const std::vector<double>& chainage_m) {
  const std::vector<Location> ours = Locator(std::span(&route, 1)).locate(events);
  std::vector<double> along, farther;
  for (std::size_t i = 0; i < chainage_m.size(); ++i) {
    along.push_back(std::abs(chainage_m[i] - ours[i].chainage.m));
    farther.push_back(geodesic_between(events[i], route.at({chainage_m[i]})).length_m - ours[i].offset.m);
  }
  return {{"events", chainage_m.size()},
          {"least_farther_m", *std::ranges::min_element(farther)},
          {"chainage_m", spread(along)},
          {"farther_m", spread(farther)}};
}

json contender_check(const Route& route, const std::vector<LonLat>& events, const std::string& name) {
  std::vector<double> chainage(events.size());
  contender_named(name, route)->locate(events, chainage);
  return against_ours(route, events, chainage);
}

json peer_check(const Route& route, const std::vector<LonLat>& events, const std::string& file, bool degrees) {
  const PlanarMeasure planar(route);
  std::ifstream in(file);
  std::vector<double> chainage;
  for (double along = 0; in >> along;) chainage.push_back(degrees ? planar.chainage_at(along) : along);
  if (chainage.size() != events.size()) {
    throw std::runtime_error(fmt::format("{}: {} places for {} events", file, chainage.size(), events.size()));
  }
  return against_ours(route, events, chainage);
}

json answer(const std::vector<std::string>& words) {
  const Route route = line_named(words.at(1));
  if (words[0] == "line") return line_check(route);
  const std::vector<LonLat> events = events_named(route, words.at(2), std::stoul(words.at(3)));
  if (words[0] == "error") return error_check(route, events);
  if (words[0] == "contender") return contender_check(route, events, words.at(4));
  if (words[0] == "peer") return peer_check(route, events, words.at(4), words.at(5) == "degrees");
  throw std::runtime_error("verbs are line, error, contender and peer");
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  try {
    fmt::print("{}\n", thalweg::bench::answer({argv + 1, argv + argc}).dump());
  } catch (const std::exception& e) {
    fmt::print(stderr, "check: {}\n", e.what());
    return 1;
  }
}
