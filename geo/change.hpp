#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/binned_segments.hpp"
#include "geo/exact_tests.hpp"
#include "geo/segment_places.hpp"
#include "geo/segments.hpp"

namespace thalweg {

/// How events changed after a date, by segment.

/// Events by segment before a date, and from it on. Mergeable.
struct ChangeCounts {
  explicit ChangeCounts(std::size_t segments) : before(segments), after(segments) {}

  SegmentCounter before, after;
  std::uint64_t without_time = 0;  ///< events that are in neither

  /// Adds the events of a batch that are within the limit.
  void add(const LocatedBatch& batch, const SegmentIndex& index, Instant at);
  void merge(const ChangeCounts& other);
};

/// The same of a profile, whose events lie at the middle of their bins.
struct BinnedChange {
  ChangeCounts counts;
  std::vector<std::uint64_t> near_ends;  ///< as BinnedSegments
  std::uint64_t in_cut_bins = 0;         ///< as BinnedSegments
};
/// @throws Error{bad_input} as Profile::period_from(), naming --change-at.
BinnedChange count_change(const Profile& profile, const SegmentIndex& index, Instant at);

/// A time that a date divides in two.
struct DividedTime {
  Period whole;
  Instant at;

  [[nodiscard]] double years_before() const;
  [[nodiscard]] double years_after() const;
  /// Of the time, in (0, 1).
  [[nodiscard]] double share_after() const;
};
/// @throws Error{bad_input} if no time is known or `at` is not inside of it.
DividedTime divided_time(const std::optional<Period>& known, Instant at);

/// Events before and after, and the ratio of their rates per year, after to before. Given their sum, those after are
/// binomial with the odds ratio * years_after / years_before, so limits and p are exact (Przyborowski & Wilenski 1940,
/// doi:10.2307/2332612): relative_risk() and binomial_test(). No event before leaves ratio and upper limit null, no
/// event at all everything.
struct RateChange {
  std::uint64_t before = 0, after = 0;
  RelativeRisk ratio;
  std::optional<double> p;
};
RateChange rate_change(std::uint64_t before, std::uint64_t after, const DividedTime& time);

struct Change {
  DividedTime time;
  RateChange whole;                  ///< of all segments together
  std::vector<RateChange> segments;  ///< did the rate change?
  Reals q_fdr;                       ///< adjusted for the segments that have a p, benjamini_hochberg()
  std::vector<OddsRatio> relative;   ///< did the segment's share of all events change?
  Reals q_relative_fdr;
};
/// O(segments * sqrt(events)).
Change change_of(const ChangeCounts& counts, const DividedTime& time);

/// The `change` layer: one row and line per segment, columns as in docs/data.md. Ratios and limits have a null where
/// they have no finite value, p and q where there is nothing to compare.
Table change_table(const SegmentPlaces& places, const ChangeCounts& counts, const Change& change);

/// How the whole changed, in a sentence.
std::string in_words(const Change& change);

}  // namespace thalweg
