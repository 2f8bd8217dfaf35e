#pragma once

#include <array>
#include <cstddef>

namespace thalweg {

/// Interpolation with polynomials up to degree 11 (the quartic kernel squared has degree 8).
inline constexpr std::size_t kNodes = 12;
using Nodal = std::array<double, kNodes>;    ///< values or masses at the nodes of a block
using Transfer = std::array<Nodal, kNodes>;  ///< [source node][target node]

/// The Chebyshev nodes of [-1, 1], of the first kind, and interpolation at them.
class ChebyshevNodes {
 public:
  static const ChebyshevNodes& get();
  /// The values of all Lagrange polynomials at t, by the second barycentric formula (Berrut & Trefethen 2004,
  /// doi:10.1137/S0036144502417715).
  [[nodiscard]] Nodal basis(double t) const;

  Nodal at{};
  std::array<Transfer, 2> child{};  ///< [half][node of the half]: the basis of the whole there

 private:
  ChebyshevNodes();
  Nodal weight_{};
};

}  // namespace thalweg
