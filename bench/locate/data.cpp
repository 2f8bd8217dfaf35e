#include "data.hpp"

#include <algorithm>
#include <boost/random/uniform_real_distribution.hpp>

#include "geo/datasets.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/random.hpp"
#include "line.hpp"

namespace thalweg::bench {
namespace {

constexpr std::uint64_t kSeed = 20180505;

}  // namespace

Route line_named(const std::string& name) {
  return name == "border" ? default_border() : river_like(std::stoul(name), kSeed);
}

std::vector<LonLat> events_near(const Route& route, std::size_t count, double reach_m, Order order) {
  struct Drawn {
    double chainage, azimuth, distance;
  };
  std::mt19937_64 random = replicate_engine(kSeed, route.vertices().size());
  const auto uniform = [&](double high) { return boost::random::uniform_real_distribution<double>(0, high)(random); };
  std::vector<Drawn> drawn;
  for (std::size_t i = 0; i < count; ++i) {
    const double chainage = uniform(route.length().m), azimuth = uniform(360);
    drawn.push_back({chainage, azimuth, uniform(reach_m)});
  }
  if (order == Order::along) std::ranges::sort(drawn, {}, &Drawn::chainage);
  std::vector<LonLat> events;
  for (const Drawn& d : drawn) events.push_back(geodesic_step(route.at({d.chainage}), d.azimuth, d.distance).at);
  return events;
}

std::vector<LonLat> events_named(const Route& route, const std::string& set, std::size_t count) {
  if (set == "20km") return events_near(route, count, 20e3);
  if (set == "100km") return events_near(route, count, 100e3);
  if (set == "20km-along") return events_near(route, count, 20e3, Order::along);
  bad_input("there is no set of events `{}`; there are 20km, 100km and 20km-along", set);
}

}  // namespace thalweg::bench
