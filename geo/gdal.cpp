#include "geo/gdal.hpp"

#include <cpl_error.h>

#include <algorithm>
#include <mutex>

namespace thalweg {

void gdal_setup() {
  static std::once_flag once;
  std::call_once(once, GDALAllRegister);
}

GdalMessages::GdalMessages() {
  CPLPushErrorHandlerEx([](CPLErr kind, CPLErrorNum number, const char* text) { on_message(kind, number, text); },
                        this);
}

GdalMessages::~GdalMessages() {
  CPLPopErrorHandler();
}

void GdalMessages::on_message(int kind, int /*number*/, const char* text) {
  if (kind < CE_Warning) return;
  auto& self = *static_cast<GdalMessages*>(CPLGetErrorHandlerUserData());
  if (self.failed_ && kind < CE_Failure) return;  // a warning must not hide the failure before it
  self.last_ = text;
  std::ranges::replace(self.last_, '\n', ' ');
  self.failed_ = self.failed_ || kind >= CE_Failure;
}

std::string GdalMessages::last() const {
  return last_;
}
bool GdalMessages::failed() const {
  return failed_;
}

void GdalMessages::clear() {
  last_.clear();
  failed_ = false;
}

SpatialReference wgs84() {
  SpatialReference srs(OSRNewSpatialReference(nullptr));
  OSRImportFromEPSG(srs.get(), 4326);
  OSRSetAxisMappingStrategy(srs.get(), OAMS_TRADITIONAL_GIS_ORDER);
  return srs;
}

}  // namespace thalweg
