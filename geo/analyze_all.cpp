#include "geo/analyze_all.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "geo/change_analysis.hpp"
#include "geo/corridors.hpp"
#include "geo/default_styles.hpp"
#include "geo/density_analysis.hpp"
#include "geo/error.hpp"
#include "geo/hotspots_analysis.hpp"
#include "geo/layer_descriptions.hpp"
#include "geo/located_table.hpp"
#include "geo/map_layers.hpp"
#include "geo/output_folder.hpp"
#include "geo/profile_builder.hpp"
#include "geo/project.hpp"
#include "geo/provenance.hpp"
#include "geo/segments_run.hpp"
#include "geo/sides.hpp"
#include "geo/words.hpp"
#include "geo/write.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr Span kPostSpacing{10e3};

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

/// Calls `make`; where that cannot be of these events or routes, the run goes on and a remark says what is missing, and
/// why.
template <typename Make>
void if_possible(Analysis& result, const char* missing, Make make) {
  try {
    make();
  } catch (const Error& e) {
    if (e.code() != Code::bad_input) throw;
    result.remarks.push_back(fmt::format("{}: {}", missing, e.what()));
  }
}

/// What was found, and the events by bin for what is made of those, unless they could not be binned.
struct Found {
  Analysis analysis;
  SegmentIndex index;
  std::optional<ProfiledEvents> binned;
  std::optional<ChangeLayer> change;
};

/// Writes the events as they are located, counts and bins them.
Found write_events(const AnalysisOptions& options, const RouteSet& set, RejectLog& asked_for, RejectLog& rejects,
                   Layers& layers) {
  const std::string data = data_name(options.read);
  SegmentsRun run(options, set, true);
  Analysis unbinned;
  std::optional<ProfileBuilder> builder;
  if_possible(unbinned, "no layers density and hotspots", [&] {
    const Span bin{std::min(kDefaultBin, default_hotspot_bin(set.length()).m)};
    builder.emplace(ProfileGrid(set.routes, bin, PeriodKind::none));
  });
  const LocatedTable located(run.reader().own_columns(), run.reader().has_time(), set.routes, run.index());
  const std::size_t events = layers.add(with_data(located.schema(), data));
  Found found{{}, run.index(), {}, {}};
  std::optional<ChangeCounts> change;
  if (options.change_at) change.emplace(found.index.segments().size());
  found.analysis = run.locate(asked_for, [&](const LocatedBatch& batch) {
    return [&, rows = with_data(located.rows(batch), data)] {
      rejects.add(batch);
      layers.append(events, rows);
      if (builder) builder->add(batch);
      if (change) change->add(batch, found.index, *options.change_at);
    };
  });
  layers.dress(events, run.event_styles(located, found.analysis),
               events_metadata("events", options.read, found.analysis, set));
  run.add_segments(found.analysis);
  if (change) {
    found.change = change_layer(*change, found.analysis.period, *options.change_at, set, found.index, data);
  }
  std::ranges::move(unbinned.remarks, std::back_inserter(found.analysis.remarks));
  if (builder) {
    Coverage coverage{found.analysis.accounting, options.read.since, options.read.until, options.max_offset};
    found.binned = {builder->finish(run.reader().categories(), std::move(coverage)), {}};
  }
  return found;
}

Found count_profile(const AnalysisOptions& options, const RouteSet& set, RejectLog& asked_for) {
  SegmentsLayer layer(options, set);
  ProfiledEvents binned = profile_of(options, set, ProfileGrid(set.routes), asked_for);
  Found found{segments_of(binned, layer, options), layer.index(), {}, {}};
  if (options.change_at) {
    found.change = change_layer(binned.profile, *options.change_at, set, found.index, data_name(options.read));
  }
  found.binned = std::move(binned);
  return found;
}

