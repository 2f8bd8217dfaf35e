#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "contender.hpp"

namespace thalweg::bench {

/// A line measured in planar degrees, as the planar peers measure it.
class PlanarMeasure {
 public:
  explicit PlanarMeasure(const Route& route) : route_(route) {
    const auto v = route_.vertices();
    along_.push_back(0);
    for (std::size_t i = 0; i + 1 < v.size(); ++i) {
      along_.push_back(along_.back() + std::hypot(v[i + 1].lon - v[i].lon, v[i + 1].lat - v[i].lat));
    }
  }

  [[nodiscard]] double length() const { return along_.back(); }
  [[nodiscard]] double length_of(std::size_t edge) const { return along_[edge + 1] - along_[edge]; }

  /// The chainage in metres of a place that is so many degrees along the line.
  [[nodiscard]] double chainage_at(double degrees) const {
    const auto after = std::ranges::upper_bound(along_, degrees);
    const auto edge = std::clamp<std::ptrdiff_t>(after - along_.begin() - 1, 0, std::ssize(along_) - 2);
    const auto i = static_cast<std::size_t>(edge);
    return chainage_on(route_, i, std::min(1.0, (degrees - along_[i]) / length_of(i)));
  }

 private:
  Route route_;
  std::vector<double> along_;  // degrees, of each vertex
};

}  // namespace thalweg::bench
