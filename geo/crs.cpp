#include "geo/crs.hpp"

#include <cmath>

#include "geo/error.hpp"
#include "geo/gcj02.hpp"

namespace thalweg {

ToWgs84::ToWgs84(const std::string& definition, std::string_view what) {
  if (definition == "GCJ-02" || definition == "BD-09") {
    shift_ = definition == "GCJ-02" ? Shift::gcj02 : Shift::bd09;
    return;
  }
  const GdalMessages messages;
  SpatialReference from(OSRNewSpatialReference(nullptr));
  if (OSRSetFromUserInput(from.get(), definition.c_str()) != OGRERR_NONE) {
    bad_input("{}: '{}' is no known reference system; write e.g. EPSG:4326, EPSG:32652, a PROJ string, GCJ-02 or BD-09",
              what, definition);
  }
  set(std::move(from), what);
}

ToWgs84::ToWgs84(OGRSpatialReferenceH own) {
  if (own) set(SpatialReference(OSRClone(own)), "the layer's reference system");
}

void ToWgs84::set(SpatialReference from, std::string_view what) {
  OSRSetAxisMappingStrategy(from.get(), OAMS_TRADITIONAL_GIS_ORDER);
  const SpatialReference to = wgs84();
  if (OSRIsSame(from.get(), to.get())) return;
  const GdalMessages messages;
  transforms_ = std::make_unique<Transforms>();
  transforms_->original.reset(OCTNewCoordinateTransformation(from.get(), to.get()));
  if (!transforms_->original) bad_input("{}: no way from it to WGS84: {}", what, messages.last());
}

OGRCoordinateTransformationH ToWgs84::Transforms::mine() {
  Transform& clone = clones.local();
  if (!clone) {
    const std::scoped_lock lock(cloning);
    clone.reset(OCTClone(original.get()));
  }
  return clone.get();
}

std::optional<LonLat> ToWgs84::transformed(double x, double y) const {
  if (shift_ == Shift::gcj02) return gcj02_to_wgs84({x, y});
  if (shift_ == Shift::bd09) return gcj02_to_wgs84(bd09_to_gcj02({x, y}));
  const GdalMessages messages;
  if (!OCTTransform(transforms_->mine(), 1, &x, &y, nullptr) || !std::isfinite(x) || !std::isfinite(y))
    return std::nullopt;
  return LonLat{x, y};
}

}  // namespace thalweg
