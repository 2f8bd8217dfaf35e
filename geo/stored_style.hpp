#pragma once

#include <string>

namespace thalweg {

/// A style as a GeoPackage or a QGIS project keeps it.
struct StoredStyle {
  std::string name;
  std::string qml;  ///< a QGIS style document
};

}  // namespace thalweg
