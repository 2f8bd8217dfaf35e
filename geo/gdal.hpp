#pragma once

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <memory>
#include <string>
#include <type_traits>

namespace thalweg {

struct DatasetClose {
  void operator()(GDALDatasetH d) const noexcept { GDALClose(d); }
};
struct FeatureDestroy {
  void operator()(OGRFeatureH f) const noexcept { OGR_F_Destroy(f); }
};
struct GeometryDestroy {
  void operator()(OGRGeometryH g) const noexcept { OGR_G_DestroyGeometry(g); }
};
struct SpatialReferenceRelease {
  void operator()(OGRSpatialReferenceH s) const noexcept { OSRRelease(s); }
};
struct TransformDestroy {
  void operator()(OGRCoordinateTransformationH t) const noexcept { OCTDestroyCoordinateTransformation(t); }
};

using Dataset = std::unique_ptr<void, DatasetClose>;
using Feature = std::unique_ptr<std::remove_pointer_t<OGRFeatureH>, FeatureDestroy>;
using Geometry = std::unique_ptr<std::remove_pointer_t<OGRGeometryH>, GeometryDestroy>;
using SpatialReference = std::unique_ptr<std::remove_pointer_t<OGRSpatialReferenceH>, SpatialReferenceRelease>;
using Transform = std::unique_ptr<std::remove_pointer_t<OGRCoordinateTransformationH>, TransformDestroy>;

/// Registers GDAL's drivers, once. Everything that opens or creates a dataset calls it.
void gdal_setup();

/// Keeps GDAL's messages off the terminal while it lives and remembers the last one, on this thread.
class GdalMessages {
 public:
  GdalMessages();
  ~GdalMessages();
  GdalMessages(const GdalMessages&) = delete;
  GdalMessages& operator=(const GdalMessages&) = delete;
  /// The last warning or failure since construction or clear(), without line breaks; empty if there was none.
  [[nodiscard]] std::string last() const;
  [[nodiscard]] bool failed() const;  ///< whether a failure (not just a warning) was reported
  void clear();

 private:
  std::string last_;
  bool failed_ = false;
  static void on_message(int kind, int number, const char* text);
};

/// WGS84 with longitude first, as every layer of ours has it.
SpatialReference wgs84();

}  // namespace thalweg
