#include "geo/edge_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "geo/edge_search.hpp"
#include "geo/vectorise.hpp"

namespace thalweg {
namespace {

constexpr float kFar = 1e9F;   // metres; squared still finite
constexpr double kMargin = 2;  // metres; floats of this size are 0.5 m apart

}  // namespace

void EdgeIndex::add(Vec3 vertex) {
  open_.push_back(vertex);
  if (open_.size() <= kRun) return;
  close_run();
  open_.push_back(vertex);  // where the next run goes on
}

void EdgeIndex::end_polyline() {
  close_run();
}

void EdgeIndex::close_run() {
  Run& run = runs_.emplace_back();
  run.edges = static_cast<std::uint8_t>(open_.size() - 1);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::array<double, kRun + 1> v;
    for (std::size_t k = 0; k < v.size(); ++k) v[k] = open_[std::min(k, open_.size() - 1)].along(axis);
    const auto [low, high] = std::ranges::minmax(v);
    run.middle[axis] = static_cast<float>((low + high) / 2);
    for (std::size_t k = 0; k < v.size(); ++k) {
      const double from_middle = v[k] - run.middle[axis];
      const long coarse = std::lround(from_middle / kCoarseStep);
      const long more = std::lround((from_middle - static_cast<double>(coarse) * kCoarseStep) / kStep);
      run.steps[axis][k] = static_cast<std::int32_t>(coarse);
      run.more[axis][k] = static_cast<std::int8_t>(std::min(more, 127L));
    }
  }
  open_.clear();
}

void EdgeIndex::build() {
  const auto add_level = [this](const auto& below) {
    std::vector<Node> level;
    level.reserve((below.size() + kFan - 1) / kFan);
    for (std::size_t i = 0; i < below.size(); i += kFan) {
      level.push_back(over(std::span(below).subspan(i, std::min(kFan, below.size() - i))));
    }
    levels_.push_back(std::move(level));
  };
  open_.shrink_to_fit();
  add_level(runs_);
  while (levels_.back().size() > 1) add_level(levels_.back());
}

void EdgeIndex::Node::set(std::size_t axis, std::size_t child, double low, double high) {
  middle[axis][child] = static_cast<float>((low + high) / 2);
  half[axis][child] = static_cast<float>((high - low) / 2 + kMargin);
}

EdgeIndex::Node::Node() {
  for (auto& axis : middle) axis.fill(kFar);
  for (auto& axis : half) axis.fill(0);
}

EdgeIndex::Node EdgeIndex::over(std::span<const Run> below) {
  Node node;
  for (std::size_t child = 0; child < below.size(); ++child) {
    const Run& run = below[child];
    if (run.edges == 0) continue;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto [low, high] = std::ranges::minmax(run.steps[axis]);
      node.set(axis, child, run.middle[axis] + kCoarseStep * low, run.middle[axis] + kCoarseStep * high);
    }
  }
  return node;
}

EdgeIndex::Node EdgeIndex::over(std::span<const Node> below) {
  Node node;
  for (std::size_t child = 0; child < below.size(); ++child) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      double low = std::numeric_limits<double>::infinity(), high = -low;
      for (std::size_t k = 0; k < kFan; ++k) {
        const double middle = below[child].middle[axis][k], half = below[child].half[axis][k];
        if (middle == kFar) continue;
        low = std::min(low, middle - half);
        high = std::max(high, middle + half);
      }
      if (low <= high) node.set(axis, child, low, high);
    }
  }
  return node;
}

THALWEG_VECTORISED
void EdgeIndex::find(const PointBlock& points, std::span<const Starts> starts, double margin,
                     std::vector<Hit>& hits) const {
  Search search(*this, margin);
  for (std::size_t first = 0; first < points.size; first += Search::kTogether) {
    search.find(points, first, starts.subspan(first, std::min(Search::kTogether, points.size - first)), hits);
  }
}

THALWEG_VECTORISED
void EdgeIndex::lowest_nodes(Vec3 p, double radius, double margin, double reach, Starts among,
                             std::vector<std::uint32_t>& nodes) const {
  nodes.clear();
  if (levels_.size() == 1) return nodes.push_back(0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> near;
  if (Search(*this, margin).nodes_near(p, static_cast<float>(2 * radius), among, near) - radius > reach) return;
  std::ranges::sort(near);
  for (const auto& [key, node] : near) nodes.push_back(node);
}

}  // namespace thalweg
