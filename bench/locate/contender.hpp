#pragma once

#include <memory>
#include <span>
#include <string>

#include "geo/locate.hpp"
#include "geo/route.hpp"

namespace thalweg::bench {

/// A way to locate events on one line, prepared once.
class Contender {
 public:
  virtual ~Contender() = default;
  /// The chainage in metres of each event's nearest place; as many as there are events.
  virtual void locate(std::span<const LonLat> events, std::span<double> chainage_m) const = 0;
};

/// Names of all: `thalweg` (no runner-up), `thalweg-alt` (with one); GEOS: `strtree` (the nearest edge of an STRtree,
/// then GEOSProject on it; nodes of 10, the default), `strtree-4` (nodes of 4, the fastest), `project` (GEOSProject on
/// the whole line); Boost.Geometry: `rtree` (the nearest segment of a packed r-tree, then the projection onto it; nodes
/// of 16, as in its manual), `rtree-4` (nodes of 4, the fastest). All but ours work in planar degrees and take the
/// share of the edge in degrees for that in metres. @throws Error{bad_input} for another name.
std::unique_ptr<Contender> contender_named(const std::string& name, const Route& route);

std::unique_ptr<Contender> thalweg_contender(const Route& route, LocateOptions options);
std::unique_ptr<Contender> geos_strtree_contender(const Route& route, std::size_t node_capacity);
std::unique_ptr<Contender> geos_project_contender(const Route& route);
std::unique_ptr<Contender> boost_rtree_contender(const Route& route);
std::unique_ptr<Contender> boost_rtree_4_contender(const Route& route);

/// Chainage in metres where an edge begins and a share of it.
inline double chainage_on(const Route& route, std::size_t edge, double share) {
  const auto m = route.chainage_m();
  return m[edge] + share * (m[edge + 1] - m[edge]);
}

}  // namespace thalweg::bench
