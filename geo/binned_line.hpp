#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace thalweg {

/// Events of one route, added up in bins of equal width along it: bin k covers [k * bin_m, min((k + 1) * bin_m,
/// length_m)), metres; the last one may be shorter. An event counts as lying at the middle of its bin, so that its
/// place is at most bin_m / 2 off.
struct BinnedLine {
  double length_m = 0;
  double bin_m = 0;
  std::vector<double> value;  ///< count or weight per bin; bin_count(length_m, bin_m) of them, finite, >= 0

  [[nodiscard]] double from_m(std::size_t bin) const { return static_cast<double>(bin) * bin_m; }
  [[nodiscard]] double to_m(std::size_t bin) const { return bin + 1 == value.size() ? length_m : from_m(bin + 1); }
  [[nodiscard]] double middle_m(std::size_t bin) const { return (from_m(bin) + to_m(bin)) / 2; }
};

/// Bins that a length needs.
inline std::size_t bin_count(double length_m, double bin_m) {
  return static_cast<std::size_t>(std::max(1.0, std::ceil(length_m / bin_m)));
}

}  // namespace thalweg
