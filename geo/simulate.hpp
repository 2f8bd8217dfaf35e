#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "geo/route.hpp"
#include "geo/table.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// A category and how often it comes, relative to the others.
struct CategoryShare {
  std::string name;
  double share = 1;  ///< finite, > 0
  friend bool operator==(const CategoryShare&, const CategoryShare&) = default;
};

/// A stretch where events are more (or less) frequent than elsewhere. Factors of overlapping stretches multiply.
struct HotStretch {
  Stretch stretch;
  double factor = 1;                      ///< rate relative to the rest of the route; finite, >= 0
  std::vector<CategoryShare> categories;  ///< of events inside; empty: as elsewhere. Overlapping: the last one counts
};

struct SimulateOptions {
  std::optional<double> events;       ///< expected number in all, > 0; or
  std::optional<double> rate_per_km;  ///< expected number per km outside the hot stretches, > 0; exactly one is given
  std::vector<HotStretch> hot;
  std::vector<CategoryShare> categories{{"event", 1}};
  Instant since, until;           ///< times lie in [since, until)
  std::optional<Instant> change;  ///< from this moment on the rate is `change_factor` times what it was before
  double change_factor = 1;       ///< finite, >= 0; moves events in time, their expected number stays
  Span offset_median{1000};       ///< half of the events lie nearer to the route than this
  double left_share = 0.5;        ///< probability of the left side, [0, 1]
  Span precision{0};              ///< written into every row
  std::uint64_t seed = 1;
};

/// Parses `700km-760km:8`, or with categories of its own `700km-760km:8:smuggling:5,seizure:2`.
/// @throws Error{bad_input} naming the text and what is wrong with it.
HotStretch parse_hot_stretch(std::string_view text);

/// Parses `smuggling:5,seizure:2`; a share that is left out is 1. @throws Error{bad_input}.
std::vector<CategoryShare> parse_categories(std::string_view text);

/// An inhomogeneous Poisson process on a route, event by event in order of time, in memory that does not grow with
/// their number.
///
/// The number of events is Poisson distributed around expected(); each has a chainage whose density follows the hot
/// stretches, a time, a side, and an exponentially distributed offset, and stands that far at a right angle to the line
/// at its chainage. In a bend another place of the line may be nearer: what was drawn is in the `true_` columns.
///
/// All draws come from one std::mt19937_64 by arithmetic alone (von Neumann 1951 for the exponential), and positions
/// are rounded to 6 decimals (0.1 m), lengths to 1 mm, times down to a second, which hides the last bits in which the
/// sines of platforms differ: the same options give the same rows everywhere. Some 0.5 M events a second.
class Simulator {
 public:
  /// @throws Error{bad_input} naming the option and its value: out of the ranges above, a hot stretch that is empty or
  /// not on the route, no time between since and until, or an expected number of zero.
  Simulator(const Route& route, SimulateOptions options);

  /// The expected number of events.
  [[nodiscard]] double expected() const { return expected_; }
  /// The next events, at most `rows`; an empty table at the end. Points with the columns id (from 1), date, category,
  /// lon, lat, precision_m, weight (1), true_chainage_m, true_offset_m, true_side, source (`simulated`).
  [[nodiscard]] Table next(std::size_t rows = 65536);

 private:
  /// A stretch of constant rate.
  struct Cell {
    Stretch stretch;
    double rate = 1;          ///< relative to the base rate
    double mass_before = 0;   ///< integral of the rate over the cells before, metres
    std::size_t mixture = 0;  ///< index into mixtures_
  };
  struct Place {
    Chainage chainage;
    std::size_t mixture;
  };

  void cut_into_cells();
  void scale();
  double uniform();
  double exponential();
  Instant time_of(double share) const;
  Place draw_place();
  const std::string& draw_category(std::size_t mixture);
  LonLat position(Chainage c, Side side, double offset_m) const;

  Route route_;
  SimulateOptions options_;
  std::mt19937_64 engine_;
  std::vector<double> azimuth_;  ///< of each edge at its start
  std::vector<Cell> cells_;
  std::vector<std::vector<CategoryShare>> mixtures_;  ///< the first is that of the rest of the route
  double mass_ = 0;                                   ///< of all cells
  double expected_ = 0;
  double arrived_ = 0;  ///< of expected_: the time of the last event in units of the process
  std::int64_t made_ = 0;
};

}  // namespace thalweg
