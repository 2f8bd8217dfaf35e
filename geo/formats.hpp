#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace thalweg {

/// Where a format keeps a layer's default style.
enum class StyleHome { none, beside, inside };

/// An output format, told by the ending of the file's name.
struct Format {
  std::string_view ending;
  std::string_view driver;
  std::vector<const char*> layer_options;  ///< GDAL's, ended by nullptr
  bool many_layers = false;
  bool measures = false;  ///< keeps M, the chainage, in lines
  bool geometry = true;   ///< has geometry at all
  bool tables = true;     ///< keeps rows without geometry
  StyleHome style = StyleHome::none;
  bool checks_itself = false;  ///< its driver notices every write that fails
  bool typed = true;           ///< has types for numbers and moments; else all is written as text by us
};

/// The format of an output; the ending may be in capitals. @throws Error{bad_input} listing the endings that this GDAL
/// can write.
const Format& format_of(const std::filesystem::path& out);

}  // namespace thalweg
