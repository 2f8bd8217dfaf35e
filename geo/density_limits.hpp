#pragma once

#include "geo/poisson.hpp"

namespace thalweg {

/// Two-sided limits of the expectation of a weighted sum of Poisson counts, by the gamma method of Fay & Feuer (1997,
/// doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#). `sum` is the sum of the weights of the events
/// seen, `squares` that of their squares, `largest` the largest weight that an event could have; all >= 0. They are
/// Garwood's limits where all weights are equal, never go below 0, and cover at least nominally, more so the fewer
/// events there are. Without events the upper limit is 3.689 `largest`. Relative error at most 1e-8.
/// @throws Error{bad_input} unless 0 < level < 1.
Limits weighted_poisson_limits(double sum, double squares, double largest, double level = 0.95);

}  // namespace thalweg
