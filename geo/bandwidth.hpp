#pragma once

#include <string_view>

#include "geo/binned_line.hpp"

namespace thalweg {

/// Ways to choose a bandwidth from the events. All choose a standard deviation, so it serves for every kernel.
enum class Selector {
  lcv,        ///< likelihood cross-validation, leaving one out
  scott,      ///< s n^(-1/5)
  silverman,  ///< s (3n/4)^(-1/5)
  isj,        ///< improved Sheather-Jones
};

/// @throws Error{bad_input} that lists the names.
Selector parse_selector(std::string_view name);
std::string_view selector_name(Selector selector);

/// The bandwidth, metres, that a selector chooses for counts by bin.
/// @throws Error{bad_input} that asks for a fixed bandwidth: fewer than two events, all in one bin, or as the selectors
/// below say.
double select_bandwidth(const BinnedLine& counts, Selector selector);

/// The rules of Scott (1992, doi:10.1002/9780470316849) and Silverman (1986, doi:10.1201/9781315140919) as SciPy's
/// gaussian_kde has them, s being the sample standard deviation along the line. Meant for one hump; where there are
/// several they smooth too much. O(bins).
double scott_bandwidth(const BinnedLine& counts);
double silverman_bandwidth(const BinnedLine& counts);

/// The bandwidth between a bin and half the line at which the Gaussian density of the other events, mirrored at the
/// ends, is most likely to give each event (Habbema, Hermans & van den Broek 1974; Duin 1976,
/// doi:10.1109/TC.1976.1674577). To kBandwidthError. O(bins) per trial, some 40 trials.
/// @throws Error{bad_input} where the likelihood is highest at a single bin: the events repeat the same places.
double lcv_bandwidth(const BinnedLine& counts);
/// Its objective: the mean over the events of the logarithm of the density, 1/m, of the others.
double lcv_score(const BinnedLine& counts, double bandwidth_m);

/// Botev, Grotowski & Kroese (2010, doi:10.1214/10-AOS799, algorithm 1 with five stages): the smallest root of the
/// fixed-point equation of the plug-in bandwidth for diffusion on the line with reflecting ends, in a cosine series on
/// kIsjCells cells. O(bins + cells log cells).
/// @throws Error{bad_input} where there is no root up to 0.1 line lengths squared.
double isj_bandwidth(const BinnedLine& counts);
inline constexpr std::size_t kIsjCells = 1U << 14;

/// The relative difference within which the selectors that search agree with a direct computation.
inline constexpr double kBandwidthError = 1e-3;

}  // namespace thalweg
