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
  const auto is = [&words](const char* verb, std::size_t count) { return words.size() == count && words[0] == verb; };
  if (is("line", 2)) return line_check(line_named(words[1]));
  if (words.size() < 4) throw std::runtime_error("line LINE | error|contender|peer LINE SET EVENTS [NAME | FILE UNIT]");
  const Route route = line_named(words[1]);
  const std::vector<LonLat> events = events_named(route, words[2], std::stoul(words[3]));
  if (is("error", 4)) return error_check(route, events);
  if (is("contender", 5)) return contender_check(route, events, words[4]);
  if (is("peer", 6)) return peer_check(route, events, words[4], words[5] == "degrees");
  throw std::runtime_error(fmt::format("there is no verb `{}` with {} words", words[0], words.size() - 1));
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
