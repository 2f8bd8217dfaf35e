#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/datasets.hpp"
#include "geo/locate.hpp"
#include "geo/route.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// Places farther than this from every route are left out.
inline constexpr Span kPlaceReach{30e3};
/// Rivers and provinces of the default border are carried to other routes where these run within this distance of it.
inline constexpr Span kBorderReach{10e3};

/// Tells what lies along routes: the places near them, and the rivers and provinces of the default border where a route
/// runs along it, so for any line drawn of the same border. Immutable and safe to share between threads.
class Context {
 public:
  /// Locates the places on the routes. `locator` is of these routes. `routes` and `places` must outlive it.
  Context(std::span<const Route> routes, const Locator& locator, std::span<const Place> places = thalweg::places());

  /// A name for a stretch: the places whose foot lies in it, at most three, towns first, then by rank and distance,
  /// `Hyesan / Changbai`; else `between A and B`, the nearest towns of rank 1 or 2 before and after; else `A, 12 km on`
  /// or `12 km before B` where there is but one; empty where none is known.
  [[nodiscard]] std::string name_of(std::uint32_t route, Stretch s) const;
  /// The rivers (or land stretches) it runs along, in their order, joined by ` / `; nullopt away from the default
  /// border. What holds less than 200 m of it is passed over if something else holds more. On the default border itself
  /// exact; on other lines sampled every 500 m.
  [[nodiscard]] std::optional<std::string> river(std::uint32_t route, Stretch s) const;
  /// The provinces on one side, in the same way; nullopt too if the route's side is not named by a country code (CHN,
  /// PRK), or for Side::on.
  [[nodiscard]] std::optional<std::string> province(std::uint32_t route, Side side, Stretch s) const;

  /// Where along a route the river changes, or the province of either side, or one of them begins or ends: ordered,
  /// each within a millimetre of where the nearest place of the default border changes. What lasts less than 500 m can
  /// be missed.
  [[nodiscard]] std::vector<Chainage> river_changes(std::uint32_t route) const;
  [[nodiscard]] std::vector<Chainage> province_changes(std::uint32_t route) const;
  /// The feet of a route's towns of rank 1 or 2, ordered.
  [[nodiscard]] std::vector<Chainage> town_feet(std::uint32_t route) const;

  /// Whether there are places near the routes.
  [[nodiscard]] bool has_places() const { return !places_.empty(); }
  /// The places near the routes with route, chainage, offset and side, in order along the routes. Points.
  [[nodiscard]] Table places_table() const;
  /// Posts at every multiple of `every` from each route's start: km, the size class `every_km`, river, river kilometre
  /// and the line's azimuth. Points. @throws Error{bad_input} if `every` is not > 0 or gives more than 10 million
  /// posts.
  [[nodiscard]] Table posts_table(Span every) const;

 private:
  struct LocatedPlace {
    const Place* place;
    Location at;
  };

  /// The pieces of the default border that a stretch runs along, in the stretch's order.
  [[nodiscard]] std::vector<Stretch> on_border(std::uint32_t route, Stretch s) const;
  [[nodiscard]] std::optional<Chainage> border_chainage(std::uint32_t route, Chainage c) const;
  /// Where the text that `label` gives for a chainage changes along a route.
  template <typename Label>
  [[nodiscard]] std::vector<Chainage> changes(std::uint32_t route, Label label) const;
  /// Places of a route from one chainage to before another; at the route's very end, that too.
  [[nodiscard]] std::span<const LocatedPlace> places_in(std::uint32_t route, Stretch s) const;
  /// The town of rank 1 or 2 that is the last before, or the first after, a stretch.
  [[nodiscard]] const LocatedPlace* town_before(std::uint32_t route, Chainage c) const;
  [[nodiscard]] const LocatedPlace* town_after(std::uint32_t route, Chainage c) const;

  std::span<const Route> routes_;
  std::vector<bool> is_border_;       // per route: vertex by vertex the default border
  std::vector<LocatedPlace> places_;  // by route and chainage
};

/// The routes as lines with M = chainage: route, length_km, left, right.
Table route_table(std::span<const Route> routes);

}  // namespace thalweg
