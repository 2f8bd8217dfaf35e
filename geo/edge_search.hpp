#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "geo/edge_index.hpp"
#include "geo/lanes.hpp"

namespace thalweg {

/// How much the chord to the true nearest edge may exceed the least chord that was measured, in metres, at a distance:
/// 6 mm of the edges' sagitta, the difference of curvature between directions (docs/methods.md), and what arithmetic in
/// float and the rounding of the vertices add, a part of the distance and a millimetre.
inline float chord_slack(float distance_m) {
  return 0.007F + distance_m * (2e-6F + 2.2e-17F * distance_m * distance_m);
}

/// The search for a few points side by side, step by step for all of them: the processor then works on several at once
/// and seldom waits for memory or guesses a branch wrong.
///
/// For each point the nearest run of the likeliest lowest node gives a bound; all other runs within the bound are then
/// measured, and the edges near enough are the hits.
///
/// Squared distances are compared as integers: the bits of a float >= 0 sort like the float. In keys of children the
/// lowest four bits give way to the child's place among 16, so that the least key tells which child it is.
class EdgeIndex::Search {
 public:
  static constexpr std::size_t kTogether = 64;  // points
  using Key = std::uint32_t;

  Search(const EdgeIndex& index, double margin)
      : index_(index),
        lowest_(index.levels_[0].data()),
        runs_(index.runs_.data()),
        margin_(static_cast<float>(margin)) {
    scans_.reserve(4 * kTogether);
  }

  /// At most kTogether points; the first has the number `first` in the hits.
  void find(const PointBlock& points, std::size_t first, std::span<const Starts> starts, std::vector<Hit>& hits) {
    size_ = static_cast<std::uint32_t>(starts.size());
    for (std::uint32_t i = 0; i < size_; ++i) begin(queries_[i], points.at(first + i), starts[i]);
    measure();
    take_hits(static_cast<std::uint32_t>(first), hits);
  }

  /// Those of the lowest nodes `among`, or of all if it is empty, that hold all that is within the margin and `more` of
  /// what is nearest to a point; and how far that is, metres.
  double nodes_near(Vec3 p, float more, Starts among, std::vector<std::pair<Key, std::uint32_t>>& nodes) {
    size_ = 1;
    const Query& query = queries_[0];
    begin(queries_[0], p, among);
    measure();
    bound_by(margin_ + more);
    const Key bound = bound_key(0);
    const auto take = [&](std::uint32_t node) {
      const Keys key = keys(query, lowest_[node]);
      const Key nearest = lanes::reduce(kSmaller(key.low, key.high), kSmaller);
      if (nearest <= bound) nodes.emplace_back(nearest, node);
    };
    for (const std::uint32_t node : among) take(node);
    if (among.empty()) visit(query, index_.levels_.size() - 1, 0, 1, bound, take);
    return std::sqrt(least2_[0]);
  }

 private:
  using Eight = std::array<float, kRun>;
  struct Query {
    std::array<double, 3> p;
    std::array<float, 3> at;
    Starts starts;
    std::uint32_t node, run;    // the lowest node entered first, and its nearest run
    std::array<Key, kFan> key;  // of that node's children
  };
  /// A run measured for a query.
  struct Scan {
    std::uint32_t query, run;
  };
  struct Keys {
    lanes::Words low, high;
  };

  static constexpr auto kSmaller = [](auto a, auto b) { return a < b ? a : b; };
  static constexpr lanes::Words kPlace{0, 1, 2, 3, 4, 5, 6, 7};

  /// The keys of a node's children.
  [[nodiscard]] static Keys keys(const Query& query, const Node& node) {
    const auto eight = [&](Key first) {
      lanes::Floats distance2{};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto middle = lanes::load<lanes::Floats>(&node.middle[axis][first]);
        const lanes::Floats d =
            lanes::abs(query.at[axis] - middle) - lanes::load<lanes::Floats>(&node.half[axis][first]);
        const lanes::Floats outside = lanes::not_below_zero(d);
        distance2 += outside * outside;
      }
      return (std::bit_cast<lanes::Words>(distance2) & ~Key{kFan - 1}) | (kPlace + first);
    };
    return {eight(0), eight(8)};
  }
  [[nodiscard]] static std::uint32_t nearest_child(const Keys& key, std::uint32_t number) {
    return number * std::uint32_t{kFan} + lanes::reduce(kSmaller(key.low, key.high), kSmaller) % std::uint32_t{kFan};
  }

