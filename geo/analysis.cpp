#include "geo/analysis.hpp"

#include <utility>

#include "geo/corridors.hpp"
#include "geo/default_styles.hpp"
#include "geo/error.hpp"
#include "geo/formats.hpp"
#include "geo/layer_descriptions.hpp"
#include "geo/located_table.hpp"
#include "geo/profile_read.hpp"
#include "geo/segments_run.hpp"
#include "geo/tiles.hpp"
#include "geo/write.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

/// The segments of sources that are all events.
Analysis segments_of_events(const AnalysisOptions& options, const RouteSet& set, RejectLog& rejects) {
  SegmentsRun run(options, set, false);
  Analysis result = run.locate(rejects, [](const LocatedBatch&) { return nullptr; });
  run.add_segments(result);
  return result;
}

/// The segments of sources among which there are profiles.
Analysis segments_of_profile(const AnalysisOptions& options, const RouteSet& set, RejectLog& rejects) {
  SegmentsLayer layer(options, set);
  return segments_of(profile_of(options, set, ProfileGrid(set.routes), rejects), layer, options);
}

/// The segments and their corridors; a format of one layer gets the corridors, which have the same columns.
void write_segments(Analysis& result, const AnalysisOptions& options, const RouteSet& set, const fs::path& out) {
  DatasetWriter writer(out, options.overwrite);
  const auto add = [&](const Table& table, std::vector<Style> styles) {
    const std::size_t layer = writer.add_layer(table);
    writer.append(layer, table);
    writer.set_styles(layer, std::move(styles));
    writer.set_metadata(layer, events_metadata(table.name, options.read, result, set, parameters_of(options)));
  };
  if (!options.corridor || format_of(out).many_layers) {
    add(result.segments, segments_styles(result.segments, result.rate_column, set.routes));
  }
  if (options.corridor) add(result.corridors, {corridors_style(result.corridors, result.rate_column)});
  writer.commit();
  result.losses = writer.losses();
}

}  // namespace

void add_outputs(Analysis& result, const AnalysisOptions& options, const fs::path& out) {
  result.outputs = {out};
  if (options.rejects) result.outputs.push_back(*options.rejects);
}

Analysis analyze_segments(const AnalysisOptions& options, const RouteSet& set, const fs::path& out) {
  std::vector<std::string> layers{"segments"};
  if (options.corridor) layers.emplace_back("corridors");
  check_output(out, options.overwrite, layers);
  if (options.corridor && format_of(out).tiles) naming(out.string(), [] { check_tiles_keep(GeometryKind::polygon); });
  RejectLog rejects(options.rejects, options.overwrite);
  Analysis result = any_profile(options.read) ? segments_of_profile(options, set, rejects)
                                              : segments_of_events(options, set, rejects);
  write_segments(result, options, set, out);
  rejects.close();
  add_outputs(result, options, out);
  return result;
}

Analysis analyze_locations(const AnalysisOptions& options, const RouteSet& set, const fs::path& out) {
  for (const std::string& path : options.read.sources) {
    if (is_profile(path, options.read.layer)) {
      bad_input("{}: is a profile, which holds no positions; give locate the events that it is made from", path);
    }
  }
  DatasetWriter writer(out, options.overwrite);
  SegmentsRun run(options, set, true);
  RejectLog rejects(options.rejects, options.overwrite);
  const LocatedTable located(run.reader().own_columns(), run.reader().has_time(), set.routes, run.index());
  const std::size_t layer = writer.add_layer(located.schema());
  Analysis result = run.locate(rejects, [&](const LocatedBatch& batch) {
    return [&, rows = located.rows(batch)] { writer.append(layer, rows); };
  });
  writer.set_styles(layer, run.event_styles(located, result));
  writer.set_metadata(layer, events_metadata("events", options.read, result, set));
  writer.commit();
  result.losses = writer.losses();
  rejects.close();
  add_outputs(result, options, out);
  return result;
}

}  // namespace thalweg
