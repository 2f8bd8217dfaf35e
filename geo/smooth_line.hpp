#pragma once

#include <vector>

#include "geo/route.hpp"

namespace thalweg {

/// A route's general course: each of its places moved to the mean of those about it, by a normal distribution of
/// chainages. It begins and ends where the route does. For drawing beside a winding line.
class SmoothLine {
 public:
  /// `sigma`: standard deviation of the distribution, > 0. The route must outlive the object.
  SmoothLine(const Route& route, Span sigma) : route_(route), sigma_(sigma) {}

  /// The place that a chainage is moved to.
  [[nodiscard]] LonLat at(Chainage c) const;
  /// The direction there, degrees clockwise from north.
  [[nodiscard]] double azimuth(Chainage c) const;

 private:
  const Route& route_;
  Span sigma_;
};

}  // namespace thalweg
