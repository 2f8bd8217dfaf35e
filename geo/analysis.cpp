#include "geo/analysis.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <functional>

#include "geo/binned_segments.hpp"
#include "geo/default_styles.hpp"
#include "geo/error.hpp"
#include "geo/events_drawn.hpp"
#include "geo/layer_descriptions.hpp"
#include "geo/located_table.hpp"
#include "geo/profile_read.hpp"
#include "geo/profile_source.hpp"
#include "geo/provenance.hpp"
#include "geo/reject_log.hpp"
#include "geo/segments_layer.hpp"
#include "geo/staging.hpp"
#include "geo/write.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr Span kPostSpacing{10e3};

using InOrder = std::function<void()>;

/// Reading, locating and counting, with everybody who wants to see the batches.
struct Run {
  Run(const AnalysisOptions& given, const RouteSet& on, bool keep_columns)
      : options(given),
        set(on),
        reader(with_columns(given.read, keep_columns)),
        layer(given, on),
        counter(layer.index().segments().size()) {}

  static ReadOptions with_columns(ReadOptions read, bool keep) {
    read.keep_columns = keep;
    return read;
  }

  /// `sink` is called in parallel; what it returns, in order (Audience::in_parallel).
  template <typename Sink>
  Analysis operator()(RejectLog& rejects, Sink sink) {
    Analysis result;
    result.notes = reader.notes();
    result.max_offset = options.max_offset;
    tbb::enumerable_thread_specific<SegmentCounter> counters(counter);
    const auto count = [&](const LocatedBatch& batch) {
      counters.local().add(batch, layer.index());
      return sink(batch);
    };
    const auto log = [&](const LocatedBatch& batch) {
      layer.see(batch);
      rejects.add(batch);
    };
    result.accounting = locate_events(reader, set.locator, options.max_offset, {count, log, options.progress});
    for (const SegmentCounter& part : counters) counter.merge(part);
    try {
      require_located(result.accounting, options.max_offset);
    } catch (const Error&) {
      rejects.close();  // that is where the user will look for the reason
      throw;
    }
    return result;
  }

  /// Fills in everything of the result that is about segments.
  void add_segments(Analysis& result) const {
    result.period = period_of({result.accounting, options.read.since, options.read.until, options.max_offset});
    layer.fill(result, counter, reader.categories());
    result.segments = with_data(std::move(result.segments), data_name(options.read));
  }

  [[nodiscard]] std::vector<Style> styles(const LocatedTable& located, const Analysis& result) const {
    return events_styles(
        events_drawn(options.read, reader, located, counter, result.accounting, result.max_offset, set.routes));
  }

  const AnalysisOptions& options;
  const RouteSet& set;
  EventReader reader;
  SegmentsLayer layer;
  SegmentCounter counter;
};

/// The segments of sources that are all events.
Analysis segments_of_events(const AnalysisOptions& options, const RouteSet& set, RejectLog& rejects) {
  Run run(options, set, false);
  Analysis result = run(rejects, [](const LocatedBatch&) { return InOrder(); });
  run.add_segments(result);
  return result;
}

/// The segments of sources among which there are profiles.
Analysis segments_of_profile(const AnalysisOptions& options, const RouteSet& set, RejectLog& rejects) {
  SegmentsLayer layer(options, set);
  const auto [profile, notes] = profile_of(options, set, ProfileGrid(set.routes), rejects);
  const BinnedSegments binned = count_by_segment(profile, layer.index());
  layer.see(profile);
  Analysis result;
  result.accounting = profile.coverage.accounting;
  result.max_offset = profile.coverage.max_offset;
  result.notes = notes;
  result.period = period_of(profile.coverage);
  result.bins = {profile.grid().bin_m(), binned.in_cut_bins};
  layer.fill(result, binned.counter, profile.categories());
  Integers near_ends;
  for (const std::uint64_t n : binned.near_ends) near_ends.push_back(static_cast<std::int64_t>(n));
  std::vector<Column>& columns = result.segments.columns;
  columns.push_back(
      {"bin_m", Reals(near_ends.size(), profile.grid().bin_m()), -1, "width of the profile's bins, metres"});
  columns.push_back({"count_near_ends", std::move(near_ends), -1, "events that may be of the segment beside"});
  result.segments = with_data(std::move(result.segments), data_name(options.read));
  return result;
}

/// The layers of a whole analysis, each in the GeoPackage and as GeoJSON of its own.
class Layers {
 public:
  explicit Layers(const fs::path& folder) : folder_(folder), package_(folder / "border.gpkg", false) {}

  std::size_t add(const Table& schema) {
    layers_.push_back({package_.add_layer(schema), DatasetWriter(folder_ / (schema.name + ".geojson"), false)});
    layers_.back().own_layer = layers_.back().own.add_layer(schema);
    return layers_.size() - 1;
  }
  void append(std::size_t i, const Table& rows) {
    package_.append(layers_[i].in_package, rows);
    layers_[i].own.append(layers_[i].own_layer, rows);
  }
  /// The layer's styles, the default first, and what it is.
  void dress(std::size_t i, const std::vector<Style>& styles, const LayerMetadata& metadata) {
    package_.set_styles(layers_[i].in_package, styles);
    package_.set_metadata(layers_[i].in_package, metadata);
    layers_[i].own.set_styles(layers_[i].own_layer, styles);
  }
  void add_whole(const Table& table, const std::vector<Style>& styles, const LayerMetadata& metadata) {
    const std::size_t i = add(table);
    append(i, table);
    dress(i, styles, metadata);
  }
  void commit() {
    package_.commit();
    for (Layer& layer : layers_) layer.own.commit();
  }

