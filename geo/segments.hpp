#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/cut.hpp"
#include "geo/pipeline.hpp"
#include "geo/sum.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// Counts and weights of one segment.
struct Tally {
  std::uint64_t count = 0;
  std::array<std::uint64_t, 3> by_side{};  ///< by Side
  WeightSum weight;
  friend bool operator==(const Tally&, const Tally&) = default;
};

/// Counts events by segment, side and category. Mergeable: counts are integers and weights exact, so the order in which
/// events come or parts are merged does not matter.
class SegmentCounter {
 public:
  explicit SegmentCounter(std::size_t segments) : tallies_(segments) {}

  void add(std::size_t segment, Side side, std::uint32_t category, double weight);
  /// Adds `count` events at once, with the sum of their weights.
  void add(std::size_t segment, Side side, std::uint32_t category, std::uint64_t count, WeightSum weight);
  /// Adds the events of a batch that are within the limit.
  void add(const LocatedBatch& batch, const SegmentIndex& index);
  /// @throws Error{bad_input} if the two count different numbers of segments.
  void merge(const SegmentCounter& other);

  [[nodiscard]] std::span<const Tally> tallies() const { return tallies_; }
  [[nodiscard]] std::size_t category_count() const { return by_category_.size(); }
  /// Events of a category in a segment.
  [[nodiscard]] std::uint64_t count(std::uint32_t category, std::size_t segment) const;
  [[nodiscard]] std::uint64_t total() const;
  /// Events of a category; 0 for one that was never added.
  [[nodiscard]] std::uint64_t total(std::uint32_t category) const;
  friend bool operator==(const SegmentCounter&, const SegmentCounter&) = default;

 private:
  std::vector<Tally> tallies_;
  std::vector<std::vector<std::uint64_t>> by_category_;  // [category][segment]
};

/// What is known of a segment besides its counts; empty or null where nothing is.
struct SegmentContext {
  std::string name;
  std::optional<std::string> river, province_left, province_right;
};

/// The time that the events were gathered in, for rates per year.
struct Period {
  Instant from, to;
};

class Exposure;
struct SegmentStatistics;

struct SegmentInput {
  std::span<const Route> routes;
  std::span<const Segment> segments;
  const SegmentCounter& counter;
  std::span<const SegmentContext> context;
  std::span<const std::string> categories;
  std::optional<Period> period;
  const Exposure* exposure = nullptr;  ///< what rates are set against besides length
};

/// At most this many categories get a column of their own; the rarer ones share `count_other_categories`.
inline constexpr std::size_t kCategoryColumns = 20;

/// The `segments` layer: one row and line per segment, columns as in docs/data.md. Rates have exact and mid-P 95 %
/// Poisson limits (poisson.hpp); `share` is null where there are no events at all; columns per year are there if there
/// is a period, columns of the exposure's own rate if there is an exposure, then null where that is 0.
Table segment_table(const SegmentInput& input, const SegmentStatistics& statistics);

/// The same with the statistics of the counts (segment_statistics.hpp, seed 1).
Table segment_table(const SegmentInput& input);

}  // namespace thalweg
