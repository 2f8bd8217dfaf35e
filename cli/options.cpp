#include "cli/options.hpp"

#include <fmt/format.h>
#include <tbb/global_control.h>

#include <cstdio>

#include "cli/interrupt.hpp"
#include "geo/error.hpp"
#include "geo/route_read.hpp"
#include "geo/time.hpp"

namespace thalweg::cli {

void add_common_options(CLI::App& app, CommonOptions& o) {
  app.add_option("--threads", o.threads, "threads to use; 0: as many as there are cores (the result is the same)");
  app.add_flag("--json", o.json, "print one JSON summary to stdout");
  app.add_flag("--quiet", o.quiet, "print nothing but errors");
}

void add_route_options(CLI::App& app, RouteOptions& o) {
  app.add_option("--route", o.path, "line layer of the route or routes; default: the China-DPRK border");
  app.add_option("--left", o.left, "name of the side left of the route's direction");
  app.add_option("--right", o.right, "name of the side right of it");
}

std::unique_ptr<RouteSet> load_routes(const RouteOptions& o, const CommonOptions& common, LocateOptions locate) {
  std::vector<Route> routes;
  if (o.path.empty()) {
    routes.push_back(default_border());
  } else {
    RouteFile file = read_routes(o.path);
    routes = std::move(file.routes);
    for (const std::string& note : file.notes) {
      if (!common.quiet) fmt::print(stderr, "thalweg: note: {}\n", note);
    }
  }
  if (!o.left.empty() || !o.right.empty()) {
    for (Route& route : routes) {
      const SideNames sides{o.left.empty() ? route.sides().left : o.left,
                            o.right.empty() ? route.sides().right : o.right};
      route = route.with_sides(sides);
    }
  }
  return std::make_unique<RouteSet>(std::move(routes), locate);
}

void add_event_options(CLI::App& app, EventOptions& o) {
  ReadOptions& r = o.read;
  app.add_option("events", r.sources,
                 "files of events (CSV, GeoJSON, GPKG, ... anything GDAL opens) or profiles; - is CSV on stdin")
      ->required();
  app.add_option("--layer", r.layer, "layer of a source that holds several");
  app.add_option("--lon", r.lon, "column of the longitude (or x)");
  app.add_option("--lat", r.lat, "column of the latitude (or y)");
  app.add_option("--time", r.time, "column of the date or time");
  app.add_option("--category", r.category, "column of the category");
  app.add_option("--weight", r.weight, "column of the weight");
  app.add_option("--precision", r.precision, "column of the radius of uncertainty, metres");
  app.add_option("--schema", r.schema, "known table layout: acled, ucdp, gdelt; default: told by the columns");
  app.add_option("--crs", r.crs, "reference system of the coordinates (EPSG:..., PROJ, WKT, GCJ-02, BD-09)");
  app.add_option("--where", r.where, "keep rows that fit this OGR SQL condition");
  app.add_option("--time-format", r.time_format, "%Y-%m-%d and the like, epoch, or epoch_ms; default: ISO 8601");
  app.add_option("--since", o.since, "keep events from this moment on");
  app.add_option("--until", o.until, "keep events before this moment");
  app.add_option("--keep-category", r.keep_categories, "keep events of this category; may be given again");
  app.add_option("--max-offset", o.max_offset, "events farther from the route are too far")
      ->capture_default_str()
      ->each([&o](const std::string&) { o.max_offset_stated = true; });
  app.add_option("--rejects", o.rejects, "write the rows that are in no result, with the reason, to this file");
  app.add_flag("--overwrite", o.overwrite, "replace outputs that exist");
}

void add_request(CLI::App& app, EventRequest& r, const char* out_help, const std::function<void()>& own) {
  add_event_options(app, r.events);
  app.add_option("-o,--output", r.out, out_help)->required();
  own();
  add_route_options(app, r.route);
  add_common_options(app, r.common);
}

void add_cut_options(CLI::App& app, CutOptions& o) {
  app.add_option("--length", o.length, "length of the segments (default 10km)");
  app.add_option("--count", o.count, "number of equal segments");
  app.add_option("--at", o.at, "cut at named points: 'places', or a file of points");
  app.add_option("--by", o.by, "cut by 'provinces', 'rivers', or a file of polygons or stretches");
  app.add_option("--breaks", o.breaks, "cut at these chainages, such as 100km,250km")->delimiter(',');
}

void add_statistics_options(CLI::App& app, StatisticsOptions& o) {
  app.add_option(
      "--exposure", o.exposure,
      "FILE:COLUMN of what rates are set against instead of length: amounts of stretches (from_km, to_km) or "
      "of points");
  app.add_option("--seed", o.seed, "seed of the replicates behind the rank intervals")->capture_default_str();
  app.add_flag("--stability", o.stability, "also cut otherwise, and tell how often each place is in the top");
  app.add_option("--top", o.top, "places that --stability counts as the top")->capture_default_str();
}

std::optional<Instant> parse_date(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  const auto t = parse_iso8601(text);
  if (!t) bad_input("{}: '{}' is no ISO 8601 date or time, such as 2018-04-09 or 2018-04-09T21:30+09:00", option, text);
  return t;
}

AnalysisOptions analysis_options(const EventOptions& events, const CutOptions& cut) {
  AnalysisOptions o;
  o.read = events.read;
  o.read.since = parse_date(events.since, "--since");
  o.read.until = parse_date(events.until, "--until");
  o.max_offset = parse_length(events.max_offset, "--max-offset");
  o.max_offset_stated = events.max_offset_stated;
  o.overwrite = events.overwrite;
  o.stop = interrupted;
  if (!events.rejects.empty()) o.rejects = events.rejects;
  if (!cut.length.empty()) o.cut.length = parse_length(cut.length, "--length");
  o.cut.count = cut.count;
  o.cut.at = cut.at;
  o.cut.by = cut.by;
  for (const std::string& b : cut.breaks) o.cut.breaks.push_back(parse_length(b, "--breaks"));
  return o;
}

struct ThreadLimit::Control {
  explicit Control(std::size_t threads) : limit(tbb::global_control::max_allowed_parallelism, threads) {}
  tbb::global_control limit;
};

ThreadLimit::ThreadLimit(std::size_t threads) {
  if (threads > 0) control_ = std::make_unique<Control>(threads);
}
ThreadLimit::~ThreadLimit() = default;

}  // namespace thalweg::cli
