#include "geo/route_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "geo/error.hpp"
#include "geo/geodesic.hpp"

namespace thalweg {
namespace {

constexpr double kSamePlace = 1e-6;      // metres
constexpr std::size_t kMaxLoose = 4000;  // free ends that are compared pair by pair
constexpr double kAnyDistance = 1e9;     // metres
constexpr std::size_t kListedGaps = 3;

using Vertices = std::vector<LonLat>;

/// A line made of parts, and how much of it runs as its parts did.
struct Chain {
  Vertices vertices;
  double forward_m = 0, backward_m = 0;
  std::size_t backward = 0;  // number of parts that were turned
};

double length_of(const Vertices& v) {
  double sum = 0;
  for (std::size_t i = 1; i < v.size(); ++i) sum += geodesic_between(v[i - 1], v[i]).length_m;
  return sum;
}

/// One end of a part: its first vertex or its last.
struct End {
  std::size_t part = 0;
  bool back = false;
  [[nodiscard]] End opposite() const { return {part, !back}; }
  [[nodiscard]] std::size_t index() const { return 2 * part + (back ? 1 : 0); }
};

/// One key for a place however it is written: +-180 are one meridian, a pole is one place.
std::pair<double, double> place_key(LonLat p) {
  if (std::abs(p.lat) == 90) return {0, p.lat};
  return {p.lon == -180 ? 180 : p.lon, p.lat};
}

/// Links ends of parts in pairs until the parts form one chain.
class Joiner {
 public:
  explicit Joiner(std::vector<Vertices> parts)
      : parts_(std::move(parts)), link_(2 * parts_.size()), left_(parts_.size()) {
    for (std::size_t i = 0; i < parts_.size(); ++i) group_.push_back(i);
  }

  /// The number of chains there are.
  [[nodiscard]] std::size_t left() const { return left_; }

  void join_coinciding(const std::string& name) {
    std::map<std::pair<double, double>, std::vector<End>> at;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      for (const End e : {End{i, false}, End{i, true}}) at[place_key(place(e))].push_back(e);
    }
    for (const auto& [key, ends] : at) {
      if (ends.size() > 2) {
        bad_input("route '{}': {} ends meet at ({}, {}); a route has no branches: take one of them out", name,
                  ends.size(), key.first, key.second);
      }
      if (ends.size() == 2) join(ends[0], ends[1]);
    }
  }

  /// Joins chains whose ends are within a distance, the nearest first, and tells which.
  std::vector<Gap> join_within(double limit_m) {
    std::vector<Gap> joined;
    for (const auto& [gap, first, second] : gaps_between_loose(limit_m)) {
      if (join(first, second)) joined.push_back(gap);
    }
    return joined;
  }

  /// The chain that starts at the first loose end; all parts, if only one chain is left.
  [[nodiscard]] Chain chain() const {
    Chain chain;
    std::optional<End> enter = loose().front();
    while (enter) {
      append(chain, *enter);
      enter = link_[enter->opposite().index()];
    }
    return chain;
  }

 private:
  struct Pair {
    Gap gap;
    End first, second;
  };

  [[nodiscard]] LonLat place(End e) const { return e.back ? parts_[e.part].back() : parts_[e.part].front(); }

  [[nodiscard]] std::vector<End> loose() const {
    std::vector<End> ends;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      for (const End e : {End{i, false}, End{i, true}}) {
        if (!link_[e.index()]) ends.push_back(e);
      }
    }
    return ends;
  }

  [[nodiscard]] std::vector<Pair> gaps_between_loose(double limit_m) {
    const std::vector<End> ends = loose();
    if (left_ > 1 && ends.size() > kMaxLoose) bad_input("{} loose ends; join the parts in a GIS first", ends.size());
    std::vector<Pair> pairs;
    for (std::size_t a = 0; left_ > 1 && a < ends.size(); ++a) {
      for (std::size_t b = a + 1; b < ends.size(); ++b) {
        if (group_of(ends[a].part) == group_of(ends[b].part)) continue;
        const LonLat from = place(ends[a]), to = place(ends[b]);
        const double gap = geodesic_between(from, to).length_m;
        if (gap <= limit_m) pairs.push_back({{from, to, {gap}}, ends[a], ends[b]});
      }
    }
    std::ranges::stable_sort(pairs, {}, [](const Pair& p) { return p.gap.length.m; });
    return pairs;
  }

