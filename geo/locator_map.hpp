#pragma once

#include "geo/picture.hpp"
#include "geo/report.hpp"

namespace thalweg {

/// A small map of all routes on which the report's part stands out, with its hot spots, the towns as far as their names
/// have room, and a scale bar; behind them the provinces of the embedded datasets. Azimuthal equidistant about the
/// routes' middle: north is up there, and distances are right to 1 % within some 1,500 km of it.
Svg locator_map(const ScopeReport& report, const Surroundings& around, PictureSize size);

}  // namespace thalweg
