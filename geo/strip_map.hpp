#pragma once

#include "geo/picture.hpp"
#include "geo/report.hpp"

namespace thalweg {

/// The route straightened, in rows of equal length: chainage across; the density of the left bank upwards and of the
/// right bank downwards, with limits, on one scale; between them the stretches by significance; hot spots shaded and
/// numbered; towns as ticks on their bank, named where there is room. Tooltips tell each stretch's values.
Svg strip_map(const ScopeReport& report, const Surroundings& around, PictureSize size);

}  // namespace thalweg
