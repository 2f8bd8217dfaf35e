#pragma once

#include <span>
#include <string>

#include "geo/style.hpp"

namespace thalweg {

/// The `<labeling>` element for a column beside every feature.
std::string qml_labels(const std::string& column, GeometryKind kind);
/// The same for rules.
std::string qml_labels(std::span<const Label> labels, GeometryKind kind);

}  // namespace thalweg
