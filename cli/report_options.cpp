#include "cli/report_options.hpp"

#include "cli/interrupt.hpp"
#include "geo/units.hpp"

namespace thalweg::cli {

void add_report_options(CLI::App& app, ReportRequest& r) {
  add_event_options(app, r.events);
  app.add_option("--by", r.by, "also by region: 'provinces', 'rivers', or a file of polygons or stretches");
  app.add_option("--stretch", r.stretch, "length of the stretches that are compared (default 10km on long routes)");
  app.add_option("--bandwidth", r.bandwidth, "standard deviation of the density's kernel (default: a stretch)");
  app.add_option("--replicates", r.monte_carlo.replicates, "simulated tables that hot spots are compared with")
      ->capture_default_str();
  app.add_option("--level", r.monte_carlo.level, "hot spots have p up to this")->capture_default_str();
  app.add_option("--seed", r.monte_carlo.seed, "of the simulated tables and of the ranks")->capture_default_str();
  add_route_options(app, r.route);
  add_common_options(app, r.common);
}

ReportOptions report_options(const ReportRequest& r) {
  ReportOptions o;
  o.by = r.by;
  if (!r.stretch.empty()) o.stretch = parse_length(r.stretch, "--stretch");
  if (!r.bandwidth.empty()) o.bandwidth = parse_length(r.bandwidth, "--bandwidth");
  o.monte_carlo = r.monte_carlo;
  o.monte_carlo.stop = interrupted;
  return o;
}

Json report_parameters(const AnalysisOptions& events, const ReportOptions& options, const ReportAnalysis& found) {
  Json p = event_parameters(events);
  if (!options.by.empty()) p["by"] = options.by;
  p["stretch_m"] = found.report.stretch.m;
  p["bandwidth_m"] = Json::array();
  for (const Span& b : found.report.bandwidth) p["bandwidth_m"].push_back(rounded(b.m, 3));
  p["scan_bin_m"] = found.report.scan_m;
  p["replicates"] = options.monte_carlo.replicates;
  p["level"] = options.monte_carlo.level;
  p["seed"] = options.monte_carlo.seed;
  return p;
}

}  // namespace thalweg::cli
