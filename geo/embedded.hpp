#pragma once

#include <span>
#include <string_view>

namespace thalweg {

/// A file of datasets/ as it was when the library was built. cmake/embed.cmake writes the source of these.
struct EmbeddedFile {
  std::string_view path;  ///< below datasets/
  std::string_view bytes;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace thalweg
