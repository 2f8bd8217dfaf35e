#include "geo/edge_index.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "geo/lanes.hpp"
#include "geo/vectorise.hpp"

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

double chord_slack(double distance_m) {
  return 0.006 + 2.2e-17 * distance_m * distance_m * distance_m;
}

std::size_t EdgeIndex::padded(std::size_t vertices) {
  constexpr std::size_t run = kFan * kRun;
  return (vertices - 1 + run - 1) / run * run + 1;
}

EdgeIndex::EdgeIndex(Vec3Array vertices) : vertices_(std::move(vertices)) {
  const std::size_t edges = vertices_.size() - 1, run = kFan * kRun, needed = padded(vertices_.size());
  for (auto* axis : {&vertices_.x, &vertices_.y, &vertices_.z}) {
    axis->resize(needed, std::numeric_limits<double>::quiet_NaN());
  }
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
  const std::array<const std::vector<double>*, 3> axes{&vertices_.x, &vertices_.y, &vertices_.z};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t k = 0; k < kFan; ++k) {
      Reach reach;
      const std::size_t first = first_edge + k * kRun;
      for (std::size_t i = first; i <= first + kRun; ++i) {
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

/// The search for one point: down to the nearest leaf, whose edges give a bound, then all that the bound leaves.
///
/// Squared distances are compared as integers: the bits of a float >= 0 sort like the float, and those of NaN after
/// all. The lowest four bits give way to the child's place among 16, so that the least key tells which child it is.
class EdgeIndex::Search {
 public:
  void begin(const EdgeIndex& index, std::uint32_t point, Vec3 p, double margin) {
    index_ = &index;
    point_ = point;
    p_ = p;
    margin_ = margin;
    at_ = {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
    least2_ = bound2_ = std::numeric_limits<float>::infinity();
    bound_key_ = std::numeric_limits<Key>::max();
    found_.clear();
    level_ = index.levels_.size() - 1;
    enter(0);
  }

  /// Visits the nearest child of the current node: a node, which becomes the current one, or edges.
  void go_down() { visit(least_unvisited(frames_[level_])); }

  /// Visits what is still within the bound.
  void finish(std::vector<Hit>& hits) {
    while (level_ < index_->levels_.size()) {
      const Frame& frame = frames_[level_];
      const Key key = least_unvisited(frame);
      if (key > bound_key_ || key < frame.next) {
        ++level_;
      } else {
        visit(key);
      }
    }
    std::erase_if(found_, [&](const Found& f) { return f.distance2 > bound2_; });
    if (found_.size() > 1) std::ranges::sort(found_, {}, &Found::edge);  // the order of the search must not matter
    for (const Found& f : found_) hits.push_back({point_, f.edge});
  }

 private:
  using Key = std::uint32_t;
  static constexpr std::size_t kLevels = 8;  // 16^9 edges
  struct Frame {
    std::size_t node = 0;
    Key next = 0;  // children are visited in the order of their keys: those below are done
    std::array<Key, kFan> key;
  };
  struct Found {
    std::uint32_t edge;
    float distance2;
  };
  /// The keys of eight children from `first` on.
  static lanes::Words keys_of(lanes::Floats distance2, Key first) {
    constexpr lanes::Words place{0, 1, 2, 3, 4, 5, 6, 7};
    return (std::bit_cast<lanes::Words>(distance2) & ~Key{kFan - 1}) | (place + first);
  }
  static constexpr auto kSmaller = [](auto a, auto b) { return a < b ? a : b; };
  /// Below frame.next if there is none: what was visited wraps round to large numbers, and back.
  static Key least_unvisited(const Frame& frame) {
    const auto left = [&](std::size_t k) { return lanes::load<lanes::Words>(&frame.key[k]) - frame.next; };
    return lanes::reduce(kSmaller(left(0), left(8)), kSmaller) + frame.next;
  }

  void visit(Key key) {
    Frame& frame = frames_[level_];
    frame.next = key + 1;
    const std::size_t child = frame.node * kFan + key % kFan;
    if (level_ == 0) {
      take_edges(child * kRun);
    } else {
      --level_;
      enter(child);
    }
  }

  void enter(std::size_t number) {
    const Node& node = index_->levels_[level_][number];
    Frame& frame = frames_[level_];
    frame.node = number;
    frame.next = 0;
    for (Key first = 0; first < kFan; first += 8) {
      lanes::Floats distance2{};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto middle = lanes::load<lanes::Floats>(&node.middle[axis][first]);
        const lanes::Floats d = lanes::abs(at_[axis] - middle) - lanes::load<lanes::Floats>(&node.half[axis][first]);
        const lanes::Floats outside = 0.5F * (d + lanes::abs(d));  // not below 0
        distance2 += outside * outside;
      }
      lanes::store(keys_of(distance2, first), &frame.key[first]);
    }
  }

  /// Squared distances to four chords.
  [[nodiscard]] lanes::HalfFloats distances2(std::size_t first) const {
    const auto difference = [first](const std::vector<double>& axis, double p, lanes::Doubles& d) {
      const auto a = lanes::load<lanes::Doubles>(&axis[first]);
      d = lanes::load<lanes::Doubles>(&axis[first + 1]) - a;
      return p - a;
    };
    lanes::Doubles dx, dy, dz;
    const lanes::Doubles wx = difference(index_->vertices_.x, p_.x, dx), wy = difference(index_->vertices_.y, p_.y, dy),
                         wz = difference(index_->vertices_.z, p_.z, dz);
    const lanes::Doubles along = (wx * dx + wy * dy + wz * dz) / (dx * dx + dy * dy + dz * dz);
    const lanes::Doubles t = 0.5 * (lanes::abs(along) - lanes::abs(along - 1) + 1);  // clamped to [0, 1]
    const lanes::Doubles rx = wx - t * dx, ry = wy - t * dy, rz = wz - t * dz;
    return __builtin_convertvector(rx * rx + ry * ry + rz * rz, lanes::HalfFloats);
  }

  void take_edges(std::size_t first) {
    const lanes::Floats distance2 = lanes::join(distances2(first), distances2(first + 4));
    const Key nearest = lanes::reduce(keys_of(distance2, 0), kSmaller);
    if (nearest > bound_key_) return;
    if (const float d2 = distance2[nearest % kRun]; d2 < least2_) narrow(d2);
    for (std::uint32_t taken = near_in(distance2); taken != 0; taken &= taken - 1) {
      const auto k = static_cast<std::size_t>(std::countr_zero(taken));
      found_.push_back({static_cast<std::uint32_t>(first + k), distance2[k]});
    }
  }

  /// Which of eight edges are within the bound and not beaten by a neighbour, one bit each. A neighbour at NaN, which
  /// is no edge, does not beat any; nor do those that are not among the eight.
  [[nodiscard]] std::uint32_t near_in(lanes::Floats distance2) const {
    constexpr lanes::Words bit{1, 2, 4, 8, 16, 32, 64, 128};
    const lanes::Floats none = lanes::Floats{} + std::numeric_limits<float>::infinity();
    const lanes::Floats before = lanes::shifted<7>(none, distance2), after = lanes::shifted<1>(distance2, none);
    const auto beaten = (distance2 > before + neighbour_slack2_) | (distance2 > after + neighbour_slack2_);
    const auto taken = std::bit_cast<lanes::Words>((distance2 <= bound2_) & ~beaten);
    return lanes::reduce(taken & bit, [](auto a, auto b) { return a | b; });
  }

  /// Sets the bounds by the least squared distance so far; a little wider, for what floats and keys leave out.
  void narrow(float d2) {
    constexpr double kRounding = 1 + 4e-6;
    least2_ = d2;
    const double reach = std::sqrt(static_cast<double>(d2)) + margin_, slack = chord_slack(reach) + 2e-6 * reach;
    const double bound = reach + slack;
    bound2_ = static_cast<float>(bound * bound * kRounding);
    neighbour_slack2_ = static_cast<float>((2 * bound + slack) * slack * kRounding);
    bound_key_ = std::bit_cast<Key>(bound2_) | Key{kFan - 1};
  }

  const EdgeIndex* index_ = nullptr;
  std::uint32_t point_ = 0;
  Vec3 p_;
  double margin_ = 0;
  std::array<float, 3> at_{};
  float least2_ = 0, bound2_ = 0, neighbour_slack2_ = 0;
  Key bound_key_ = 0;
  std::size_t level_ = 0;
  std::array<Frame, kLevels> frames_;
  std::vector<Found> found_;
};

// Points go down the tree side by side: the processor works on several at once, where a search after the other would
// wait at each level for the level before.
THALWEG_VECTORISED
void EdgeIndex::find(const PointBlock& points, double margin, std::vector<Hit>& hits) const {
  constexpr std::size_t kTogether = 32;
  std::array<Search, kTogether> together;
  for (std::size_t first = 0; first < points.size; first += kTogether) {
    const std::span<Search> searches(together.data(), std::min(kTogether, points.size - first));
    for (std::size_t i = 0; i < searches.size(); ++i) {
      searches[i].begin(*this, static_cast<std::uint32_t>(first + i), points.at(first + i), margin);
    }
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      for (Search& search : searches) search.go_down();
    }
    for (Search& search : searches) search.finish(hits);
  }
}

}  // namespace thalweg