/// Adds the layer of the change after a date, if one was asked for, and says how the whole changed.
void add_change(const AnalysisOptions& options, const RouteSet& set, Found& found, Layers& layers) {
  if (!found.change) return;
  const ChangeLayer& layer = *found.change;
  layers.add_whole(layer.table, change_styles(layer.table, layer.change.time.at),
                   events_metadata("change", options.read, found.analysis, set, parameters_of_change(options)));
  std::vector<std::string>& remarks = found.analysis.remarks;
  remarks.push_back(in_words(layer.change));
  if (layer.without_time > 0) {
    remarks.push_back(fmt::format("without time, and so not compared: {}", events_text(layer.without_time)));
  }
}

/// Adds the layers that are made of binned events.
void add_binned(const AnalysisOptions& options, const RouteSet& set, Found& found, Layers& layers) {
  if (!found.binned) return;
  const std::string data = data_name(options.read);
  const auto about = [&](const char* layer, const std::string& parameters) {
    return events_metadata(layer, options.read, found.analysis, set, parameters);
  };
  if_possible(found.analysis, "no layer density (the command density has options for it)", [&] {
    const DensityOptions how;
    const Table stations = smooth(*found.binned, how, set, data).stations;
    layers.add_whole(stations, density_styles(stations, set.routes), about("density", parameters_of(how)));
  });
  HotSpotOptions scan;
  scan.monte_carlo.seed = options.statistics.seed;
  scan.monte_carlo.stop = options.stop;
  if_possible(found.analysis, "no layer hotspots (the command hotspots has options for it)", [&] {
    const Table hotspots = seek_hotspots(*found.binned, scan, set, data).hotspots;
    layers.add_whole(hotspots, hotspots_styles(hotspots), about("hotspots", parameters_of(scan)));
  });
}

/// Writes all layers into a folder.
Analysis write_all(const AnalysisOptions& options, const RouteSet& set, const fs::path& inside) {
  RejectLog rejects(inside / "rejects.csv", false);
  RejectLog asked_for(options.rejects, options.overwrite);
  Layers layers(inside);
  Found found = any_profile(options.read) ? count_profile(options, set, asked_for)
                                          : write_events(options, set, asked_for, rejects, layers);
  Analysis& result = found.analysis;
  const auto about = [&](const char* layer) {
    return events_metadata(layer, options.read, result, set, parameters_of(options));
  };
  layers.add_whole(result.segments, segments_styles(result.segments, result.rate_column, set.routes),
                   about("segments"));
  const Sides sides = sides_layer(set, found.index, result.segments);
  layers.add_whole(with_data(sides.table, data_name(options.read)), {sides.style}, about("sides"));
  if (options.corridor)
    layers.add_whole(result.corridors, {corridors_style(result.corridors, result.rate_column)}, about("corridors"));
  add_change(options, set, found, layers);
  add_binned(options, set, found, layers);
  layers.add_whole(route_table(set.routes), {route_style()}, line_metadata("route", set.routes));
  const Table posts = set.context.posts_table(kPostSpacing);
  layers.add_whole(posts, {posts_style(posts)}, line_metadata("kilometre_posts", set.routes));
  layers.add_whole(set.context.places_table(), {places_style()}, line_metadata("places", set.routes));
  layers.add_whole(regions_table(set), {regions_style()}, line_metadata("regions", set.routes));
  if (const auto provinces = provinces_table(set)) {
    layers.add_whole(*provinces, {provinces_style()}, line_metadata("provinces", set.routes));
  }
  layers.commit();
  write_project(inside / "border.gpkg", inside / "border.qgz", false);
  rejects.close(false);
  asked_for.close();
  return std::move(result);
}

}  // namespace

Analysis analyze_all(const AnalysisOptions& options, const RouteSet& set, const fs::path& folder) {
  OutputFolder files(folder, options.overwrite);
  try {
    Analysis result = write_all(options, set, files.inside());
    result.outputs = files.commit();
    return result;
  } catch (const Error& e) {  // the user knows the folder, not where it is being made
    const std::string inside = files.inside().string();
    std::string message = e.what();
    if (message.starts_with(inside)) message.replace(0, inside.size(), files.folder().string());
    throw Error(e.code(), message);
  }
}

}  // namespace thalweg
