#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "geo/style.hpp"

namespace thalweg {

/// `#rrggbb` as QGIS writes colours: `r,g,b,a`. @throws Error{bad_input} for anything else.
std::string qml_color(std::string_view color);

/// The `<symbol>` element called `name`.
std::string qml_symbol(std::size_t name, const Symbol& symbol, GeometryKind kind);

}  // namespace thalweg
