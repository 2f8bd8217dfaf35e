#pragma once

#include <span>
#include <vector>

namespace thalweg {

/// Adjusted p-values that hold the false discovery rate: calling every q <= a significant lets on average at most a
/// share a of the calls be false (Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x, for independent or
/// positively dependent tests). q[i] is the least of p(k) m / k over the ordered p(k) >= p[i], at most 1; in the order
/// of `p`. O(m log m). @throws Error{bad_input} unless each p is in [0, 1].
std::vector<double> benjamini_hochberg(std::span<const double> p);

}  // namespace thalweg
