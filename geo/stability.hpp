#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "geo/binned_line.hpp"
#include "geo/cut.hpp"
#include "geo/pipeline.hpp"

namespace thalweg {

/// The other ways to cut: pieces of these multiples of the segments' median length, beginning at these parts of a
/// piece.
inline constexpr std::array<double, 5> kCutLengths{0.5, 0.75, 1, 1.5, 2};
inline constexpr std::array<double, 4> kCutOrigins{0, 0.25, 0.5, 0.75};
/// A segment that is in the top in fewer of them depends on how the line is cut.
inline constexpr double kStableShare = 0.5;
/// Events are kept in bins of this width for it.
inline constexpr double kStabilityBin = 10;

/// Events along each route in bins of kStabilityBin, empty at first. 8 bytes a bin: 1 MB for 1,400 km.
std::vector<BinnedLine> stability_bins(std::span<const Route> routes);
/// Counts the events of a batch that are within the limit.
void add(std::vector<BinnedLine>& events, const LocatedBatch& batch);

/// Throws Error{bad_input} if `top` is 0, or the segments' median length is less than 20 bins: shorter pieces would not
/// hold enough bins to be cut otherwise.
void check_stability(std::span<const Segment> segments, double bin_m, std::size_t top);

/// What the rate of a piece is set against.
using PieceExposure = std::function<double(std::uint32_t route, Stretch)>;

/// How little a segment's being among the `top` depends on how the line is cut (the modifiable areal unit problem;
/// Openshaw 1984): the share of the kCutLengths x kCutOrigins other cuts in which at least half of its length lies in
/// pieces among the top by rate. The top is as much ground as `top` segments are: `top` / multiple pieces. Pieces
/// without events are never in it; what a cut leaves at the ends joins its neighbour where it is shorter than half a
/// piece. 0 to 1 for each segment. O(cuts * pieces log pieces + bins). @throws as check_stability.
std::vector<double> segment_stability(std::span<const Segment> segments, std::span<const BinnedLine> events,
                                      const PieceExposure& exposure, std::size_t top);

}  // namespace thalweg
