#include "geo/map_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/ellipsoid.hpp"
#include "geo/error.hpp"
#include "geo/gdal.hpp"

namespace thalweg {
namespace {

/// The direction in which the vertices lie in the mean.
LonLat middle_of(std::span<const Route> routes) {
  Vec3 sum{0, 0, 0};
  for (const Route& route : routes) {
    for (const LonLat& v : route.vertices()) sum = sum + to_earth_centred(v);
  }
  constexpr double degree = std::numbers::pi / 180;
  return {std::atan2(sum.y, sum.x) / degree, std::atan2(sum.z, std::hypot(sum.x, sum.y)) / degree};
}

}  // namespace

struct MapFrame::Projection {
  explicit Projection(LonLat middle) {
    const SpatialReference from = wgs84(), to(OSRNewSpatialReference(nullptr));
    const std::string text =
        fmt::format("+proj=aeqd +lat_0={:.4f} +lon_0={:.4f} +datum=WGS84 +units=m +type=crs", middle.lat, middle.lon);
    if (OSRSetFromUserInput(to.get(), text.c_str()) != OGRERR_NONE) io_error("PROJ does not understand '{}'", text);
    transform.reset(OCTNewCoordinateTransformation(from.get(), to.get()));
    if (!transform) io_error("PROJ cannot project to '{}'", text);
  }
  /// Metres east and north of the middle.
  [[nodiscard]] std::vector<Pixel> metres(std::span<const LonLat> positions) const {
    std::vector<Pixel> out;
    for (const LonLat& p : positions) {
      double x = p.lon, y = p.lat;
      if (OCTTransform(transform.get(), 1, &x, &y, nullptr) && std::isfinite(x) && std::isfinite(y)) {
        out.push_back({x, y});
      }
    }
    return out;
  }
  Transform transform;
};

MapFrame::MapFrame(std::span<const Route> routes, double width)
    : projection_(std::make_unique<Projection>(middle_of(routes))), width_(width) {
  constexpr double huge = 1e9;
  Pixel low{huge, huge}, high{-huge, -huge};
  for (const Route& route : routes) {
    for (const Pixel& p : projection_->metres(route.vertices())) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  }
  if (!(low.x <= high.x)) io_error("the routes cannot be projected onto a map");
  constexpr double margin = 0.07;
  const double across = high.x - low.x, up = high.y - low.y;
  const double inner = width * (1 - 2 * margin);
  height_ = std::clamp(up / std::max(across, 1.0) * inner + 2 * margin * width, 0.35 * width, 0.75 * width);
  metres_per_pixel_ = std::max({across / inner, up / (height_ - 2 * margin * width), 1e-3});
  left_m_ = (low.x + high.x) / 2 - metres_per_pixel_ * width_ / 2;
  top_m_ = (low.y + high.y) / 2 + metres_per_pixel_ * height_ / 2;
}

MapFrame::~MapFrame() = default;

std::vector<Pixel> MapFrame::project(std::span<const LonLat> positions) const {
  std::vector<Pixel> out = projection_->metres(positions);
  for (Pixel& p : out) p = {(p.x - left_m_) / metres_per_pixel_, (top_m_ - p.y) / metres_per_pixel_};
  return out;
}

SvgPath MapFrame::path(std::span<const LonLat> line) const {
  SvgPath out;
  Pixel last;
  const std::vector<Pixel> all = project(line);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool end = i == 0 || i + 1 == all.size();
    if (!end && std::hypot(all[i].x - last.x, all[i].y - last.y) < 0.5) continue;
    out.to(all[i].x, all[i].y);
    last = all[i];
  }
  return out;
}

}  // namespace thalweg
