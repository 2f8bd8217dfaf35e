#include "geo/density_limits.hpp"

#include "geo/error.hpp"
#include "geo/gamma_quantile.hpp"

namespace thalweg {
namespace {

/// Density limits are asked for at thousands of stations: from this shape on the expansion is near enough.
constexpr double kGreatShape = 1000;

double quantile(double shape, double tail, Tail which) {
  return shape > kGreatShape ? great_gamma_quantile(shape, tail, which) : gamma_quantile(shape, tail, which);
}

}  // namespace

Limits weighted_poisson_limits(double sum, double squares, double largest, double level) {
  if (!(level > 0 && level < 1)) bad_input("a confidence level of {} is not between 0 and 1", level);
  const double tail = (1 - level) / 2;
  Limits out;
  if (const double scale = sum > 0 ? squares / sum : 0; scale > 0) {
    out.lower = quantile(sum / scale, tail, Tail::lower) * scale;
  }
  if (largest > 0) {
    const double scale = (squares + largest * largest) / (sum + largest);
    out.upper = quantile((sum + largest) / scale, tail, Tail::upper) * scale;
  }
  return out;
}

}  // namespace thalweg
