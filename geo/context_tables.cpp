#include <algorithm>
#include <cmath>

#include "geo/context.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"

namespace thalweg {
namespace {

constexpr double kMostPosts = 10e6;
constexpr double kEndTolerance = 1e-6;  // metres; a post at the route's very end stands in spite of rounding

/// The largest of 100, 50 and 10 that divides a kilometre, else the spacing.
double post_size(double km, double every_km) {
  for (const double size : {100.0, 50.0, 10.0}) {
    if (std::abs(std::remainder(km, size)) < 1e-9) return std::max(size, every_km);
  }
  return every_km;
}

/// Clockwise from north, [0, 360).
double azimuth_at(const Route& route, Chainage c) {
  const std::size_t edge = route.edge_at(c);
  const LonLat a = route.vertices()[edge], b = route.vertices()[edge + 1];
  const double start = geodesic_between(a, b).azimuth_start;
  const double azimuth = geodesic_step(a, start, c.m - route.chainage_m()[edge]).azimuth;
  return azimuth < 0 ? azimuth + 360 : azimuth;
}

/// The river at a place of the default border; the last one at its very end.
const RiverStretch* river_at(Chainage c) {
  for (const RiverStretch& river : rivers()) {
    if (c < river.stretch.to) return &river;
  }
  return &rivers().back();
}

std::optional<double> river_km(const RiverStretch& river, Chainage c) {
  if (!river.km_from || !river.km_to) return std::nullopt;
  return *river.km_from + (*river.km_to - *river.km_from) * (c - river.stretch.from).m / river.stretch.length().m;
}

std::optional<std::string> known(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

/// Number of the last post.
std::size_t last_post(const Route& route, Span every) {
  if (!(every.m > 0)) bad_input("posts every {} m: the spacing must be > 0", every.m);
  const double posts = std::floor((route.length().m + kEndTolerance) / every.m);
  if (!(posts < kMostPosts)) {
    bad_input("posts every {} m on route '{}' of {:.3f} km would be more than {:.0f}; take a wider spacing", every.m,
              route.name(), route.length().m / 1000, kMostPosts);
  }
  return static_cast<std::size_t>(posts);
}

}  // namespace

Table Context::places_table() const {
  Texts name, name_zh, name_ko, kind, country, route, side, source, source_id;
  Integers rank;
  Reals chainage, offset, precision;
  Points points;
  for (const auto& [place, at] : places_) {
    name.push_back(place->name);
    name_zh.push_back(known(place->name_zh));
    name_ko.push_back(known(place->name_ko));
    kind.push_back(known(place->kind));
    country.push_back(known(place->country));
    rank.push_back(place->rank);
    route.push_back(routes_[at.route].name());
    chainage.push_back(at.chainage.m);
    offset.push_back(at.offset.m);
    const bool shared = place->country.find('-') != std::string::npos;
    side.push_back(shared ? std::nullopt : std::optional(routes_[at.route].side_name(at.side)));
    precision.push_back(place->precision_m);
    source.push_back(known(place->source));
    source_id.push_back(known(place->source_id));
    points.push_back(place->at);
  }
  return {"places",
          {{"name", name, -1, "name in Latin letters"},
           {"name_zh", name_zh, -1, "Chinese name"},
           {"name_ko", name_ko, -1, "Korean name"},
           {"kind", kind, -1, "town, crossing or landmark"},
           {"country", country, -1, "country code; both for what stands on the line"},
           {"rank", rank, -1, "1 is the most widely known"},
           {"route", route, -1, "nearest route"},
           {"chainage_m", chainage, 3, "metres from the start of the route to the nearest point of it"},
           {"offset_m", offset, 3, "distance to the route, metres"},
           {"side", side, -1, "side of the route looking along increasing chainage; empty for what stands on the line"},
           {"precision_m", precision, 0, "radius around the position within which the place is, metres"},
           {"source", source, -1, "where name and position come from"},
           {"source_id", source_id, -1, "identifier in the source"}},
          std::move(points)};
}

Table Context::posts_table(Span every) const {
  Texts names, river_names;
  Reals km, size, river_kms, azimuth;
  Points points;
  for (std::uint32_t r = 0; r < routes_.size(); ++r) {
    const Route& route = routes_[r];
    const std::size_t last = last_post(route, every);
    for (std::size_t i = 0; i <= last; ++i) {
      const Chainage at{std::min(static_cast<double>(i) * every.m, route.length().m)};
      const auto on_border = border_chainage(r, at);
      const RiverStretch* river = on_border ? river_at(*on_border) : nullptr;
      names.push_back(route.name());
      km.push_back(at.m / 1000);
      size.push_back(post_size(at.m / 1000, every.m / 1000));
      river_names.push_back(river ? std::optional(river->name) : std::nullopt);
      river_kms.push_back(river ? river_km(*river, *on_border) : std::nullopt);
      azimuth.push_back(azimuth_at(route, at));
      points.push_back(route.at(at));
    }
  }
  return {"kilometre_posts",
          {{"route", names, -1, "name of the route"},
           {"km", km, 3, "chainage, km from the start of the route"},
           {"every_km", size, 3,
            "size of the post: the largest of 100, 50 and 10 km that divides its km, else the spacing"},
           {"river", river_names, -1, "river or land stretch"},
           {"river_km", river_kms, 3, "km along the border line from the river's mouth"},
           {"azimuth_deg", azimuth, 1, "direction of the line, degrees clockwise from north"}},
          std::move(points)};
}

Table route_table(std::span<const Route> routes) {
  Texts names, left, right;
  Reals length;
  Lines lines;
  for (const Route& route : routes) {
    names.push_back(route.name());
    length.push_back(route.length().m / 1000);
    left.push_back(route.sides().left);
    right.push_back(route.sides().right);
    lines.push_back(route.between({{0}, Chainage{} + route.length()}));
  }
  return {"route",
          {{"route", names, -1, "name of the route"},
           {"length_km", length, 3, "length on the WGS84 ellipsoid, km"},
           {"left", left, -1, "name of the side on the left, looking along increasing chainage"},
           {"right", right, -1, "name of the side on the right"}},
          std::move(lines)};
}

}  // namespace thalweg