  /// Links two ends; false if one is taken or they are of one chain, which would close it to a ring.
  bool join(End a, End b) {
    if (link_[a.index()] || link_[b.index()] || group_of(a.part) == group_of(b.part)) return false;
    link_[a.index()] = b;
    link_[b.index()] = a;
    group_[group_of(a.part)] = group_of(b.part);
    --left_;
    return true;
  }

  std::size_t group_of(std::size_t part) {
    while (group_[part] != part) part = group_[part] = group_[group_[part]];
    return part;
  }

  void append(Chain& chain, End enter) const {
    Vertices part = parts_[enter.part];
    (enter.back ? chain.backward_m : chain.forward_m) += length_of(part);
    if (enter.back) {
      std::ranges::reverse(part);
      ++chain.backward;
    }
    const bool meets =
        !chain.vertices.empty() && geodesic_between(chain.vertices.back(), part.front()).length_m <= kSamePlace;
    chain.vertices.insert(chain.vertices.end(), part.begin() + (meets ? 1 : 0), part.end());
  }

  std::vector<Vertices> parts_;
  std::vector<std::optional<End>> link_;  // by End::index()
  std::vector<std::size_t> group_;        // union-find over the parts
  std::size_t left_;
};

[[noreturn]] void refuse_gaps(const std::string& name, Span max_gap, const std::vector<Gap>& gaps) {
  std::string list;
  for (std::size_t i = 0; i < std::min(gaps.size(), kListedGaps); ++i) {
    const Gap& g = gaps[i];
    list += fmt::format("; {:.1f} m from ({:.6f}, {:.6f}) to ({:.6f}, {:.6f})", g.length.m, g.from.lon, g.from.lat,
                        g.to.lon, g.to.lat);
  }
  if (gaps.size() > kListedGaps) list += fmt::format("; and {} more", gaps.size() - kListedGaps);
  bad_input(
      "route '{}' has {} gap{} wider than {:g} m{}; mend the line, or allow it with 'thalweg route build --max-gap'",
      name, gaps.size(), gaps.size() == 1 ? "" : "s", max_gap.m, list);
}

void turn_ring(Vertices& ring, LonLat start) {
  ring.pop_back();
  const auto nearest =
      std::ranges::min_element(ring, {}, [&](LonLat p) { return geodesic_between(start, p).length_m; });
  std::ranges::rotate(ring, nearest);
  ring.push_back(ring.front());
}

/// Whether the chain runs against what was asked for, or against most of its parts.
bool must_turn(const Chain& chain, bool ring, const std::optional<LonLat>& start) {
  if (!start || ring) return chain.backward_m > chain.forward_m;
  const auto distance = [&](LonLat end) { return geodesic_between(*start, end).length_m; };
  return distance(chain.vertices.back()) < distance(chain.vertices.front());
}

}  // namespace

Route build_route(const std::string& name, const SideNames& sides, std::vector<std::vector<LonLat>> parts,
                  const BuildOptions& options, BuildReport* report) {
  if (parts.empty()) bad_input("route '{}' has no parts", name);
  BuildReport done;
  done.parts = parts.size();
  for (const Vertices& part : parts) Route(name, sides, part);  // each part must be a line by itself
  Joiner joiner(std::move(parts));
  joiner.join_coinciding(name);
  done.bridged = joiner.join_within(options.max_gap.m);
  if (joiner.left() > 1) refuse_gaps(name, options.max_gap, joiner.join_within(kAnyDistance));
  Chain chain = joiner.chain();
  done.reversed = chain.backward;
  done.ring = chain.vertices.size() > 3 && place_key(chain.vertices.front()) == place_key(chain.vertices.back());
  if (must_turn(chain, done.ring, options.start)) {
    std::ranges::reverse(chain.vertices);
    done.reversed = done.parts - chain.backward;
  }
  if (done.ring && options.start) turn_ring(chain.vertices, *options.start);
  Route route(name, sides, std::move(chain.vertices));
  done.duplicates = route.duplicates_dropped();
  if (report) *report = std::move(done);
  return route;
}

}  // namespace thalweg
