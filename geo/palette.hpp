#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "geo/style.hpp"

namespace thalweg {

/// Colours of ours. Those of an order differ in lightness, so that they read the same for the colour-blind and in grey.

/// From few to many; the hues follow ColorBrewer's YlOrRd (Harrower and Brewer 2003, doi:10.1179/000870403235002042).
inline constexpr std::array<const char*, 6> kSequential{"#fed976", "#feb24c", "#fd8d3c",
                                                        "#f03b20", "#bd0026", "#67001f"};
/// From near to far, and of what is fewer than expected; after ColorBrewer's Blues.
inline constexpr std::array<const char*, 6> kReceding{"#08306b", "#2171b5", "#4292c6", "#6baed6", "#9ecae1", "#d0e1f2"};
/// From the left side over an even share to the right; after ColorBrewer's PuOr, which the colour-blind tell apart.
inline constexpr std::array<const char*, 5> kDiverging{"#b35806", "#f1a340", "#bdbdbd", "#8073ac", "#3f007d"};
/// From ceased over unchanged to new; after ColorBrewer's RdYlBu, which the colour-blind tell apart.
inline constexpr std::array<const char*, 9> kChanging{"#08306b", "#2171b5", "#5ba3d0", "#a6cee3", "#cfcfc4",
                                                      "#fdae61", "#ee5533", "#c0141b", "#67001f"};
/// Kinds without an order, told apart by the colour-blind (Okabe and Ito 2008, https://jfly.uni-koeln.de/color/).
inline constexpr std::array<const char*, 7> kQualitative{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                         "#e69f00", "#56b4e9", "#f0e442"};
inline constexpr const char* kNeutral = "#8a929a";  ///< lines along which there is nothing
inline constexpr const char* kOther = "#c3c8cd";    ///< what has no kind of its own
inline constexpr const char* kInk = "#1a1a1a";      ///< casings, outlines, towns

/// Millimetres of lines that are drawn by classes.
inline constexpr double kLeastWidth = 0.8, kMostWidth = 2.8, kZeroWidth = 0.5;

/// Line `step` of `steps` classes that grow wider and darker; its colour also serves points and areas.
Symbol step_symbol(std::size_t step, std::size_t steps);
/// A line along which there is nothing, and one of which nothing is known.
Symbol zero_symbol();
Symbol no_data_symbol();
/// Dark edges on both sides of lines whose width is `size_by`, to be drawn below them.
Symbol casing_symbol(const std::string& size_by);

}  // namespace thalweg
