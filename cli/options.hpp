#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "geo/analysis.hpp"
#include "geo/route_set.hpp"

namespace thalweg::cli {

/// Options that every verb has under the same name.
struct CommonOptions {
  std::size_t threads = 0;  ///< 0: as many as there are cores
  bool json = false;
  bool quiet = false;
};
void add_common_options(CLI::App& app, CommonOptions& o);

/// The route a verb works on.
struct RouteOptions {
  std::string path;  ///< empty: the default border
  std::string left, right;
};
void add_route_options(CLI::App& app, RouteOptions& o);
/// The routes with what is derived from them; notes on them go to stderr unless quiet.
std::unique_ptr<RouteSet> load_routes(const RouteOptions& o, const CommonOptions& common, LocateOptions locate = {});

/// Where events come from and how they are read and placed, as text until it is checked.
struct EventOptions {
  ReadOptions read;
  std::string since, until, max_offset = "50km", rejects;
  bool max_offset_stated = false;
  bool overwrite = false;
};
void add_event_options(CLI::App& app, EventOptions& o);

/// What every verb that reads events is asked.
struct EventRequest {
  CommonOptions common;
  RouteOptions route;
  EventOptions events;
  std::string out;
};
/// Declares it; `own` declares what is particular to the verb.
void add_request(CLI::App& app, EventRequest& r, const char* out_help, const std::function<void()>& own);

/// How the route is cut.
struct CutOptions {
  std::string length, at, by;
  std::optional<std::size_t> count;
  std::vector<std::string> breaks;
};
void add_cut_options(CLI::App& app, CutOptions& o);

/// What is asked of the statistics of segments.
void add_statistics_options(CLI::App& app, StatisticsOptions& o);

/// A moment in ISO 8601; nullopt for an empty text. @throws Error{bad_input} naming the option.
std::optional<Instant> parse_date(const std::string& text, const char* option);

/// What --output of a command that writes a layer is.
inline constexpr const char* kLayerHelp = "layer to write: .gpkg, .geojson, .fgb, .shp, .csv, PG:..., ...";

/// The library's request out of the texts. @throws Error{bad_input} naming the option.
AnalysisOptions analysis_options(const EventOptions& events, const CutOptions& cut);

/// Limits the threads of everything that runs while it lives.
class ThreadLimit {
 public:
  explicit ThreadLimit(std::size_t threads);
  ~ThreadLimit();

 private:
  struct Control;
  std::unique_ptr<Control> control_;
};

}  // namespace thalweg::cli
