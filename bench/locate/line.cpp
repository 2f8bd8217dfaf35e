#include "line.hpp"

#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "geo/random.hpp"

namespace thalweg::bench {
namespace {

constexpr double kRowLength = 2500e3;
constexpr double kDegree = 111.2e3;  // metres of latitude; a sphere does for making a line up

class Pen {
 public:
  Pen(std::size_t vertices, std::uint64_t seed) : wanted_(vertices), random_(replicate_engine(seed, vertices)) {
    line_.push_back({60, 20});
  }

  std::vector<LonLat> draw() {
    for (bool east = true; !done(); east = !east) {
      const double bearing = east ? 90 : 270;
      for (double advanced = 0; advanced < kRowLength && !done();) advanced += meander(bearing);
      turn(bearing, east ? -1 : 1);
    }
    return std::move(line_);
  }

 private:
  [[nodiscard]] bool done() const { return line_.size() == wanted_; }
  double uniform(double low, double high) {
    return boost::random::uniform_real_distribution<double>(low, high)(random_);
  }
  double step_length() { return std::exp(uniform(std::log(30.0), std::log(330.0))); }

  void step(double bearing_deg, double metres) {
    if (done()) return;
    const double radians = bearing_deg * std::numbers::pi / 180;
    const LonLat at = line_.back();
    line_.push_back({at.lon + metres * std::sin(radians) / (kDegree * std::cos(at.lat * std::numbers::pi / 180)),
                     at.lat + metres * std::cos(radians) / kDegree});
  }

  /// One wave to the left or right of the axis and back to it. The direction swings by less than a right angle from the
  /// axis's, so the curve advances along it. Returns by how much.
  double meander(double bearing) {
    const double wavelength = std::exp(uniform(std::log(3e3), std::log(30e3)));
    const double swing = (uniform(0, 1) < 0.5 ? -1 : 1) * uniform(35, 85);
    double advanced = 0;
    for (double along = 0; along < wavelength;) {
      const double metres = std::min(step_length(), wavelength - along);
      const double off_axis = swing * std::sin(2 * std::numbers::pi * (along + metres / 2) / wavelength);
      step(bearing + off_axis, metres);
      advanced += metres * std::cos(off_axis * std::numbers::pi / 180);
      along += metres;
    }
    return advanced;
  }

  /// Half a circle to the next row north; `sense` is -1 where that is to the left.
  void turn(double bearing, double sense) {
    const double length = std::numbers::pi * kDegree / 2;
    for (double along = 0; along < length;) {
      const double metres = std::min(step_length(), length - along);
      step(bearing + sense * 180 * (along + metres / 2) / length, metres);
      along += metres;
    }
  }

  std::size_t wanted_;
  std::mt19937_64 random_;
  std::vector<LonLat> line_;
};

}  // namespace

Route river_like(std::size_t vertices, std::uint64_t seed) {
  return {std::to_string(vertices), {}, Pen(vertices, seed).draw()};
}

}  // namespace thalweg::bench
