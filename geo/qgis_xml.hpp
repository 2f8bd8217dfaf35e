#pragma once

#include <string>
#include <string_view>

#include "geo/xml.hpp"

namespace thalweg {

/// Elements that several parts of QGIS's documents have alike.

/// A setting of a symbol or item.
void option(Xml& xml, std::string_view name, std::string value, std::string_view type = "QString");
/// A plainly filled polygon; colours are `red,green,blue,alpha`, the outline's width is in millimetres, 0: none.
void fill_symbol(Xml& xml, std::string_view name, std::string_view fill, std::string_view outline, double width);

}  // namespace thalweg
