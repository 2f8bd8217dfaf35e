#pragma once

#include <string>

namespace thalweg {

enum class Scheme { light, dark };

/// The rules that colour the drawings' classes, on a light or a dark ground. Sides are blue and vermilion (Okabe and
/// Ito's colours, told apart with any colour vision), significance and counts go by lightness. Each rule begins with
/// the class `tw` of the drawing itself.
std::string picture_style(Scheme scheme);

}  // namespace thalweg
