#include "geo/route.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/sum.hpp"

namespace thalweg {
namespace {

constexpr double kSamePlace = 1e-6;         // metres; nearer vertices are one place, however written (a pole, +-180)
constexpr double kAntipodalLimit = 19.9e6;  // metres; beyond this two geodesics of equal length may exist

void check_vertices(const std::string& name, std::span<const LonLat> vertices) {
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    if (!is_position(vertices[i])) {
      bad_input("route '{}': vertex {} ({}, {}) is outside longitude [-180, 180], latitude [-90, 90]", name, i + 1,
                vertices[i].lon, vertices[i].lat);
    }
  }
}

}  // namespace

Route::Route(std::string name, SideNames sides, std::vector<LonLat> vertices)
    : name_(std::move(name)),
      sides_(std::move(sides)),
      shape_(std::make_shared<const Shape>(shape_of(name_, vertices))) {}

Route::Shape Route::shape_of(const std::string& name, std::span<const LonLat> vertices) {
  check_vertices(name, vertices);
  Shape shape;
  shape.vertices.reserve(vertices.size());
  shape.chainage_m.reserve(vertices.size());
  CompensatedSum along;
  for (const LonLat& v : vertices) {
    if (!shape.vertices.empty()) {
      const double step = geodesic_between(shape.vertices.back(), v).length_m;
      if (step > kAntipodalLimit) {
        bad_input("route '{}': the edge to ({}, {}) goes half round the Earth; add a vertex between", name, v.lon,
                  v.lat);
      }
      if (step < kSamePlace) {
        ++shape.duplicates;
        continue;
      }
      along.add(step);
    }
    shape.vertices.push_back(v);
    shape.chainage_m.push_back(along.value());
  }
  if (shape.vertices.size() < 2) bad_input("route '{}' has no length: it needs vertices at 2 places at least", name);
  return shape;
}

Route Route::with_sides(SideNames sides) const {
  Route other = *this;
  other.sides_ = std::move(sides);
  return other;
}

const std::string& Route::side_name(Side side) const {
  static const std::string on = "on";
  return side == Side::left ? sides_.left : side == Side::right ? sides_.right : on;
}

std::size_t Route::edge_at(Chainage c) const {
  const std::span<const double> chainage = chainage_m();
  const auto edge = std::ranges::upper_bound(chainage, c.m) - chainage.begin() - 1;
  return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(edge, 0, static_cast<std::ptrdiff_t>(edge_count()) - 1));
}

LonLat Route::at(Chainage c) const {
  const std::size_t i = edge_at(c);
  if (c.m <= chainage_m()[i]) return vertices()[i];
  if (c.m >= chainage_m()[i + 1]) return vertices()[i + 1];
  const Geodesic edge = geodesic_between(vertices()[i], vertices()[i + 1]);
  return geodesic_step(vertices()[i], edge.azimuth_start, c.m - chainage_m()[i]).at;
}

Line Route::between(Stretch s) const {
  const double from = std::clamp(s.from.m, 0.0, length().m);
  const double to = std::clamp(s.to.m, 0.0, length().m);
  if (!(from < to)) return {};
  Line line{{at({from}), from}};
  for (std::size_t i = edge_at({from}) + 1; i < chainage_m().size() && chainage_m()[i] < to; ++i) {
    line.push_back({vertices()[i], chainage_m()[i]});
  }
  line.push_back({at({to}), to});
  return line;
}

}  // namespace thalweg
