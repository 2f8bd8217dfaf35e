#pragma once

#include <memory>
#include <span>
#include <vector>

#include "geo/picture.hpp"

namespace thalweg {

/// A place on a drawing.
struct Pixel {
  double x = 0, y = 0;
};

/// The azimuthal equidistant projection about the middle of some routes, scaled so that they fill a frame of a width.
class MapFrame {
 public:
  /// The frame is at least 0.35 and at most 0.75 times as high as wide, with a margin around the routes.
  MapFrame(std::span<const Route> routes, double width);
  ~MapFrame();
  MapFrame(const MapFrame&) = delete;
  MapFrame& operator=(const MapFrame&) = delete;

  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }
  [[nodiscard]] double metres_per_pixel() const { return metres_per_pixel_; }
  /// Where positions are on the drawing, or outside of it; those that the projection does not reach are left out.
  [[nodiscard]] std::vector<Pixel> project(std::span<const LonLat> positions) const;
  /// The same as a path, without the vertices that are nearer than half a pixel to the one before.
  [[nodiscard]] SvgPath path(std::span<const LonLat> line) const;
  [[nodiscard]] bool holds(Pixel p) const { return p.x >= 0 && p.x <= width_ && p.y >= 0 && p.y <= height_; }

 private:
  struct Projection;
  std::unique_ptr<Projection> projection_;
  double width_, height_ = 0, metres_per_pixel_ = 1, left_m_ = 0, top_m_ = 0;
};

}  // namespace thalweg
