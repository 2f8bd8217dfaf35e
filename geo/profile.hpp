#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/binned_line.hpp"
#include "geo/pipeline.hpp"
#include "geo/profile_grid.hpp"
#include "geo/profile_key.hpp"
#include "geo/sum.hpp"

namespace thalweg {

/// The events of one bin that agree in period, category, side and precision class.
struct ProfileCell {
  std::uint32_t route = 0;
  std::size_t bin = 0;  ///< of its route
  PeriodNumber period = kNoPeriod;
  std::uint32_t category = kNoCategory;  ///< index into Profile::categories()
  Side side = Side::left;
  PrecisionClass precision = PrecisionClass::unknown;
  std::uint64_t count = 0;
  WeightSum weight;
};

/// What is known of the events besides their cells. Merging adds the accounting and unites the times.
struct Coverage {
  Accounting accounting;
  std::optional<Instant> since, until;  ///< the earliest and the latest that was stated of any part
  Span max_offset;                      ///< the farthest that any part let events be from the route; 0: not told

  void merge(const Coverage& other);
  friend bool operator==(const Coverage& a, const Coverage& b);  ///< but for Accounting::looks_swapped
};

/// Which cells to take; empty members let everything through.
struct CellFilter {
  std::vector<std::string> categories;  ///< names; events without a category are then left out
  std::optional<Side> side;
  std::optional<Instant> since, until;     ///< since <= time < until; events without time are then left out
  std::vector<PrecisionClass> precisions;  ///< classes to keep
  bool timed = false;                      ///< leave events without time out
};

enum class Measure { count, weight };

/// Events binned along the routes: the sums of count and weight of every cell that holds events. Always in finished
/// form: categories sorted by name (by bytes), cells sorted by (route, bin, period, category, side, precision class),
/// so that equal events give equal profiles, in whatever order and portions they came. Built by ProfileBuilder, or
/// read from a file (profile_read.hpp).
///
/// Memory: 24 bytes (PackedCell) per cell that holds events, whatever their number.
class Profile {
 public:
  /// The empty profile, which changes nothing when merged.
  explicit Profile(ProfileGrid grid) : grid_(std::move(grid)), key_(grid_) {}

  /// Adds the other's events. Commutes and is associative. O(cells of both).
  /// @throws Error{bad_input} if the grids differ (ProfileGrid::require_same), the categories of both are more than the
  /// grid leaves room for, or the weights add up to more than WeightSum holds; then nothing is changed.
  void merge(const Profile& other);

  [[nodiscard]] const ProfileGrid& grid() const { return grid_; }
  [[nodiscard]] std::span<const std::string> categories() const { return categories_; }
  [[nodiscard]] std::uint64_t total() const { return total_; }      ///< events
  [[nodiscard]] WeightSum total_weight() const { return weight_; }  ///< sum of their weights
  /// Cells in order.
  [[nodiscard]] std::size_t size() const { return cells_.size(); }
  [[nodiscard]] ProfileCell cell(std::size_t i) const;

  /// The events of one route that fit, by bin. O(cells of the route).
  /// @throws Error{bad_input} as filtered().
  [[nodiscard]] BinnedLine line(std::uint32_t route, Measure measure = Measure::count,
                                const CellFilter& filter = {}) const;

  /// The first of the periods whose events are all at or after `t`, those of the earlier ones being before it.
  /// @throws Error{bad_input} naming `option` if the profile has no periods, or if `t` is inside of one that may hold
  /// events on both sides of it; then the message tells the nearest moments that would do.
  [[nodiscard]] PeriodNumber period_from(Instant t, std::string_view option) const;

  /// The profile of the events that fit, as if the others had been left out on reading: those count as `filtered`, or,
  /// without time where that is asked for, as rejected `no_time`; too_far and other rejects stay as they are.
  /// Where events were left out, `first` and `last` are then known to their period only.
  /// @throws Error{bad_input} where since or until is inside of a period that may hold events on both sides of it.
  [[nodiscard]] Profile filtered(const CellFilter& filter) const;

  Coverage coverage;

  friend bool operator==(const Profile& a, const Profile& b) {
    return a.grid_ == b.grid_ && a.categories_ == b.categories_ && a.cells_ == b.cells_ && a.coverage == b.coverage;
  }

 private:
  friend class ProfileBuilder;
  class Matcher;

  /// Adds to the totals. @throws Error{bad_input} where they hold no more; then nothing is changed.
  void add_to_totals(std::uint64_t count, WeightSum weight);
  void require_room(std::size_t categories) const;
  void require_periods(const std::string& otherwise = {}) const;
  /// For each code of a category (0: none) its code where the categories are `names`, a sorted superset.
  [[nodiscard]] std::vector<std::uint64_t> codes_in(const std::vector<std::string>& names) const;
  void drop_unused_categories();
  /// As Accounting::by_category.
  [[nodiscard]] CategoryRows rows_by_category(const std::vector<std::string>& asked) const;

  ProfileGrid grid_;
  ProfileKey key_;
  std::vector<std::string> categories_;
  std::vector<PackedCell> cells_;
  std::uint64_t total_ = 0;
  WeightSum weight_;
};

}  // namespace thalweg
