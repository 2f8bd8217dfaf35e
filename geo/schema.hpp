#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/read.hpp"

namespace thalweg {

/// What columns mean to us.
enum class Role { lon, lat, time, category, weight, precision };
inline constexpr std::size_t kRoles = 6;

/// A published table layout: the columns of each role, how its times are written, and its precision codes as radii.
struct Schema {
  std::string_view name;
  std::vector<std::string_view> signature;  ///< columns that tell it by themselves
  std::array<std::string_view, kRoles> column;
  std::string_view time_format;
  std::vector<std::pair<std::string_view, double>> radius_m;  ///< precision code -> metres
};

/// The schemas known by name: acled, ucdp, gdelt. The radii are a convention of ours, stated in docs/data.md.
std::span<const Schema> schemas();

/// The 57, 58 or 61 column names of a GDELT event export (1.0 and 2.0), which comes without a header; empty otherwise.
std::vector<std::string> gdelt_columns(std::size_t count);

/// Which column plays which role in one source; nullopt where none does.
struct Columns {
  std::array<std::optional<std::size_t>, kRoles> index;
  const Schema* schema = nullptr;
  [[nodiscard]] std::optional<std::size_t> operator[](Role r) const { return index[static_cast<std::size_t>(r)]; }
};

/// Finds the columns of `source` by the options' names, the schema's, or the usual ones, in that order.
/// @throws Error{bad_input} where a named column or schema is unknown (listing what there is), or if there are no
/// coordinate columns and `needs_coordinates`.
Columns find_columns(const std::vector<std::string>& names, const ReadOptions& options, std::string_view source,
                     bool needs_coordinates);

}  // namespace thalweg
