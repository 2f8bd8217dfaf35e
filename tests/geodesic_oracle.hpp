#pragma once

#include <geodesic.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "geo/route.hpp"

// The nearest place of a line by brute force with PROJ's Karney geodesics, sharing no code with the locator: every edge
// is tried, and the foot on it is found by bisecting the angle to the point until it is a right one.
namespace thalweg::test {

inline const geod_geodesic& oracle_ellipsoid() {
  static const geod_geodesic g = [] {
    geod_geodesic made;
    geod_init(&made, 6378137.0, 1 / 298.257223563);
    return made;
  }();
  return g;
}

inline LonLat geodesic_step_oracle(LonLat from, double azimuth, double metres) {
  LonLat to;
  geod_direct(&oracle_ellipsoid(), from.lat, from.lon, azimuth, metres, &to.lat, &to.lon, nullptr);
  return to;
}

inline double geodesic_distance_oracle(LonLat a, LonLat b) {
  double s = 0;
  geod_inverse(&oracle_ellipsoid(), a.lat, a.lon, b.lat, b.lon, &s, nullptr, nullptr);
  return s;
}

struct OraclePlace {
  double chainage_m = 0;
  double offset_m = std::numeric_limits<double>::infinity();
};

class Oracle {
 public:
  explicit Oracle(const Route& route) {
    double chainage = 0;
    const auto v = route.vertices();
    for (std::size_t i = 0; i + 1 < v.size(); ++i) {
      Edge e{chainage, 0, {}};
      geod_inverseline(&e.line, &oracle_ellipsoid(), v[i].lat, v[i].lon, v[i + 1].lat, v[i + 1].lon,
                       GEOD_LATITUDE | GEOD_LONGITUDE | GEOD_DISTANCE_IN | GEOD_DISTANCE | GEOD_AZIMUTH);
      e.length = geodesic_distance_oracle(v[i], v[i + 1]);
      chainage += e.length;
      edges_.push_back(e);
    }
  }

  [[nodiscard]] OraclePlace nearest(LonLat p) const {
    std::vector<double> start(edges_.size());
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      start[i] = rough_distance(p, {edges_[i].line.lon1, edges_[i].line.lat1});
      least = std::min(least, start[i]);
    }
    OraclePlace best;
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      if (start[i] - edges_[i].length > least * 1.01 + 1) continue;  // 1.01 covers the rough distance's half per cent
      const OraclePlace place = nearest_on(edges_[i], p);
      if (place.offset_m < best.offset_m) best = place;
    }
    return best;
  }

  [[nodiscard]] double distance_at(LonLat p, double chainage) const {
    return geodesic_distance_oracle(at(chainage), p);
  }

  /// Whether the distance to p rises on both sides of a chainage (a metre away).
  [[nodiscard]] bool is_another_minimum(LonLat p, double chainage) const {
    const double here = distance_at(p, chainage);
    return distance_at(p, chainage - 1) >= here && distance_at(p, chainage + 1) >= here;
  }

 private:
  struct Edge {
    double chainage, length;
    geod_geodesicline line;
  };

  [[nodiscard]] LonLat at(double chainage) const {
    auto it = std::ranges::upper_bound(edges_, chainage, {}, &Edge::chainage);
    const Edge& e = it == edges_.begin() ? *it : *(it - 1);
    LonLat p;
    geod_position(&e.line, std::clamp(chainage - e.chainage, 0.0, e.length), &p.lat, &p.lon, nullptr);
    return p;
  }

  static double rough_distance(LonLat a, LonLat b) {  // on a sphere, within 0.6 % of the truth
    const double k = std::numbers::pi / 180;
    const double h = std::pow(std::sin((b.lat - a.lat) * k / 2), 2) +
                     std::cos(a.lat * k) * std::cos(b.lat * k) * std::pow(std::sin((b.lon - a.lon) * k / 2), 2);
    return 2 * 6371008.8 * std::asin(std::sqrt(std::min(1.0, h)));
  }

  static OraclePlace nearest_on(const Edge& e, LonLat p) {
    double low = 0, high = e.length;
    for (int i = 0; i < 60; ++i) {
      const double middle = (low + high) / 2;
      LonLat at;
      double along = 0, to_p = 0, s = 0;
      geod_position(&e.line, middle, &at.lat, &at.lon, &along);
      geod_inverse(&oracle_ellipsoid(), at.lat, at.lon, p.lat, p.lon, &s, &to_p, nullptr);
      (std::cos((to_p - along) * std::numbers::pi / 180) > 0 ? low : high) = middle;
    }
    LonLat foot;
    geod_position(&e.line, low, &foot.lat, &foot.lon, nullptr);
    return {e.chainage + low, geodesic_distance_oracle(foot, p)};
  }

  std::vector<Edge> edges_;
};

}  // namespace thalweg::test
