#pragma once

#include <vector>

#include "geo/table.hpp"

namespace thalweg {

/// The parts of a line on either side of the antimeridian, as RFC 7946 (3.1.9) wants them: one part ends at 180 and the
/// next begins at -180, or the other way. The crossing is on the edge as straight in degrees, M in proportion. A line
/// that does not cross is its only part.
std::vector<Line> split_at_antimeridian(const Line& line);

}  // namespace thalweg
