#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "geo/cut.hpp"
#include "geo/random.hpp"

namespace thalweg {

/// The neighbours of a segment: the segments [first, last), itself among them. On a line those within a distance, and
/// the nearest ones, always lie side by side.
struct Neighbourhood {
  std::size_t first = 0, last = 0;
  [[nodiscard]] std::size_t size() const { return last - first; }
};

/// Segments of the same route whose middles are at most `band` away along it (to within a millimetre).
/// @throws Error{bad_input} unless band > 0.
std::vector<Neighbourhood> neighbours_within(std::span<const Segment> segments, Span band);

/// The `count` segments of the same route whose middles are nearest along it (all of a route that has fewer); of
/// equally near ones those of smaller chainage. @throws Error{bad_input} unless count > 0.
std::vector<Neighbourhood> nearest_neighbours(std::span<const Segment> segments, std::size_t count);

enum class WeightStyle {
  binary,            ///< 1 for every neighbour
  row_standardised,  ///< weights of a segment add up to 1
};

struct LocalOptions {
  WeightStyle style = WeightStyle::row_standardised;  ///< changes the statistics, neither z nor p
  std::size_t permutations = 9999;                    ///< > 0; see kPermutationDraws
  std::uint64_t seed = 1;
  StopRequest stop = {};
};

/// Segments x permutations x neighbours is at most this (fewer permutations, but at least 999): some 20 s.
inline constexpr double kPermutationDraws = 2e9;

/// A statistic of one segment and its neighbours.
struct LocalStatistic {
  double value = 0;
  double z = 0;      ///< 0 where the statistic cannot vary
  double p = 1;      ///< two-sided, analytic: of z as normal
  double p_sim = 1;  ///< two-sided, of conditional permutations
  double q_fdr = 1;  ///< p_sim adjusted by benjamini_hochberg()
};

/// Getis and Ord's Gi*: the share of all values that a segment and its neighbours hold (with their weights). z > 0
/// where they are high, by the moments over all arrangements (Ord & Getis 1995,
/// doi:10.1111/j.1538-4632.1995.tb00912.x). p_sim: as local_moran(). Where all values are equal, or every segment is a
/// neighbour, z is 0 and every p is 1; where all values are 0 the share is 0. z has a relative error of at most
/// kLocalError. O(n) and the permutations' O(n * permutations * neighbours), on all threads with the same result.
/// @throws Error{bad_input} unless each value is finite and the sizes agree; Error{cancelled} if `stop` says so.
std::vector<LocalStatistic> getis_ord(std::span<const double> values, std::span<const Neighbourhood> neighbours,
                                      const LocalOptions& options = {});

/// Anselin's local Moran (1995, doi:10.1111/j.1538-4632.1995.tb00338.x) with m2 = sum((x - mean)²) / n: > 0 where a
/// segment and its neighbours deviate from the mean to the same side. z by the moments over the arrangements that leave
/// the segment's own value (Sokal, Oden & Thomson 1998, doi:10.1111/j.1538-4632.1998.tb00406.x).
///
/// p_sim = 2 (r + 1) / (R + 1), at most 1: of R draws of neighbours out of all other segments r are as far out as the
/// observed ones or farther, on the side on which they are. (Twice one tail, for the side was not chosen
/// beforehand; a pseudo p without the factor, common elsewhere, is too small by half.) A segment without a neighbour
/// has the statistic 0 and p 1. Cost and errors as getis_ord().
std::vector<LocalStatistic> local_moran(std::span<const double> values, std::span<const Neighbourhood> neighbours,
                                        const LocalOptions& options = {});

inline constexpr double kLocalError = 1e-9;

}  // namespace thalweg
