#include "geo/chebyshev.hpp"

#include <cmath>
#include <numbers>

namespace thalweg {

ChebyshevNodes::ChebyshevNodes() {
  for (std::size_t i = 0; i < kNodes; ++i) {
    const double angle = std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(kNodes);
    at[i] = std::cos(angle);
    weight_[i] = (i % 2 == 0 ? 1 : -1) * std::sin(angle);
  }
  for (std::size_t half = 0; half < 2; ++half) {
    for (std::size_t i = 0; i < kNodes; ++i) child[half][i] = basis((at[i] + (half == 0 ? -1 : 1)) / 2);
  }
}

const ChebyshevNodes& ChebyshevNodes::get() {
  static const ChebyshevNodes nodes;
  return nodes;
}

Nodal ChebyshevNodes::basis(double t) const {
  Nodal out{};
  double sum = 0;
  for (std::size_t i = 0; i < kNodes; ++i) {
    if (t == at[i]) {
      out.fill(0);
      out[i] = 1;
      return out;
    }
    sum += out[i] = weight_[i] / (t - at[i]);
  }
  for (double& v : out) v /= sum;
  return out;
}

}  // namespace thalweg
