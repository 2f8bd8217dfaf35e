#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "geo/route.hpp"

namespace thalweg {

/// A stretch of one route that statistics are made for. Segments are ordered by route and chainage and cover every
/// route wholly, without overlap.
struct Segment {
  std::uint32_t route = 0;
  Stretch stretch;
  std::string label;  ///< of the region or stretch it came from; empty where there is none
};

/// A named stretch of a route.
struct NamedStretch {
  std::uint32_t route = 0;
  Stretch stretch;
  std::string name;
};

/// A place on a route at which to cut.
struct Break {
  std::uint32_t route = 0;
  Chainage at;
};

/// The most segments a cut may give.
inline constexpr std::size_t kMaxSegments = 10'000'000;

/// Pieces of `length` from each route's start; the last of a route is the remainder.
/// @throws Error{bad_input} if length is not > 0 or gives more than kMaxSegments.
std::vector<Segment> cut_by_length(std::span<const Route> routes, Span length);
/// `count` equal pieces of each route. @throws Error{bad_input} if count is 0 or gives more than kMaxSegments.
std::vector<Segment> cut_by_count(std::span<const Route> routes, std::size_t count);
/// Cuts at the given places, in any order; doubles and places at a route's very ends count once.
/// @throws Error{bad_input} for a place outside its route.
std::vector<Segment> cut_at(std::span<const Route> routes, std::vector<Break> breaks);
/// One segment per stretch, clipped to the route; what no stretch covers becomes segments without a label.
/// @throws Error{bad_input} naming both where two stretches overlap by more than a millimetre.
std::vector<Segment> cut_by_stretches(std::span<const Route> routes, std::vector<NamedStretch> stretches);

/// Finds the segment of a place. Immutable.
class SegmentIndex {
 public:
  explicit SegmentIndex(std::vector<Segment> segments);
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
  /// Index of the segment that holds a chainage, clamped to the route; the route's very end belongs to its last
  /// segment. O(1) for segments of like length, O(log segments) at worst.
  [[nodiscard]] std::size_t find(std::uint32_t route, Chainage c) const;

 private:
  std::vector<Segment> segments_;
  std::vector<std::size_t> first_;  // per route, and one past the last
  std::vector<double> from_m_;      // where each segment begins

  // A route is divided into kBuckets equal parts a segment. For each of them, and one past a route's last, the last
  // segment that begins in a part before it.
  static constexpr std::size_t kBuckets = 4;
  [[nodiscard]] std::size_t bucket_of(std::uint32_t route, double chainage_m) const;
  void fill_buckets(std::uint32_t route);
  std::vector<double> per_m_;  // parts a metre, by route
  std::vector<std::uint32_t> before_;
};

}  // namespace thalweg
