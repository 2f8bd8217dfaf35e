#pragma once

#include <filesystem>
#include <string_view>

namespace thalweg {

/// Throws Error{bad_input} if a file of that name exists and may not be written over, or is a folder.
void check_new_file(const std::filesystem::path& path, bool overwrite);
/// Writes a whole file. @throws Error{io}.
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace thalweg
