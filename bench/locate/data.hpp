#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "geo/route.hpp"

namespace thalweg::bench {

/// The line of a name: `border` is the default border, a number a line like a river's (line.hpp) of so many vertices.
Route line_named(const std::string& name);

enum class Order {
  random,  ///< as real data come: by date, or by source
  along,   ///< by the place on the line that each was drawn from
};

/// Seeded events about a line: a place drawn evenly along it, then a direction and a distance up to `reach_m`, evenly.
/// Fewer events are the first of more.
std::vector<LonLat> events_near(const Route& route, std::size_t count, double reach_m, Order order = Order::random);

/// A set named as in results: `20km`, `100km`, or `20km-along`.
std::vector<LonLat> events_named(const Route& route, const std::string& set, std::size_t count);

}  // namespace thalweg::bench
