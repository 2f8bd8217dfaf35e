#pragma once

#include <span>
#include <string>

#include "geo/profile.hpp"
#include "geo/route.hpp"

namespace thalweg {

/// Whether a source is a profile and not events: one of its layers (the one called `layer`, if that is given) has the
/// columns bin, bin_m and count. Looks at the start of text files only; false for what cannot be opened, and for
/// standard input and pipes.
bool is_profile(const std::string& path, const std::string& layer = {});

/// Reads a profile, from the tables that write_profile makes or from another engine's group-by (docs/data.md): columns
/// are found by name in any case and order; bin, bin_m, side and count are needed; route may be missing where there
/// is one, period and category where they are unknown, precision_class too, weight where it is the count. A side is
/// `left`, `right`, `on`, or the name that `routes` have for it. Rows of one cell add up; from_km must fit the bin.
///
/// Without the about table the grid is that of `routes`, bin_m and the form of the periods, and all events count as
/// read and located. With it, `routes` must be the same (ProfileGrid::require_same) or none, unless `use` is if_untold.
/// @throws Error{bad_input} naming the file, row and column: a column is missing or is not of its kind, a count or
/// weight is negative, a bin is outside its route, the widths of bins differ, the about table says another sum of
/// counts, or there is neither an about table nor a route. Error{cancelled} if `progress`, which may be empty, says
/// stop.
enum class RouteUse { check, if_untold };
Profile read_profile(const std::string& path, const std::string& layer, std::span<const Route> routes,
                     RouteUse use = RouteUse::check, const Progress& progress = {});

/// Reads several and merges them; each has the same part in the share that `progress` is told. @throws as read_profile
/// and Profile::merge, naming the file; Error{bad_input} if there is none, or one of them is no profile.
Profile read_profiles(std::span<const std::string> paths, const std::string& layer, std::span<const Route> routes,
                      RouteUse use = RouteUse::check, const Progress& progress = {});

}  // namespace thalweg
