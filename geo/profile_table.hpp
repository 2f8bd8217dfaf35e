#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "geo/profile.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// Names of the two tables that a profile is written as.
inline constexpr const char* kProfileLayer = "profile";
inline constexpr const char* kAboutLayer = "profile_about";

/// Cells [from, to) as rows, in their order: route (name), bin (from 0), bin_m, from_km, to_km, period (ISO 8601 text;
/// null: time unknown), category (null: none), side (left, right, on), precision_class, count, weight. Weights are
/// whole numbers of WeightSum's steps, which a double holds exactly up to 2^53 steps; of a cell with more, the rest is
/// on further rows with count 0, and rows of one cell add up.
Table profile_rows(const Profile& profile, std::size_t from, std::size_t to);

/// Where the about table is, for formats that hold one table: `a.about.csv` beside `a.csv`.
std::filesystem::path about_beside(const std::filesystem::path& profile);

/// The file or files of a profile.
std::vector<std::filesystem::path> profile_files(const std::filesystem::path& out);
/// As check_output (write.hpp), for the file or files of a profile.
void check_profile_output(const std::filesystem::path& out, bool overwrite);
/// Writes both tables: into one GeoPackage, or into a file each. Equal profiles give equal bytes.
/// @throws as DatasetWriter.
void write_profile(const std::filesystem::path& out, bool overwrite, const Profile& profile);

}  // namespace thalweg
