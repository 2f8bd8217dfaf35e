#pragma once

#include <optional>

#include "geo/picture.hpp"
#include "geo/report.hpp"

namespace thalweg {

/// Events by stretch and month (or year): along the route across and time downwards on a wide picture; on a narrow one
/// the other way round. Neighbouring stretches are joined where there are more than kMaxSpaceTimeCells cells; a cell
/// without events is not drawn. nullopt if no event has a time.
std::optional<Svg> space_time(const ScopeReport& report, const Surroundings& around, PictureSize size);
inline constexpr std::size_t kMaxSpaceTimeCells = 4000;

}  // namespace thalweg
