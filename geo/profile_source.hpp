#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/analysis.hpp"
#include "geo/profile.hpp"
#include "geo/reject_log.hpp"

namespace thalweg {

/// What an analysis that works on a profile gets, whatever its sources are.
struct ProfiledEvents {
  Profile profile;
  std::vector<std::string> notes;  ///< how each source was understood
};

/// Whether any of the sources is a profile (profile_read.hpp) and not events.
bool any_profile(const ReadOptions& read);

/// Throws Error{bad_input} naming `path` and the option, if `options` ask something of a profile that it cannot tell: a
/// filter by SQL, columns, a smaller limit of the offset, or rejected rows.
void require_applicable(const AnalysisOptions& options, const std::string& path, const Profile& profile);

/// Events or profiles -> their one profile, with the filters of `options` applied. Sources that are profiles are read
/// and merged; events are read, located and binned, as options.read and options.max_offset say, on the grid of the
/// profiles, or on `grid` where all sources are events. Rejected rows go to `rejects`, which is left open.
///
/// @throws Error{bad_input} as read_profile, Profile::merge, Profile::filtered, EventReader and require_located (then
/// `rejects` is closed, so that the user finds the reason there), and require_applicable.
ProfiledEvents profile_of(const AnalysisOptions& options, const RouteSet& set, const ProfileGrid& grid,
                          RejectLog& rejects);

/// The time that events were gathered in: as stated, and where an end is not stated (or events of another part lie
/// beyond it), whole days to the first and last event. nullopt if neither is known.
std::optional<Period> period_of(const Coverage& coverage);

}  // namespace thalweg
