#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "geo/analysis.hpp"
#include "geo/change.hpp"

namespace thalweg {

/// How events changed after a date, and the layer that shows it.
struct ChangeLayer {
  Change change;
  std::uint64_t without_time = 0;  ///< events that have no part in it
  Table table;                     ///< `change`
  std::optional<BinError> bins{};  ///< of a profile
};

/// `period` is the time that the events were gathered in (period_of), `data` names what they are from.
/// @throws Error{bad_input} as divided_time().
ChangeLayer change_layer(const ChangeCounts& counts, const std::optional<Period>& period, Instant at,
                         const RouteSet& set, const SegmentIndex& index, const std::string& data);
/// The same of a profile, with the columns bin_m and count_near_ends. @throws as count_change() too.
ChangeLayer change_layer(const Profile& profile, Instant at, const RouteSet& set, const SegmentIndex& index,
                         const std::string& data);

struct ChangeAnalysis {
  Analysis run;  ///< accounting, notes, period and outputs
  ChangeLayer layer;
};

/// Counts events by segment before options.change_at, which must be set, and from it on; writes the layer, styled, to
/// `out`. Events without time are rejected as `no_time`. Sources may be profiles (analyze_segments()).
/// @throws as its parts; Error{bad_input} if no event can be located, or the moment is not inside of their time.
ChangeAnalysis analyze_change(const AnalysisOptions& options, const RouteSet& set, const std::filesystem::path& out);

}  // namespace thalweg
