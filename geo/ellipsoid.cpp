#include "geo/ellipsoid.hpp"

#include "geo/vectorise.hpp"

namespace thalweg {

THALWEG_VECTORISED
void to_earth_centred(std::span<const LonLat> positions, PointBlock& out) {
  out.size = positions.size();
  for (std::size_t i = 0; i < out.size; ++i) {
    const Vec3 p = to_earth_centred(positions[i]);
    out.x[i] = p.x;
    out.y[i] = p.y;
    out.z[i] = p.z;
  }
}

}  // namespace thalweg
