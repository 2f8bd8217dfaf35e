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
constexpr std::size_t kListedGaps = 3;

using Vertices = std::vector<LonLat>;

/// Parts joined so far, in the direction of the chain.
struct Chain {
  Vertices vertices;
  double forward_m = 0, backward_m = 0;  // length of parts that kept their direction, and of turned ones
  std::size_t forward = 0, backward = 0;

  void reverse() {
    std::ranges::reverse(vertices);
    std::swap(forward_m, backward_m);
    std::swap(forward, backward);
  }
  /// Appends another chain whose start follows this one's end.
  void append(Chain next) {
    const bool same = geodesic_between(vertices.back(), next.vertices.front()).length_m <= kSamePlace;
    vertices.insert(vertices.end(), next.vertices.begin() + (same ? 1 : 0), next.vertices.end());
    forward_m += next.forward_m;
    backward_m += next.backward_m;
    forward += next.forward;
    backward += next.backward;
  }
  [[nodiscard]] LonLat end(bool back) const { return back ? vertices.back() : vertices.front(); }
};

double length_of(const Vertices& v) {
  double sum = 0;
  for (std::size_t i = 1; i < v.size(); ++i) sum += geodesic_between(v[i - 1], v[i]).length_m;
  return sum;
}

/// One end of a chain.
struct End {
  std::size_t chain;
  bool back;
  friend auto operator<=>(const End&, const End&) = default;
};

/// One key for a place however it is written: +-180 are one meridian, a pole is one place.
std::pair<double, double> place_key(LonLat p) {
  if (std::abs(p.lat) == 90) return {0, p.lat};
  return {p.lon == -180 ? 180 : p.lon, p.lat};
}

class Joiner {
 public:
  explicit Joiner(std::vector<Vertices> parts) {
    for (Vertices& part : parts) {
      const double length = length_of(part);
      if (part.size() < 2 || length <= kSamePlace) continue;
      chains_.push_back({std::move(part), length, 0, 1, 0});
    }
    alive_.assign(chains_.size(), true);
  }

  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(std::ranges::count(alive_, true)); }
  [[nodiscard]] Chain& only() {
    return chains_[static_cast<std::size_t>(std::ranges::find(alive_, true) - alive_.begin())];
  }

  void join_coinciding(const std::string& name) {
    std::map<std::pair<double, double>, std::vector<End>> at;
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      for (const bool back : {false, true}) at[place_key(chains_[i].end(back))].push_back({i, back});
    }
    for (const auto& [key, ends] : at) {
      if (ends.size() > 2) {
        bad_input("route '{}': {} ends meet at ({}, {}); a route has no branches: take one of them out", name,
                  ends.size(), key.first, key.second);
      }
    }
    for (const auto& [key, ends] : at) {
      if (ends.size() == 2) join(ends[0], ends[1]);
    }
  }

  std::vector<Gap> join_within(Span max_gap) {
    std::vector<Gap> bridged;
    for (const auto& [gap, ends] : gaps_between_loose(max_gap.m)) {
      if (join(ends.first, ends.second)) bridged.push_back(gap);
    }
    return bridged;
  }

  /// The shortest gaps that keep the chains apart.
  std::vector<Gap> remaining() {
    std::vector<Gap> gaps;
    for (const auto& [gap, ends] : gaps_between_loose(INFINITY)) {
      if (join(ends.first, ends.second)) gaps.push_back(gap);
    }
    return gaps;
  }

 private:
  using Pair = std::pair<Gap, std::pair<End, End>>;

  std::vector<Pair> gaps_between_loose(double limit) const {
    std::vector<End> loose;
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      if (!alive_[i]) continue;
      loose.push_back({i, false});
      loose.push_back({i, true});
    }
    if (loose.size() > kMaxLoose) bad_input("{} loose ends; join the parts in a GIS first", loose.size());
    std::vector<Pair> pairs;
    for (std::size_t a = 0; a < loose.size(); ++a) {
      for (std::size_t b = a + 1; b < loose.size(); ++b) {
        if (loose[a].chain == loose[b].chain) continue;
        const LonLat p = chains_[loose[a].chain].end(loose[a].back), q = chains_[loose[b].chain].end(loose[b].back);
        const double gap = geodesic_between(p, q).length_m;
        if (gap <= limit) pairs.push_back({{p, q, {gap}}, {loose[a], loose[b]}});
      }
    }
    std::ranges::stable_sort(pairs, {}, [](const Pair& x) { return x.first.length.m; });
    return pairs;
  }

  /// Where an end of an original chain is now; nullopt if it is inside a longer chain.
  std::optional<End> now(End e) const {
    const auto it = moved_.find(e);
    if (it == moved_.end()) return e;
    return it->second;
  }

  /// Joins two ends; false if one of them is taken or they belong to one chain.
  bool join(End first, End second) {
    const auto a = now(first), b = now(second);
    if (!a || !b || a->chain == b->chain) return false;
    Chain &to = chains_[a->chain], &from = chains_[b->chain];
    const End to_other{a->chain, !a->back}, from_other{b->chain, !b->back};
    const End start_was = origin(to_other), end_was = origin(from_other);
    if (!a->back) to.reverse();
    if (b->back) from.reverse();
    to.append(std::move(from));
    alive_[b->chain] = false;
    moved_[first] = moved_[second] = std::nullopt;
    moved_[origin(*a)] = moved_[origin(*b)] = std::nullopt;
    set(start_was, {a->chain, false});
    set(end_was, {a->chain, true});
    return true;
  }

  /// The original end that stands at an end of a chain now.
  End origin(End e) const {
    const auto it = origin_.find(e);
    return it == origin_.end() ? e : it->second;
  }
  void set(End original, End current) {
    moved_[original] = current;
    origin_[current] = original;
  }

  std::vector<Chain> chains_;
  std::vector<bool> alive_;
  std::map<End, std::optional<End>> moved_;
  std::map<End, End> origin_;
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

void orient(Chain& chain, bool ring, const std::optional<LonLat>& start) {
  if (ring && start) turn_ring(chain.vertices, *start);
  const bool against = chain.backward_m > chain.forward_m;
  const bool far_end = start && !ring &&
                       geodesic_between(*start, chain.vertices.back()).length_m <
                           geodesic_between(*start, chain.vertices.front()).length_m;
  if (start && !ring ? far_end : against) chain.reverse();
}

}  // namespace

Route build_route(const std::string& name, const SideNames& sides, std::vector<std::vector<LonLat>> parts,
                  const BuildOptions& options, BuildReport* report) {
  BuildReport done;
  done.parts = parts.size();
  for (const Vertices& part : parts) Route(name, sides, part);  // each part must be a line by itself
  Joiner joiner(std::move(parts));
  joiner.join_coinciding(name);
  done.bridged = joiner.join_within(options.max_gap);
  if (joiner.left() > 1) refuse_gaps(name, options.max_gap, joiner.remaining());
  Chain& chain = joiner.only();
  done.ring = chain.vertices.size() > 3 && place_key(chain.vertices.front()) == place_key(chain.vertices.back());
  orient(chain, done.ring, options.start);
  done.reversed = chain.backward;
  Route route(name, sides, chain.vertices);
  done.duplicates = route.duplicates_dropped();
  if (report) *report = std::move(done);
  return route;
}

}  // namespace thalweg
