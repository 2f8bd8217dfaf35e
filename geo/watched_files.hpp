#pragma once

#include <filesystem>
#include <string>

namespace thalweg {

/// The name by which GDAL writes `file` through file functions of ours that remember each write that failed.
/// Some drivers do not notice a full disk (GeoJSON ignores short writes; CSV and FlatGeobuf a failed close).
/// Not for SQLite formats, which check for themselves. Files that exist are opened as usual.
std::string watched(const std::filesystem::path& file);

/// What went wrong first with a write to a watched file in `folder`, in the system's words; empty: nothing did.
/// Forgets it, so ask once the files are closed.
std::string take_write_failure(const std::filesystem::path& folder);

}  // namespace thalweg
