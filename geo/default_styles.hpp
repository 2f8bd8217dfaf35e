#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/route.hpp"
#include "geo/segments.hpp"
#include "geo/style.hpp"
#include "geo/table.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// How each layer of ours is drawn. Where there are several ways the first is the default. Every feature is drawn by
/// some class: none and `no data` are classes of their own.

/// Segments: width and colour by a rate, a dark casing where q_fdr < 0.05, the first five ranks named.
Style segments_style(const Table& segments, const std::string& rate_column = "rate_per_km");
/// That; by side, by the probability to be the first, by eb_rate, by q_fdr.
std::vector<Style> segments_styles(const Table& segments, const std::string& rate_column,
                                   std::span<const Route> routes);

/// Change after a date: colour by rate_ratio, width by the events per km before and after, a dark casing where
/// q_fdr < 0.05, which are named. That; and by relative_ratio with q_relative_fdr.
std::vector<Style> change_styles(const Table& change, Instant at);

/// The ground of segments: colour by a rate, a dark outline where q_fdr < 0.05, names as segments have them.
Style corridors_style(const Table& corridors, const std::string& rate_column = "rate_per_km");

/// Densities: width and colour by density_per_km.
Style density_style(const Table& density);
/// That; by side, and by the standard error relative to the density.
std::vector<Style> density_styles(const Table& density, std::span<const Route> routes);

/// Hot spots: colour by q_fdr, width by relative_risk, with rank and name; cold stretches of Gi* in other colours. With
/// periods QGIS can play them.
Style hotspots_style(const Table& hotspots);
/// That, and by relative_risk alone.
std::vector<Style> hotspots_styles(const Table& hotspots);

/// Events: colour by their distance from the route, `offset_m`, up to the limit that was set.
Style events_style(Span max_offset);

/// What else is known of the events when they are all written.
struct EventsDrawn {
  Span max_offset;
  std::span<const Route> routes;
  std::optional<Period> period;         ///< first and last time of an event
  std::string category_column;          ///< empty: none
  std::vector<std::string> categories;  ///< the most frequent first
};
/// events_style(); by side, and by category and by time where they are known. With times QGIS can play them.
std::vector<Style> events_styles(const EventsDrawn& events);

/// Kilometre posts: ticks across the line, longer by `every_km`, with the km written beside; more as one comes closer.
Style posts_style(const Table& posts);
/// Places: a sign per `kind`, larger by rank, with the name; more names as one comes closer.
Style places_style();
/// The line itself, thin.
Style route_style();

}  // namespace thalweg
