#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "geo/route.hpp"
#include "geodesic_oracle.hpp"
#include "random.hpp"

namespace thalweg::test {

/// The default border, read from the dataset itself.
inline Route border() {
  std::ifstream file(std::string(THALWEG_SOURCE_DIR) + "/datasets/border/border.geojson");
  const nlohmann::json collection = nlohmann::json::parse(file);
  std::vector<LonLat> vertices;
  for (const auto& v : collection["features"][0]["geometry"]["coordinates"]) vertices.push_back({v[0], v[1]});
  return Route("border", {"CHN", "PRK"}, vertices);
}

/// A line that wanders like a river: steps of 10 m to 2 km, bends up to 60 degrees.
inline Route random_walk(std::size_t vertices, LonLat start, std::uint64_t seed) {
  Random random(seed);
  std::vector<LonLat> line{start};
  double azimuth = random.uniform(0, 360);
  while (line.size() < vertices) {
    azimuth += random.uniform(-60, 60);
    line.push_back(geodesic_step_oracle(line.back(), azimuth, random.uniform(10, 2000)));
  }
  return Route("walk", {}, line);
}

}  // namespace thalweg::test
