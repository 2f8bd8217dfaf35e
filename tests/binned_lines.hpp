#pragma once

#include "geo/binned_line.hpp"
#include "reference_rows.hpp"

namespace thalweg::test {

inline BinnedLine empty_line(double length_m, double bin_m) {
  return {length_m, bin_m, std::vector<double>(bin_count(length_m, bin_m), 0.0)};
}

/// The events that tests/reference/density.py computes with.
inline BinnedLine reference_events() {
  BinnedLine line = empty_line(50003.7, 10);
  for (const auto& r : reference_rows("density_events.csv")) line.value[static_cast<std::size_t>(r[0])] = r[1];
  return line;
}

}  // namespace thalweg::test
