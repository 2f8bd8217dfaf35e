#pragma once

#include <geos_c.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "geo/table.hpp"

namespace thalweg {

struct GeosDestroy {
  GEOSContextHandle_t context = nullptr;
  void operator()(GEOSGeometry* g) const noexcept { GEOSGeom_destroy_r(context, g); }
};
using GeosGeometry = std::unique_ptr<GEOSGeometry, GeosDestroy>;

/// GEOS for polygon work: one context, which must outlive the geometries it made. Overlays put all vertices on a grid
/// of kGeosGrid, which makes them robust, and their results the same in formats of 7 decimals.
class Geos {
 public:
  Geos();
  ~Geos();
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;

  [[nodiscard]] GeosGeometry line(std::span<const LonLat> vertices) const;
  [[nodiscard]] GeosGeometry collection(std::vector<GeosGeometry> parts) const;
  /// Polygons with their vertices replaced by what `to` makes of them.
  template <typename To>
  [[nodiscard]] GeosGeometry mapped(const GEOSGeometry* g, To to) const {
    std::vector<GeosGeometry> parts;
    for (Polygon& polygon : polygons(g)) {
      for (auto& ring : polygon) {
        for (LonLat& p : ring) p = to(p);
      }
      parts.push_back(this->polygon(polygon));
    }
    return collection(std::move(parts));
  }

  /// What is within `distance` of a geometry; a quarter of a circle has `steps` edges.
  [[nodiscard]] GeosGeometry buffer(const GEOSGeometry* g, double distance, int steps) const;
  /// Everything together: polygons merged, lines noded. On the grid.
  [[nodiscard]] GeosGeometry merged(const GEOSGeometry* g) const;
  [[nodiscard]] GeosGeometry boundary(const GEOSGeometry* polygons) const;
  /// The faces between noded lines.
  [[nodiscard]] std::vector<GeosGeometry> faces(const GEOSGeometry* lines) const;
  /// A position inside a polygon, not on its boundary.
  [[nodiscard]] LonLat inside(const GEOSGeometry* polygon) const;
  [[nodiscard]] GeosGeometry point(LonLat at) const;

  /// The polygons of a geometry, in an order and with rings that depend on their shape alone.
  [[nodiscard]] MultiPolygon polygons(const GEOSGeometry* g) const;

  [[nodiscard]] GEOSContextHandle_t context() const { return context_; }
  /// Takes over what GEOS made. @throws Error{io} with GEOS's reason if it made nothing.
  [[nodiscard]] GeosGeometry own(GEOSGeometry* made) const;

 private:
  [[nodiscard]] GEOSCoordSequence* sequence(std::span<const LonLat> vertices) const;
  [[nodiscard]] GeosGeometry polygon(const Polygon& rings) const;
  [[nodiscard]] std::vector<LonLat> ring(const GEOSGeometry* g) const;

  GEOSContextHandle_t context_;
  std::string reason_;
};

inline constexpr double kGeosGrid = 1e-7;  ///< degrees: a centimetre

}  // namespace thalweg
