#pragma once

#include <array>
#include <string>

#include "geo/report.hpp"

namespace thalweg {

/// The answer in two sentences: which stretch is the most active, at what rate, and how sure its place is; and whether
/// any stretch stands out from chance. Of no events: that there are none, and the greatest rate that this allows.
std::array<std::string, 2> answer_of(const ScopeReport& report, const RouteSet& set);

/// `km 730.0–740.0 (Changbai)`, with the route's name where there are several.
std::string place_text(std::uint32_t route, Stretch stretch, const RouteSet& set);

}  // namespace thalweg
