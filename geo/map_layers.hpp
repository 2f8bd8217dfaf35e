#pragma once

#include <optional>

#include "geo/route_set.hpp"
#include "geo/style.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// Layers that a map of results needs besides them.

/// The polygons of the embedded provinces along the routes, cut where they meet them, so that no province reaches
/// over the line; nullopt where no route runs along the default border.
std::optional<Table> provinces_table(const RouteSet& set);
/// Provinces as a quiet ground, a tone for each country, with their names.
Style provinces_style();

/// The routes cut into the parts that a series of maps shows one by one: by provinces where these are known along them,
/// else by rivers, else each route by itself, a single one in kRegionParts equal parts. Lines, with a name and what
/// lies along them.
Table regions_table(const RouteSet& set);
inline constexpr std::size_t kRegionParts = 5;
/// A broad pale line.
Style regions_style();

}  // namespace thalweg
