#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/profile.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// What a profile's file says of it besides its cells.
struct ProfileAbout {
  ProfileGrid grid;
  Coverage coverage;
};

/// A row of the about table.
struct AboutRow {
  std::string key, item, value;
};

/// Rows of key, item, value: bin_m; period (none, year, month, day); length_m and vertices (the fingerprint, 16
/// hexadecimal digits) with each route's name as item, in order; read, located, too_far, filtered; rejected with the
/// reason as item; first, last, since, until where known; max_offset_m.
Table about_rows(const ProfileAbout& about);

/// Understands such rows in any order; keys that are not known are passed over, and of the coverage all may be missing.
/// @throws Error{bad_input} naming `source` and the key: one of the grid is missing, or a value is not of its kind.
ProfileAbout parse_about(const std::vector<AboutRow>& rows, const std::string& source);

}  // namespace thalweg
