#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "geo/table.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// The names of a route's two sides, looking along increasing chainage.
struct SideNames {
  std::string left = "left";
  std::string right = "right";
  friend bool operator==(const SideNames&, const SideNames&) = default;
};

/// An ordered line on the WGS84 ellipsoid with a direction, names for its sides, and chainage. Immutable.
/// Copies share the vertices. Its edges are geodesics; chainage is the compensated sum of their lengths (Karney 2013,
/// doi:10.1007/s00190-012-0578-z). Edges may cross the antimeridian: each takes the shorter way round.
class Route {
 public:
  /// Consecutive vertices within a micrometre are duplicates and dropped. Cost O(vertices).
  /// @throws Error{bad_input} naming the route: a coordinate that is not finite or out of range (with the vertex
  /// number), fewer than two distinct vertices, or two consecutive vertices that are antipodal (no single shortest
  /// way).
  Route(std::string name, SideNames sides, std::vector<LonLat> vertices);

  /// The same line with other names for its sides.
  [[nodiscard]] Route with_sides(SideNames sides) const;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const SideNames& sides() const { return sides_; }
  [[nodiscard]] const std::string& side_name(Side side) const;  ///< `on` for Side::on
  [[nodiscard]] std::span<const LonLat> vertices() const { return shape_->vertices; }
  [[nodiscard]] std::span<const double> chainage_m() const { return shape_->chainage_m; }  ///< strictly increasing
  [[nodiscard]] Span length() const { return {shape_->chainage_m.back()}; }
  [[nodiscard]] std::size_t edge_count() const { return shape_->vertices.size() - 1; }
  [[nodiscard]] std::size_t duplicates_dropped() const { return shape_->duplicates; }

  /// The edge that holds a chainage, clamped to the route: edge i spans [chainage_m[i], chainage_m[i+1]). O(log n).
  [[nodiscard]] std::size_t edge_at(Chainage c) const;
  /// The position at a chainage, clamped to the route. O(log n).
  [[nodiscard]] LonLat at(Chainage c) const;
  /// The line between two chainages, clamped to the route, with the vertices between them. Empty if from >= to.
  [[nodiscard]] Line between(Stretch s) const;

 private:
  struct Shape {
    std::vector<LonLat> vertices;
    std::vector<double> chainage_m;
    std::size_t duplicates = 0;
  };
  static Shape shape_of(const std::string& name, std::span<const LonLat> vertices);

  std::string name_;
  SideNames sides_;
  std::shared_ptr<const Shape> shape_;
};

}  // namespace thalweg
