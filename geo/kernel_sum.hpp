#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "geo/binned_line.hpp"
#include "geo/kernel.hpp"

namespace thalweg {

/// Masses at places along a line.
struct PointMasses {
  std::vector<double> at_m;  ///< ascending, in [0, length]
  std::vector<double> mass;  ///< finite, > 0
};

/// The bins that hold something, at their middles.
PointMasses occupied_bins(const BinnedLine& line);

/// The largest relative difference of kernel_sum() from the sum taken term by term, at every target where that sum is
/// above kKernelSumFloor of the masses' total times the kernel's peak.
inline constexpr double kKernelSumError = 1e-9;
inline constexpr double kKernelSumFloor = 1e-200;

/// sum_k mass_k * kernel(x, at_k) at every target x, ascending in [0, length]. Never negative.
///
/// A fast multipole method on a line: blocks halve down to a few points; two blocks between which the kernel is smooth
/// (a polynomial, or a Gaussian that changes little) act on each other through interpolation at Chebyshev nodes (Fong &
/// Darve 2009, doi:10.1016/j.jcp.2009.08.031), others are halved or, at the end, summed term by term. What is left out
/// is below 1e-13 of what is kept, target by target. All terms are >= 0, so that nothing cancels, however unequal the
/// masses are. O(masses + targets) for every shape, power and bandwidth.
std::vector<double> kernel_sum(const LineKernel& kernel, const PointMasses& masses, std::span<const double> targets);

}  // namespace thalweg
