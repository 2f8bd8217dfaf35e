#pragma once

#include <filesystem>
#include <string>

namespace thalweg {

/// Writes a drawing (Svg::document) as a PNG with `scale` pixels per unit, by librsvg. The letters are those of the
/// fonts that are installed, so the bytes are the same on machines with the same fonts and libraries.
/// @throws Error{io} if no font is installed, or the file cannot be written.
void write_png(const std::filesystem::path& path, const std::string& svg, double scale);

}  // namespace thalweg
