#include "geo/edge_index.hpp"

#include <cmath>
#include <limits>

namespace thalweg {
namespace {

constexpr float kFar = 1e9F;   // metres; squared still finite
constexpr double kMargin = 2;  // metres; floats of this size are 0.5 m apart

/// An interval that grows to hold what it is given; without anything it is at kFar.
struct Reach {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double from, double to) {
    low = std::min(low, from);
    high = std::max(high, to);
  }
  [[nodiscard]] float middle() const { return low <= high ? static_cast<float>((low + high) / 2) : kFar; }
  [[nodiscard]] float half() const { return low <= high ? static_cast<float>((high - low) / 2 + kMargin) : 0; }
};

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
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t k = 0; k < kFan; ++k) {
      Reach reach;
      const std::size_t first = first_edge + k * kFan;
      for (std::size_t i = first; i <= first + kFan; ++i) {
        const double v = (*axes[axis])[i];
        if (!std::isnan(v)) reach.add(v, v);
      }
      node.middle[axis][k] = reach.middle();
      node.half[axis][k] = reach.half();
    }
  }
  return node;
}

EdgeIndex::Node EdgeIndex::over_nodes(std::span<const Node> below) {
  Node node;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t k = 0; k < kFan; ++k) {
      Reach reach;
      for (std::size_t child = 0; k < below.size() && child < kFan; ++child) {
        const float middle = below[k].middle[axis][child], half = below[k].half[axis][child];
        if (middle != kFar) reach.add(double{middle} - half, double{middle} + half);
      }
      node.middle[axis][k] = reach.middle();
      node.half[axis][k] = reach.half();
    }
  }
  return node;
}

// Both loops choose by absolute values instead of comparisons, so that compilers turn them into vector instructions.

void EdgeIndex::distances2(const Node& node, Vec3 p, std::array<float, kFan>& out) const {
  const float x = static_cast<float>(p.x), y = static_cast<float>(p.y), z = static_cast<float>(p.z);
  const auto twice_outside = [](float at, float middle, float half) {  // 2 max(|at - middle| - half, 0)
    const float d = std::abs(at - middle) - half;
    return d + std::abs(d);
  };
  for (std::size_t k = 0; k < kFan; ++k) {
    const float dx = twice_outside(x, node.middle[0][k], node.half[0][k]);
    const float dy = twice_outside(y, node.middle[1][k], node.half[1][k]);
    const float dz = twice_outside(z, node.middle[2][k], node.half[2][k]);
    out[k] = (dx * dx + dy * dy + dz * dz) * 0.25F;
  }
}

void EdgeIndex::distances2(std::size_t first_edge, Vec3 p, std::array<double, kFan>& out) const {
  const double *x = &x_[first_edge], *y = &y_[first_edge], *z = &z_[first_edge];
  for (std::size_t k = 0; k < kFan; ++k) {
    const double dx = x[k + 1] - x[k], dy = y[k + 1] - y[k], dz = z[k + 1] - z[k];
    const double wx = p.x - x[k], wy = p.y - y[k], wz = p.z - z[k];
    const double along = (wx * dx + wy * dy + wz * dz) / (dx * dx + dy * dy + dz * dz);
    const double t = 0.5 * (std::abs(along) - std::abs(along - 1) + 1);  // along, clamped to [0, 1]
    const double rx = wx - t * dx, ry = wy - t * dy, rz = wz - t * dz;
    out[k] = rx * rx + ry * ry + rz * rz;
  }
}

}  // namespace thalweg
