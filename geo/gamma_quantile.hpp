#pragma once

namespace thalweg {

enum class Tail { lower, upper };

/// Quantile of a gamma variable of scale 1 with the probability `tail` below (upper: above) it, by Boost.Math.
/// 0 < tail < 1, shape > 0. O(sqrt(shape)), and beyond some 1e10 it gives up.
double gamma_quantile(double shape, double tail, Tail which);

/// The same for a great shape, at once: Cornish & Fisher's expansion about the normal deviate (Goldberg & Levine 1946,
/// doi:10.1214/aoms/1177730987, for chi-squared with twice the shape as degrees of freedom). Relative error at most
/// 1e-8 from a shape of 1000 on, 1e-14 from 1e6 on, for tails of 1e-6 and more.
double great_gamma_quantile(double shape, double tail, Tail which);

}  // namespace thalweg
