#include "geo/geos.hpp"

#include <algorithm>
#include <utility>

#include "geo/error.hpp"

namespace thalweg {

Geos::Geos() : context_(GEOS_init_r()) {
  GEOSContext_setErrorMessageHandler_r(
      context_, [](const char* message, void* self) { static_cast<Geos*>(self)->reason_ = message; }, this);
}

Geos::~Geos() {
  GEOS_finish_r(context_);
}

GeosGeometry Geos::own(GEOSGeometry* made) const {
  if (!made) io_error("polygons could not be made: GEOS {}: {}", GEOSversion(), reason_);
  return {made, GeosDestroy{context_}};
}

GEOSCoordSequence* Geos::sequence(std::span<const LonLat> vertices) const {
  GEOSCoordSequence* s = GEOSCoordSeq_create_r(context_, static_cast<unsigned>(vertices.size()), 2);
  for (unsigned i = 0; i < vertices.size(); ++i) {
    GEOSCoordSeq_setXY_r(context_, s, i, vertices[i].lon, vertices[i].lat);
  }
  return s;
}

GeosGeometry Geos::line(std::span<const LonLat> vertices) const {
  return own(GEOSGeom_createLineString_r(context_, sequence(vertices)));
}

GeosGeometry Geos::point(LonLat at) const {
  return own(GEOSGeom_createPointFromXY_r(context_, at.lon, at.lat));
}

GeosGeometry Geos::collection(std::vector<GeosGeometry> parts) const {
  std::vector<GEOSGeometry*> given;
  for (GeosGeometry& part : parts) given.push_back(part.release());
  return own(GEOSGeom_createCollection_r(context_, GEOS_GEOMETRYCOLLECTION, given.data(),
                                         static_cast<unsigned>(given.size())));
}

GeosGeometry Geos::polygon(const Polygon& rings) const {
  std::vector<GEOSGeometry*> made;
  for (const auto& ring : rings) made.push_back(own(GEOSGeom_createLinearRing_r(context_, sequence(ring))).release());
  return own(GEOSGeom_createPolygon_r(context_, made.front(), made.data() + 1, static_cast<unsigned>(made.size() - 1)));
}

GeosGeometry Geos::buffer(const GEOSGeometry* g, double distance, int steps) const {
  return own(GEOSBuffer_r(context_, g, distance, steps));
}

GeosGeometry Geos::merged(const GEOSGeometry* g) const {
  return own(GEOSUnaryUnionPrec_r(context_, g, kGeosGrid));
}

GeosGeometry Geos::boundary(const GEOSGeometry* polygons) const {
  return own(GEOSBoundary_r(context_, polygons));
}

std::vector<GeosGeometry> Geos::faces(const GEOSGeometry* lines) const {
  const GeosGeometry all = own(GEOSPolygonize_r(context_, &lines, 1));
  std::vector<GeosGeometry> out;
  for (int i = 0; i < GEOSGetNumGeometries_r(context_, all.get()); ++i) {
    out.push_back(own(GEOSGeom_clone_r(context_, GEOSGetGeometryN_r(context_, all.get(), i))));
  }
  return out;
}

LonLat Geos::inside(const GEOSGeometry* polygon) const {
  const GeosGeometry at = own(GEOSPointOnSurface_r(context_, polygon));
  LonLat p;
  GEOSGeomGetX_r(context_, at.get(), &p.lon);
  GEOSGeomGetY_r(context_, at.get(), &p.lat);
  return p;
}

std::vector<LonLat> Geos::ring(const GEOSGeometry* g) const {
  const GEOSCoordSequence* s = GEOSGeom_getCoordSeq_r(context_, g);
  unsigned count = 0;
  GEOSCoordSeq_getSize_r(context_, s, &count);
  std::vector<LonLat> out(count);
  for (unsigned i = 0; i < count; ++i) GEOSCoordSeq_getXY_r(context_, s, i, &out[i].lon, &out[i].lat);
  return out;
}

MultiPolygon Geos::polygons(const GEOSGeometry* g) const {
  const GeosGeometry normal = own(GEOSGeom_clone_r(context_, g));
  GEOSNormalize_r(context_, normal.get());
  MultiPolygon out;
  for (int i = 0; i < GEOSGetNumGeometries_r(context_, normal.get()); ++i) {
    const GEOSGeometry* part = GEOSGetGeometryN_r(context_, normal.get(), i);
    if (GEOSGeomTypeId_r(context_, part) != GEOS_POLYGON || GEOSisEmpty_r(context_, part) == 1) continue;
    Polygon polygon{ring(GEOSGetExteriorRing_r(context_, part))};
    for (int hole = 0; hole < GEOSGetNumInteriorRings_r(context_, part); ++hole) {
      polygon.push_back(ring(GEOSGetInteriorRingN_r(context_, part, hole)));
    }
    for (auto& vertices : polygon) std::ranges::reverse(vertices);  // GEOS has shells clockwise, RFC 7946 holes
    out.push_back(std::move(polygon));
  }
  return out;
}

}  // namespace thalweg
