#include <geos_c.h>

#include <cstdint>
#include <vector>

#include "contender.hpp"
#include "planar_measure.hpp"

namespace thalweg::bench {
namespace {

/// One context of GEOS and what is made in it.
class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {}
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;
  ~Geos() {
    for (GEOSGeometry* g : kept_) GEOSGeom_destroy_r(handle_, g);
    GEOS_finish_r(handle_);
  }
  [[nodiscard]] GEOSContextHandle_t handle() const { return handle_; }

  GEOSGeometry* keep_line(std::span<const LonLat> vertices) {
    GEOSCoordSequence* all = GEOSCoordSeq_create_r(handle_, static_cast<unsigned>(vertices.size()), 2);
    for (unsigned i = 0; i < vertices.size(); ++i) {
      GEOSCoordSeq_setXY_r(handle_, all, i, vertices[i].lon, vertices[i].lat);
    }
    return kept_.emplace_back(GEOSGeom_createLineString_r(handle_, all));
  }

 private:
  GEOSContextHandle_t handle_;
  std::vector<GEOSGeometry*> kept_;
};

class GeosStrtree : public Contender {
 public:
  GeosStrtree(const Route& route, std::size_t node_capacity)
      : route_(route), measure_(route), tree_(GEOSSTRtree_create_r(geos_.handle(), node_capacity)) {
    const auto v = route_.vertices();
    for (std::size_t i = 0; i < route_.edge_count(); ++i) {
      GEOSGeometry* edge = geos_.keep_line(v.subspan(i, 2));
      GEOSGeom_setUserData_r(geos_.handle(), edge, reinterpret_cast<void*>(i));
      GEOSSTRtree_insert_r(geos_.handle(), tree_, edge, edge);
    }
    double made = 0;
    locate(v.subspan(0, 1), {&made, 1});  // the first question builds the tree
  }
  GeosStrtree(const GeosStrtree&) = delete;
  GeosStrtree& operator=(const GeosStrtree&) = delete;
  ~GeosStrtree() override { GEOSSTRtree_destroy_r(geos_.handle(), tree_); }

  void locate(std::span<const LonLat> events, std::span<double> chainage_m) const override {
    const GEOSContextHandle_t geos = geos_.handle();
    for (std::size_t i = 0; i < events.size(); ++i) {
      GEOSGeometry* point = GEOSGeom_createPointFromXY_r(geos, events[i].lon, events[i].lat);
      const GEOSGeometry* edge = GEOSSTRtree_nearest_r(geos, tree_, point);
      const auto number = reinterpret_cast<std::uintptr_t>(GEOSGeom_getUserData_r(geos, edge));
      chainage_m[i] = chainage_on(route_, number, GEOSProject_r(geos, edge, point) / measure_.length_of(number));
      GEOSGeom_destroy_r(geos, point);
    }
  }

 private:
  Route route_;
  PlanarMeasure measure_;
  Geos geos_;
  GEOSSTRtree* tree_;
};

class GeosProject : public Contender {
 public:
  explicit GeosProject(const Route& route) : measure_(route), line_(geos_.keep_line(route.vertices())) {}

  void locate(std::span<const LonLat> events, std::span<double> chainage_m) const override {
    for (std::size_t i = 0; i < events.size(); ++i) {
      GEOSGeometry* point = GEOSGeom_createPointFromXY_r(geos_.handle(), events[i].lon, events[i].lat);
      chainage_m[i] = measure_.chainage_at(GEOSProject_r(geos_.handle(), line_, point));
      GEOSGeom_destroy_r(geos_.handle(), point);
    }
  }

 private:
  PlanarMeasure measure_;
  Geos geos_;
  GEOSGeometry* line_;
};

}  // namespace

std::unique_ptr<Contender> geos_strtree_contender(const Route& route, std::size_t node_capacity) {
  return std::make_unique<GeosStrtree>(route, node_capacity);
}

std::unique_ptr<Contender> geos_project_contender(const Route& route) {
  return std::make_unique<GeosProject>(route);
}

}  // namespace thalweg::bench
