#include "geo/edge_index.hpp"

#include <cmath>
#include <limits>

namespace thalweg {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

float below(double v) {
  return std::nextafter(static_cast<float>(v), -kInfinity);
}
float above(double v) {
  return std::nextafter(static_cast<float>(v), kInfinity);
}

}  // namespace

EdgeIndex::EdgeIndex(std::span<const Vec3> vertices) {
  const std::size_t padded = vertices.size() - 1 + kFan;
  for (auto* axis : {&x_, &y_, &z_}) axis->reserve(padded);
  for (const Vec3& v : vertices) {
    x_.push_back(v.x);
    y_.push_back(v.y);
    z_.push_back(v.z);
  }
  for (auto* axis : {&x_, &y_, &z_}) axis->resize(padded, std::numeric_limits<double>::quiet_NaN());
  const std::size_t edges = vertices.size() - 1;
  std::vector<Box>& leaves = levels_.emplace_back();
  for (std::size_t i = 0; i < edges; i += kFan) leaves.push_back(box_of_edges(i, std::min(i + kFan, edges)));
  while (levels_.back().size() > kFan) {
    const std::vector<Box>& children = levels_.back();
    std::vector<Box> parents;
    for (std::size_t i = 0; i < children.size(); i += kFan) {
      parents.push_back(cover(std::span(children).subspan(i, std::min(kFan, children.size() - i))));
    }
    levels_.push_back(std::move(parents));
  }
}

EdgeIndex::Box EdgeIndex::box_of_edges(std::size_t first, std::size_t last) const {
  Box box{{kInfinity, kInfinity, kInfinity}, {-kInfinity, -kInfinity, -kInfinity}};
  for (std::size_t i = first; i <= last; ++i) {
    const std::array<double, 3> v{x_[i], y_[i], z_[i]};
    if (std::isnan(v[0])) continue;
    for (std::size_t k = 0; k < 3; ++k) {
      box.low[k] = std::min(box.low[k], below(v[k]));
      box.high[k] = std::max(box.high[k], above(v[k]));
    }
  }
  return box;
}

EdgeIndex::Box EdgeIndex::cover(std::span<const Box> boxes) {
  Box all = boxes.front();
  for (const Box& b : boxes) {
    for (std::size_t k = 0; k < 3; ++k) {
      all.low[k] = std::min(all.low[k], b.low[k]);
      all.high[k] = std::max(all.high[k], b.high[k]);
    }
  }
  return all;
}

void EdgeIndex::distances2(std::size_t first, Vec3 p, std::array<double, kFan>& out) const {
  const double *x = &x_[first], *y = &y_[first], *z = &z_[first];
  for (std::size_t k = 0; k < kFan; ++k) {
    const double dx = x[k + 1] - x[k], dy = y[k + 1] - y[k], dz = z[k + 1] - z[k];
    const double wx = p.x - x[k], wy = p.y - y[k], wz = p.z - z[k];
    const double t = std::clamp((wx * dx + wy * dy + wz * dz) / (dx * dx + dy * dy + dz * dz), 0.0, 1.0);
    const double rx = wx - t * dx, ry = wy - t * dy, rz = wz - t * dz;
    out[k] = rx * rx + ry * ry + rz * rz;
  }
}

}  // namespace thalweg
