#include "geo/fdr.hpp"

#include <algorithm>
#include <numeric>

#include "geo/error.hpp"

namespace thalweg {

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  for (const double x : p) {
    if (!(x >= 0 && x <= 1)) bad_input("a p-value of {} is not between 0 and 1", x);
  }
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return p[i]; });
  std::vector<double> q(p.size());
  double least = 1;
  for (std::size_t k = order.size(); k > 0; --k) {
    const std::size_t i = order[k - 1];
    least = std::min(least, p[i] * (static_cast<double>(p.size()) / static_cast<double>(k)));
    q[i] = least;
  }
  return q;
}

}  // namespace thalweg
