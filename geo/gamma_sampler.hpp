#pragma once

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>

namespace thalweg {

/// Draws from a gamma distribution of a fixed shape > 0 and scale 1: Marsaglia and Tsang 2000,
/// doi:10.1145/358407.358414. It seldom needs a logarithm, where Boost.Random's needs one and a tangent for each draw.
/// The same numbers everywhere.
class GammaSampler {
 public:
  explicit GammaSampler(double shape)
      : d_((shape < 1 ? shape + 1 : shape) - 1.0 / 3), c_(1 / std::sqrt(9 * d_)), power_(shape < 1 ? 1 / shape : 0) {}

  template <typename Engine>
  double operator()(Engine& engine) const {
    const double draw = of_shape_above_one(engine);
    return power_ > 0 ? draw * std::pow(boost::random::uniform_01<double>()(engine), power_) : draw;
  }

 private:
  template <typename Engine>
  double of_shape_above_one(Engine& engine) const {
    for (;;) {
      const double x = boost::random::normal_distribution<double>()(engine);
      const double root = 1 + c_ * x;
      if (root <= 0) continue;
      const double v = root * root * root;
      const double u = boost::random::uniform_01<double>()(engine);
      const double squeeze = 0.0331 * x * x * x * x;
      if (u < 1 - squeeze || std::log(u) < 0.5 * x * x + d_ * (1 - v + std::log(v))) return d_ * v;
    }
  }

  double d_, c_;
  double power_;  // of the uniform number that brings a shape + 1 down to a shape below 1; else 0
};

}  // namespace thalweg
