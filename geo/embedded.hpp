#pragma once

#include <span>
#include <string_view>

namespace thalweg {

/// A file as it was when the library was built. cmake/embed.cmake writes the source of these.
struct EmbeddedFile {
  std::string_view path;
  std::string_view bytes;
};

/// Those of datasets/, by their path below it.
std::span<const EmbeddedFile> embedded_files();
/// The templates of reports and their style sheet, by their names in geo/.
std::span<const EmbeddedFile> embedded_templates();

}  // namespace thalweg
