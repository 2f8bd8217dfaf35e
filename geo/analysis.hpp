#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "geo/cut_spec.hpp"
#include "geo/pipeline.hpp"
#include "geo/random.hpp"
#include "geo/route_set.hpp"
#include "geo/segment_statistics.hpp"
#include "geo/segments.hpp"

namespace thalweg {

/// What to do with events: where they come from, how far they may be, how the route is cut, and where rejected rows go.
struct AnalysisOptions {
  ReadOptions read;
  Span max_offset{50e3};
  bool max_offset_stated = false;  ///< asked for, and not only the default
  CutSpec cut;
  StatisticsOptions statistics;
  std::optional<Span> corridor;      ///< also make the ground of the segments, so wide to either side (corridors.hpp)
  std::optional<Instant> change_at;  ///< compare the events before this moment with those from it on (change.hpp)
  std::optional<std::filesystem::path> rejects;  ///< a layer of the rows that are in no result
  bool overwrite = false;
  Progress progress;  ///< may stop the run between batches; then nothing is left of it
  StopRequest stop;   ///< the same after the last batch
};

/// What counting from a profile costs in accuracy.
struct BinError {
  double bin_m = 0;               ///< an event's place is known to half of this
  std::uint64_t in_cut_bins = 0;  ///< events in bins that a segment's end cuts
};

struct Analysis {
  Accounting accounting;
  Span max_offset;                   ///< limit of the events' offsets; 0: a profile that does not tell it
  std::vector<std::string> notes;    ///< how each source was understood
  Table segments;                    ///< empty where only locating was asked for
  Table corridors;                   ///< empty unless asked for
  std::string rate_column;           ///< of `segments`: the rate that its ranks are by
  std::vector<std::string> remarks;  ///< what is to be said of the statistics
  std::optional<Period> period;      ///< of the rates per year
  std::optional<BinError> bins;      ///< where it is made from a profile
  std::vector<std::filesystem::path> outputs;
  std::vector<std::string> losses;  ///< what the format of the output does not keep as it is
};

/// Names what a command has written: its output, and the rejects where they were asked for.
void add_outputs(Analysis& result, const AnalysisOptions& options, const std::filesystem::path& out);

/// Counts events by segment and writes the segments layer, styled, to `out`, and beside it the corridors if they are
/// asked for; a format of one layer gets the corridors alone. Sources that are profiles are counted by
/// bin (binned_segments.hpp), and so are events beside them; the layer then has the columns bin_m and count_near_ends.
/// @throws as its parts; Error{bad_input} if no event can be located (pipeline.hpp).
Analysis analyze_segments(const AnalysisOptions& options, const RouteSet& set, const std::filesystem::path& out);

/// Writes every located event (located_table.hpp) to `out`. @throws the same; Error{bad_input} for a profile.
Analysis analyze_locations(const AnalysisOptions& options, const RouteSet& set, const std::filesystem::path& out);

}  // namespace thalweg
