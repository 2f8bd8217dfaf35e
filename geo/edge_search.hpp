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
        margin_(static_cast<float>(margin)) {}

  /// At most kTogether points; the first has the number `first` in the hits.
  void find(const PointBlock& points, std::size_t first, std::span<const Starts> starts, std::vector<Hit>& hits) {
    const std::span<Query> queries(queries_.data(), starts.size());
    for (const Starts& nodes : starts) {
      for (const std::uint32_t node : nodes) lanes::prefetch(lowest_[node]);
    }
    for (std::size_t i = 0; i < queries.size(); ++i) begin(queries[i], points.at(first + i), starts[i]);
    for (Query& query : queries) narrow(query, scan(query, query.run, query.distance2));
    others_.clear();
    for (std::uint32_t i = 0; i < queries.size(); ++i) gather(i);
    scan_others();
    const Other* other = others_.data();
    const Other* const end = other + others_.size();
    for (std::uint32_t i = 0; i < queries.size(); ++i) {
      const Other* const own = other;
      while (other != end && other->query == i) ++other;
      take_hits(static_cast<std::uint32_t>(first + i), queries[i], {own, other}, hits);
    }
  }

  /// Those of the lowest nodes `among`, or of all if it is empty, that hold all that is within the margin and `more` of
  /// what is nearest to a point; and how far that is, metres.
  double nodes_near(Vec3 p, float more, Starts among, std::vector<std::pair<Key, std::uint32_t>>& nodes) {
    Query& query = queries_[0];
    begin(query, p, among);
    narrow(query, scan(query, query.run, query.distance2));
    others_.clear();
    gather(0);
    scan_others();
    const Bound bound(query.least2, margin_ + more);
    const auto take = [&](std::uint32_t node) {
      const Keys key = keys(query, lowest_[node]);
      const Key nearest = lanes::reduce(kSmaller(key.low, key.high), kSmaller);
      if (nearest <= bound.key) nodes.emplace_back(nearest, node);
    };
    for (const std::uint32_t node : among) take(node);
    if (among.empty()) {
      visit(query, index_.levels_.size() - 1, 0, 1, bound.key, [&](Key, std::uint32_t node) { take(node); });
    }
    return std::sqrt(query.least2);
  }

 private:
  /// What is within the margin of the least squared distance so far, and a little more for what floats and keys leave
  /// out.
  struct Bound {
    Bound() = default;
    Bound(float least2, float margin) {
      constexpr float kRounding = 1 + 4e-6F;
      const float reach = std::sqrt(least2) + margin;
      const float slack = chord_slack(reach), bound = reach + slack;
      distance2 = bound * bound * kRounding;
      neighbour_slack2 = (2 * bound + slack) * slack * kRounding;
      key = std::bit_cast<Key>(distance2) | Key{kFan - 1};
    }
    float distance2 = 0, neighbour_slack2 = 0;
    Key key = 0;
  };
  using Eight = std::array<float, kRun>;
  struct Query {
    std::array<double, 3> p;
    std::array<float, 3> at;
    float least2;
    Bound bound;
    Starts starts;
    std::uint32_t node, run;    // the lowest node entered first, and its nearest run
    std::array<Key, kFan> key;  // of that node's children
    Eight distance2;            // to the edges of that run
  };
  /// Another run within the bound of a query.
  struct Other {
    std::uint32_t query, run;
    Key key;
    Eight distance2;
  };
  struct Keys {
    lanes::Words low, high;
  };

  static constexpr auto kSmaller = [](auto a, auto b) { return a < b ? a : b; };
  static constexpr auto kEither = [](auto a, auto b) { return a | b; };
  static constexpr lanes::Words kPlace{0, 1, 2, 3, 4, 5, 6, 7};
  static constexpr lanes::Words kBit{1, 2, 4, 8, 16, 32, 64, 128};

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

  void narrow(Query& query, float distance2) const {
    query.least2 = distance2;
    query.bound = Bound(distance2, margin_);
  }

  /// Measures the edges of a run, and returns the least squared distance.
  float scan(const Query& query, std::uint32_t run, Eight& out) const {
    const lanes::Floats distance2 = distances2(query, runs_[run]);
    lanes::store(distance2, out.data());
    return std::bit_cast<float>(lanes::reduce(std::bit_cast<lanes::Words>(distance2), kSmaller));
  }

  /// Lists the other runs within the bound of a query.
  void gather(std::uint32_t number) {
    const Query& query = queries_[number];
    const auto list = [&](Key key, std::uint32_t run) {
      if (run == query.run) return;
      others_.push_back({number, run, key, {}});
      lanes::prefetch(runs_[run]);
    };
    each_within({lanes::load<lanes::Words>(&query.key[0]), lanes::load<lanes::Words>(&query.key[8])}, query.node,
                query.bound.key, list);
    if (query.starts.empty()) {
      visit(query, index_.levels_.size() - 1, 0, 1, query.bound.key, [&](Key, std::uint32_t node) {
        if (node != query.node) each_within(keys(query, lowest_[node]), node, query.bound.key, list);
      });
    }
    for (std::size_t i = 1; i < query.starts.size(); ++i) {
      each_within(keys(query, lowest_[query.starts[i]]), query.starts[i], query.bound.key, list);
    }
  }

  /// Measures the other runs, and drops those that the narrowing bound leaves out.
  void scan_others() {
    std::size_t kept = 0;
    for (Other& other : others_) {
      Query& query = queries_[other.query];
      if (other.key > query.bound.key) continue;
      const float nearest = scan(query, other.run, other.distance2);
      if (nearest > query.bound.distance2) continue;
      if (nearest < query.least2) narrow(query, nearest);
      others_[kept++] = other;
    }
    others_.resize(kept);
  }

  /// Calls `found` with the keys and numbers of a node's children within the bound.
  template <typename Found>
  static void each_within(const Keys& key, std::uint32_t number, Key bound, const Found& found) {
    std::array<Key, kFan> each;
    lanes::store(key.low, &each[0]);
    lanes::store(key.high, &each[8]);
    std::uint32_t within = lanes::reduce((std::bit_cast<lanes::Words>(key.low <= bound) & kBit) |
                                             (std::bit_cast<lanes::Words>(key.high <= bound) & (kBit << 8)),
                                         kEither);
    for (; within != 0; within &= within - 1) {
      const auto k = static_cast<std::uint32_t>(std::countr_zero(within));
      found(each[k], number * std::uint32_t{kFan} + k);
    }
  }

  /// The same for all nodes below one, down to those that are children of level `last`.
  template <typename Found>
  void visit(const Query& query, std::size_t level, std::uint32_t number, std::size_t last, Key bound,
             const Found& found) const {
    if (level < last) return;
    each_within(keys(query, index_.levels_[level][number]), number, bound, [&](Key key, std::uint32_t child) {
      if (level == last) {
        found(key, child);
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

  void take_hits(std::uint32_t point, const Query& query, std::span<const Other> others, std::vector<Hit>& hits) const {
    const std::size_t first = hits.size();
    take_edges(point, query.run, query.distance2, query.bound, hits);
    if (others.empty()) return;
    for (const Other& other : others) take_edges(point, other.run, other.distance2, query.bound, hits);
    std::ranges::sort(hits.begin() + static_cast<std::ptrdiff_t>(first), hits.end(), {}, &Hit::edge);
  }

  /// Adds the edges of a run that are within the bound and not beaten by a neighbour. What is not among the eight does
  /// not beat any.
  static void take_edges(std::uint32_t point, std::uint32_t run, const Eight& measured, const Bound& bound,
                         std::vector<Hit>& hits) {
    const auto distance2 = lanes::load<lanes::Floats>(measured.data());
    const lanes::Floats none = lanes::Floats{} + std::numeric_limits<float>::infinity();
    const lanes::Floats before = lanes::shifted<7>(none, distance2), after = lanes::shifted<1>(distance2, none);
    const auto taken = (distance2 <= bound.distance2) & (distance2 <= before + bound.neighbour_slack2) &
                       (distance2 <= after + bound.neighbour_slack2);
    std::uint32_t bits = lanes::reduce(std::bit_cast<lanes::Words>(taken) & kBit, kEither);
    for (; bits != 0; bits &= bits - 1) {
      hits.push_back({point, run * std::uint32_t{kRun} + static_cast<std::uint32_t>(std::countr_zero(bits))});
    }
  }

  const EdgeIndex& index_;
  const Node* lowest_;
  const Run* runs_;
  float margin_;
  std::array<Query, kTogether> queries_;
  std::vector<Other> others_;  // in order of the queries
};

}  // namespace thalweg
