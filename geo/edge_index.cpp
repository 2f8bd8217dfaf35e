#include "geo/edge_index.hpp"

#include <cmath>
#include <limits>

namespace thalweg {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kFar = 1e9F;   // metres; squared still finite, so that a missing child is far and not NaN
constexpr double kMargin = 1;  // metres; floats of this size are 0.5 m apart

}  // namespace

EdgeIndex::EdgeIndex(std::span<const Vec3> vertices) {
  const std::size_t edges = vertices.size() - 1, run = kFan * kFan;
  const std::size_t padded = (edges + run - 1) / run * run + 1;
  for (auto* axis : {&x_, &y_, &z_}) axis->reserve(padded);
  for (const Vec3& v : vertices) {
    x_.push_back(v.x);
    y_.push_back(v.y);
    z_.push_back(v.z);
  }
  for (auto* axis : {&x_, &y_, &z_}) axis->resize(padded, std::numeric_limits<double>::quiet_NaN());
  std::vector<Node>& lowest = levels_.emplace_back();
  for (std::size_t i = 0; i < edges; i += run) lowest.push_back(over_edges(i));
  while (levels_.back().size() > 1) {
    const std::vector<Node>& below = levels_.back();
    std::vector<Node> level;
    for (std::size_t i = 0; i < below.size(); i += kFan) {
      level.push_back(over_nodes(std::span(below).subspan(i, std::min(kFan, below.size() - i))));
    }
    levels_.push_back(std::move(level));
  }
}

EdgeIndex::Node EdgeIndex::over_edges(std::size_t first_edge) const {
  Node node;
  const std::array<const std::vector<double>*, 3> axes{&x_, &y_, &z_};
  for (std::size_t k = 0; k < kFan; ++k) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      float low = kInfinity, high = -kInfinity;
      for (std::size_t i = first_edge + k * kFan; i <= first_edge + (k + 1) * kFan; ++i) {
        const double v = (*axes[axis])[i];
        if (std::isnan(v)) continue;
        low = std::min(low, static_cast<float>(v - kMargin));
        high = std::max(high, static_cast<float>(v + kMargin));
      }
      node.low[axis][k] = low == kInfinity ? kFar : low;
      node.high[axis][k] = low == kInfinity ? kFar : high;
    }
  }
  return node;
}

EdgeIndex::Node EdgeIndex::over_nodes(std::span<const Node> below) {
  Node node;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    node.low[axis].fill(kFar);
    node.high[axis].fill(kFar);
    for (std::size_t k = 0; k < below.size(); ++k) {
      node.low[axis][k] = *std::ranges::min_element(below[k].low[axis]);
      const auto present = [](float v) { return v < kFar ? v : -kInfinity; };
      node.high[axis][k] = present(*std::ranges::max_element(below[k].high[axis], {}, present));
    }
  }
  return node;
}

void EdgeIndex::distances2(const Node& node, Vec3 p, std::array<float, kFan>& out) const {
  const std::array<float, 3> at{static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
  out.fill(0);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t k = 0; k < kFan; ++k) {
      const float below = node.low[axis][k] - at[axis], above = at[axis] - node.high[axis][k];
      float d = below > above ? below : above;
      d = d > 0 ? d : 0;
      out[k] += d * d;
    }
  }
}

void EdgeIndex::distances2(std::size_t first_edge, Vec3 p, std::array<double, kFan>& out) const {
  const double *x = &x_[first_edge], *y = &y_[first_edge], *z = &z_[first_edge];
  for (std::size_t k = 0; k < kFan; ++k) {
    const double dx = x[k + 1] - x[k], dy = y[k + 1] - y[k], dz = z[k + 1] - z[k];
    const double wx = p.x - x[k], wy = p.y - y[k], wz = p.z - z[k];
    double t = (wx * dx + wy * dy + wz * dz) / (dx * dx + dy * dy + dz * dz);
    t = t > 0 ? t : 0;
    t = t < 1 ? t : 1;
    const double rx = wx - t * dx, ry = wy - t * dy, rz = wz - t * dz;
    out[k] = rx * rx + ry * ry + rz * rz;
  }
}

}  // namespace thalweg
