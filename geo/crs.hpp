#pragma once

#include <tbb/enumerable_thread_specific.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "geo/gdal.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// Turns coordinates of one reference system into longitude and latitude on WGS84. x is east or longitude, whatever the
/// order of axes in the definition.
class ToWgs84 {
 public:
  /// WGS84 itself: nothing to do.
  ToWgs84() = default;
  /// `definition` is anything PROJ knows (EPSG:32652, WKT, PROJ string), or GCJ-02 or BD-09, the shifted coordinates of
  /// Chinese web maps. @throws Error{bad_input} naming `what` if it is not understood.
  ToWgs84(const std::string& definition, std::string_view what);
  /// A layer's own reference system; nullptr means WGS84.
  explicit ToWgs84(OGRSpatialReferenceH own);

  /// nullopt where the transformation has no answer. May be called on several threads.
  [[nodiscard]] std::optional<LonLat> operator()(double x, double y) const {
    return is_identity() ? LonLat{x, y} : transformed(x, y);
  }
  [[nodiscard]] bool is_identity() const { return !transforms_ && shift_ == Shift::none; }

 private:
  enum class Shift { none, gcj02, bd09 };
  [[nodiscard]] std::optional<LonLat> transformed(double x, double y) const;
  void set(SpatialReference from, std::string_view what);

  /// PROJ's transformations serve one thread each.
  struct Transforms {
    Transform original;
    std::mutex cloning;
    tbb::enumerable_thread_specific<Transform> clones;
    OGRCoordinateTransformationH mine();
  };
  std::unique_ptr<Transforms> transforms_;  // null: WGS84 already
  Shift shift_ = Shift::none;
};

}  // namespace thalweg
