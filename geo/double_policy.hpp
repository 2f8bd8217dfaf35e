#pragma once

#include <boost/math/policies/policy.hpp>

namespace thalweg {

/// For Boost.Math, which by itself would take long doubles: slower many times over for great counts, and more precise
/// than any of our bounds asks.
inline constexpr boost::math::policies::policy<boost::math::policies::promote_double<false>> kDouble;

}  // namespace thalweg