  void begin(Query& query, Vec3 p, Starts starts) const {
    query.p = {p.x, p.y, p.z};
    query.at = {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
    query.starts = starts;
    query.node = starts.empty() ? 0 : starts[0];
    for (std::size_t level = index_.levels_.size() - 1; starts.empty() && level > 0; --level) {
      query.node = nearest_child(keys(query, index_.levels_[level][query.node]), query.node);
    }
    const Keys key = keys(query, lowest_[query.node]);
    lanes::store(key.low, &query.key[0]);
    lanes::store(key.high, &query.key[8]);
    query.run = nearest_child(key, query.node);
    lanes::prefetch(runs_[query.run]);
  }

  /// Measures all runs that may hold a hit.
  void measure() {
    scans_.clear();
    for (std::uint32_t i = 0; i < size_; ++i) scans_.push_back({i, queries_[i].run});
    std::fill_n(least2_.begin(), size_, std::numeric_limits<float>::infinity());
    scan_from(0);
    bound_by(margin_);
    for (std::uint32_t i = 0; i < size_; ++i) gather(i);
    scan_from(size_);
    bound_by(margin_);
  }

  /// Bounds what is within a margin of the least squared distance so far, and a little more for what floats and keys
  /// leave out.
  void bound_by(float margin) {
    constexpr float kRounding = 1 + 4e-6F;
    for (std::size_t i = 0; i < size_; ++i) {
      const float reach = std::sqrt(least2_[i]) + margin;
      const float slack = chord_slack(reach), bound = reach + slack;
      bound2_[i] = bound * bound * kRounding;
      neighbour_slack2_[i] = (2 * bound + slack) * slack * kRounding;
    }
  }
  [[nodiscard]] Key bound_key(std::uint32_t query) const { return std::bit_cast<Key>(bound2_[query]) | Key{kFan - 1}; }

  /// Measures the edges of the runs from one scan on.
  void scan_from(std::size_t first) {
    if (distance2_.size() < scans_.size()) distance2_.resize(2 * scans_.size());
    for (std::size_t k = first; k < scans_.size(); ++k) {
      const lanes::Floats distance2 = distances2(queries_[scans_[k].query], runs_[scans_[k].run]);
      lanes::store(distance2, distance2_[k].data());
      const float nearest = std::bit_cast<float>(lanes::reduce(std::bit_cast<lanes::Words>(distance2), kSmaller));
      float& least2 = least2_[scans_[k].query];
      least2 = std::min(least2, nearest);
    }
  }

  /// Lists the other runs within the bound of a query.
  void gather(std::uint32_t number) {
    const Query& query = queries_[number];
    const Key bound = bound_key(number);
    const auto list = [&](std::uint32_t run) {
      scans_.push_back({number, run});
      lanes::prefetch(runs_[run]);
    };
    const Keys own{lanes::load<lanes::Words>(&query.key[0]), lanes::load<lanes::Words>(&query.key[8])};
    each_of(within(own, bound) & ~(1U << query.run % kFan), query.node, list);
    if (query.starts.empty()) {
      visit(query, index_.levels_.size() - 1, 0, 1, bound, [&](std::uint32_t node) {
        if (node != query.node) each_of(within(keys(query, lowest_[node]), bound), node, list);
      });
    }
    for (std::size_t i = 1; i < query.starts.size(); ++i) {
      each_of(within(keys(query, lowest_[query.starts[i]]), bound), query.starts[i], list);
    }
  }

  /// The children within the bound, a bit each.
  static std::uint32_t within(const Keys& key, Key bound) {
    return lanes::mask(key.low <= bound) | lanes::mask(key.high <= bound) << 8;
  }
  /// Calls `found` with the numbers of those children of a node.
  template <typename Found>
  static void each_of(std::uint32_t children, std::uint32_t number, const Found& found) {
    for (; children != 0; children &= children - 1) {
      found(number * std::uint32_t{kFan} + static_cast<std::uint32_t>(std::countr_zero(children)));
    }
  }

  /// The same for all nodes below one, down to those that are children of level `last`.
  template <typename Found>
  void visit(const Query& query, std::size_t level, std::uint32_t number, std::size_t last, Key bound,
             const Found& found) const {
    if (level < last) return;
    each_of(within(keys(query, index_.levels_[level][number]), bound), number, [&](std::uint32_t child) {
      if (level == last) {
        found(child);
      } else {
        visit(query, level - 1, child, last, bound, found);
      }
    });
  }

  /// Squared distances to the chords of a run, far away where there is none.
  [[nodiscard]] static lanes::Floats distances2(const Query& query, const Run& run) {
    std::array<lanes::Floats, 3> d, w;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto from = lanes::load<lanes::Ints>(&run.steps[axis][0]);
      d[axis] = lanes::to_floats(lanes::load<lanes::Ints>(&run.steps[axis][1]) - from);
      w[axis] = static_cast<float>((query.p[axis] - run.middle[axis]) * (1 / kCoarseStep)) - lanes::to_floats(from);
    }
    constexpr float least = 1e-20F;  // lets an edge without length divide 0 by something
    const lanes::Floats along =
        (w[0] * d[0] + w[1] * d[1] + w[2] * d[2]) / (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] + least);
    const lanes::Floats t = lanes::not_above(lanes::not_below_zero(along), 1);
    lanes::Floats sum{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const lanes::Floats r = w[axis] - t * d[axis];
      sum += r * r;
    }
    constexpr float step2 = static_cast<float>(kCoarseStep * kCoarseStep);
    return kPlace < run.edges ? sum * step2 : std::numeric_limits<float>::infinity();
  }

  /// Adds the edges that are near enough, by point, then edge.
  void take_hits(std::uint32_t first, std::vector<Hit>& hits) {
    more_.clear();
    for (std::size_t k = size_; k < scans_.size(); ++k) take_edges(k, first, more_);
    auto more = more_.begin();
    for (std::uint32_t i = 0; i < size_; ++i) {
      take_edges(i, first, hits);
      if (more == more_.end() || more->point != first + i) continue;
      std::size_t of_point = hits.size();
      while (of_point > 0 && hits[of_point - 1].point == first + i) --of_point;
      for (; more != more_.end() && more->point == first + i; ++more) hits.push_back(*more);
      std::ranges::sort(hits.begin() + static_cast<std::ptrdiff_t>(of_point), hits.end(), {}, &Hit::edge);
    }
  }

  /// Adds the edges of a scan that are within the bound and not beaten by a neighbour. What is not among the eight does
  /// not beat any.
  void take_edges(std::size_t scan, std::uint32_t first, std::vector<Hit>& hits) const {
    const auto [query, run] = scans_[scan];
    const auto distance2 = lanes::load<lanes::Floats>(distance2_[scan].data());
    const lanes::Floats none = lanes::Floats{} + std::numeric_limits<float>::infinity();
    const lanes::Floats before = lanes::shifted<7>(none, distance2), after = lanes::shifted<1>(distance2, none);
    const auto taken = (distance2 <= bound2_[query]) & (distance2 <= before + neighbour_slack2_[query]) &
                       (distance2 <= after + neighbour_slack2_[query]);
    for (std::uint32_t bits = lanes::mask(taken); bits != 0; bits &= bits - 1) {
      hits.push_back({first + query, run * std::uint32_t{kRun} + static_cast<std::uint32_t>(std::countr_zero(bits))});
    }
  }

  const EdgeIndex& index_;
  const Node* lowest_;
  const Run* runs_;
  float margin_;
  std::uint32_t size_ = 0;
  std::array<Query, kTogether> queries_;
  std::array<float, kTogether> least2_, bound2_, neighbour_slack2_;  // by query
  std::vector<Scan> scans_;
  std::vector<Eight> distance2_;  // by scan
  std::vector<Hit> more_;
};

}  // namespace thalweg
