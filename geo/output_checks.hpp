#pragma once

#include <filesystem>

namespace thalweg {

/// What must hold of an output before it is written to; the checks that callers make are in write.hpp.

/// Where QGIS looks for the style of a layer that cannot hold it.
std::filesystem::path style_beside(const std::filesystem::path& out);
/// Throws Error{bad_input} while another program changes an SQLite file.
void check_not_in_use(const std::filesystem::path& out);
/// Throws Error{bad_input} if the format does not keep rows without geometry.
void check_keeps_tables(const std::filesystem::path& out);

}  // namespace thalweg
