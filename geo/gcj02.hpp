#pragma once

#include "geo/units.hpp"

namespace thalweg {

/// The shift that Chinese web maps put on coordinates ("Mars coordinates", GCJ-02), and Baidu's on top of it (BD-09):
/// no published standard; the formulas are those that all open converters share (their constants are from the reverse
/// engineering published in 2011). Applied wherever the user declares it: no rectangle decides what is China.
LonLat wgs84_to_gcj02(LonLat p);
/// The inverse by fixed-point iteration, to 1e-9 degrees.
LonLat gcj02_to_wgs84(LonLat p);
/// BD-09 to GCJ-02 by iteration on the closed forward form, to 1e-9 degrees.
LonLat bd09_to_gcj02(LonLat p);
LonLat gcj02_to_bd09(LonLat p);

}  // namespace thalweg
