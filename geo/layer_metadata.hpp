#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/units.hpp"

namespace thalweg {

/// What a layer is, in words, for its readers' properties dialog. Empty texts and lists are left out.
struct LayerMetadata {
  std::string title;
  std::string abstract;
  std::optional<Instant> from, to;    ///< the time that its events span
  std::vector<std::string> history;   ///< what it is made from and how, with parameters
  std::vector<std::string> rights;    ///< attribution of the data used
  std::vector<std::string> licences;  ///< of the data used
};

/// What stands inside the `<qgis>` element of a QGIS metadata document (QMD), and inside `<resourceMetadata>` of a
/// project's layer.
std::string metadata_elements(const LayerMetadata& metadata);
/// The metadata as a QGIS metadata document.
std::string to_qmd(const LayerMetadata& metadata);

}  // namespace thalweg
