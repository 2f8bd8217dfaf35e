#pragma once

#include <cstddef>
#include <cstdint>

#include "geo/route.hpp"

namespace thalweg::bench {

/// A seeded line like a river's: meanders as sine-generated curves (Langbein & Leopold 1966, River meanders: theory of
/// minimum variance, doi:10.3133/pp422H), their wavelength along the line from 3 to 30 km and sinuosity 1.1 to 1.9,
/// a vertex every 30 to 330 m, 100 m in the median. Their axis runs east and west in rows of 2,500 km one degree
/// apart, from 20 degrees north, so that the surroundings of an event are alike however long the line is: up to a
/// million vertices. It does not meet itself: along each row the curve only advances.
Route river_like(std::size_t vertices, std::uint64_t seed);

}  // namespace thalweg::bench
