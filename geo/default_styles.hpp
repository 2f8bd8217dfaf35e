#pragma once

#include "geo/style.hpp"
#include "geo/table.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// How each layer of ours is drawn by default.

/// Segments: width and colour by rate_per_km (or rate_per_km_year is the choice of the reader), zero by itself.
Style segments_style(const Table& segments);
/// Densities: width and colour by density_per_km.
Style density_style(const Table& density);
/// Events: colour by their distance from the route, `offset_m`, up to the limit that was set.
Style events_style(Span max_offset);
/// Kilometre posts: size by `every_km`, with the km written beside the largest.
Style posts_style(const Table& posts);
/// Places: a sign per `kind`, with the name.
Style places_style();
/// The route as one thin line.
Style route_style();

}  // namespace thalweg