 private:
  struct Layer {
    std::size_t in_package;
    DatasetWriter own;
    std::size_t own_layer = 0;
  };
  fs::path folder_;
  DatasetWriter package_;
  std::vector<Layer> layers_;
};

void check_folder(const fs::path& folder, bool overwrite) {
  std::error_code ignored;
  if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) {
    bad_input("{}: is a file; the results go into a folder", folder.string());
  }
  if (!overwrite && fs::exists(folder, ignored) && !fs::is_empty(folder, ignored)) {
    bad_input("{}: exists already; add --overwrite to replace the results in it", folder.string());
  }
}

fs::path without_slash(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

/// Writes the events as they are located, and counts them.
Analysis write_events(const AnalysisOptions& options, const RouteSet& set, RejectLog& asked_for, RejectLog& rejects,
                      Layers& layers) {
  const std::string data = data_name(options.read);
  Run run(options, set, true);
  const LocatedTable located(run.reader.own_columns(), run.reader.has_time(), set.routes, run.layer.index());
  const std::size_t events = layers.add(with_data(located.schema(), data));
  Analysis result = run(asked_for, [&](const LocatedBatch& batch) -> InOrder {
    return [&, rows = with_data(located.rows(batch), data)] {
      rejects.add(batch);
      layers.append(events, rows);
    };
  });
  layers.dress(events, run.styles(located, result),
               events_metadata("events", options.read, result.accounting, result.max_offset, set));
  run.add_segments(result);
  return result;
}

/// Writes all layers into `inside`, the folder that will be called `folder`.
Analysis write_all(const AnalysisOptions& options, const RouteSet& set, const fs::path& inside,
                   const fs::path& folder) {
  RejectLog rejects(inside / "rejects.csv", false);
  RejectLog asked_for(options.rejects, options.overwrite);
  Layers layers(inside);
  Analysis result = any_profile(options.read) ? segments_of_profile(options, set, asked_for)
                                              : write_events(options, set, asked_for, rejects, layers);
  layers.add_whole(
      result.segments, segments_styles(result.segments, result.rate_column, set.routes),
      events_metadata("segments", options.read, result.accounting, result.max_offset, set, parameters_of(options)));
  layers.add_whole(route_table(set.routes), {route_style()}, line_metadata("route", set.routes));
  const Table posts = set.context.posts_table(kPostSpacing);
  layers.add_whole(posts, {posts_style(posts)}, line_metadata("kilometre_posts", set.routes));
  layers.add_whole(set.context.places_table(), {places_style()}, line_metadata("places", set.routes));
  layers.commit();
  rejects.close(false);
  for (const auto& entry : fs::directory_iterator(inside)) {
    if (!entry.is_directory()) result.outputs.push_back(folder / entry.path().filename());
  }
  std::ranges::sort(result.outputs);
  asked_for.close();
  return result;
}

}  // namespace

Analysis analyze_segments(const AnalysisOptions& options, const RouteSet& set, const fs::path& out) {
  check_output(out, options.overwrite);
  RejectLog rejects(options.rejects, options.overwrite);
  Analysis result = any_profile(options.read) ? segments_of_profile(options, set, rejects)
                                              : segments_of_events(options, set, rejects);
  write_table(
      out, options.overwrite, result.segments, segments_styles(result.segments, result.rate_column, set.routes),
      events_metadata("segments", options.read, result.accounting, result.max_offset, set, parameters_of(options)));
  rejects.close();
  result.outputs = {out};
  if (options.rejects) result.outputs.push_back(*options.rejects);
  return result;
}

Analysis analyze_locations(const AnalysisOptions& options, const RouteSet& set, const fs::path& out) {
  for (const std::string& path : options.read.sources) {
    if (is_profile(path, options.read.layer)) {
      bad_input("{}: is a profile, which holds no positions; give locate the events that it is made from", path);
    }
  }
  DatasetWriter writer(out, options.overwrite);
  Run run(options, set, true);
  RejectLog rejects(options.rejects, options.overwrite);
  const LocatedTable located(run.reader.own_columns(), run.reader.has_time(), set.routes, run.layer.index());
  const std::size_t layer = writer.add_layer(located.schema());
  Analysis result = run(rejects, [&](const LocatedBatch& batch) -> InOrder {
    return [&, rows = located.rows(batch)] { writer.append(layer, rows); };
  });
  writer.set_styles(layer, run.styles(located, result));
  writer.set_metadata(layer, events_metadata("events", options.read, result.accounting, result.max_offset, set));
  writer.commit();
  rejects.close();
  result.outputs = {out};
  if (options.rejects) result.outputs.push_back(*options.rejects);
  return result;
}

Analysis analyze_all(const AnalysisOptions& options, const RouteSet& set, const fs::path& given) {
  const fs::path folder = without_slash(given);
  check_folder(folder, options.overwrite);
  Staging staging(folder);
  const fs::path inside = staging.path(folder.filename().string());
  fs::create_directory(inside);
  try {
    Analysis result = write_all(options, set, inside, folder);
    staging.commit();
    return result;
  } catch (const Error& e) {  // the user knows the folder, not where it is being made
    std::string message = e.what();
    if (message.starts_with(inside.string())) message.replace(0, inside.string().size(), folder.string());
    throw Error(e.code(), message);
  }
}

}  // namespace thalweg
