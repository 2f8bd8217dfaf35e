#include <fmt/format.h>

#include <cctype>
#include <memory>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/summary.hpp"
#include "geo/density_analysis.hpp"
#include "geo/units.hpp"

namespace thalweg::cli {
namespace {

struct Request : EventRequest {
  std::string bandwidth = "10km", kernel = "gaussian", step = "1km", bin = "10m";
  bool adaptive = false, weighted = false;
};

void declare_options(CLI::App& app, Request& r) {
  app.add_option("--bandwidth", r.bandwidth,
                 "standard deviation of the kernel, such as 5km; or lcv, scott, silverman, isj to choose it")
      ->capture_default_str();
  app.add_option("--kernel", r.kernel, "gaussian, epanechnikov, quartic, triangular or uniform")->capture_default_str();
  app.add_flag("--adaptive", r.adaptive, "narrower where events are many, wider where they are few");
  app.add_flag("--weighted", r.weighted, "density of the events' weights instead of their number");
  app.add_option("--step", r.step, "distance between stations")->capture_default_str();
  app.add_option("--bin", r.bin, "bins that events are counted in first; a profile has its own")->capture_default_str();
}

std::variant<Span, Selector> parse_bandwidth(const std::string& text) {
  if (!text.empty() && std::isalpha(static_cast<unsigned char>(text[0]))) return parse_selector(text);
  return parse_length(text, "--bandwidth");
}

DensityOptions density_options(const Request& r) {
  return {parse_kernel(r.kernel),         parse_bandwidth(r.bandwidth), r.adaptive, r.weighted,
          parse_length(r.step, "--step"), parse_length(r.bin, "--bin")};
}

std::string chosen_by(const DensityOptions& how) {
  const auto* selector = std::get_if<Selector>(&how.bandwidth);
  return selector ? std::string(selector_name(*selector)) : "given";
}

void add_density(Json& out, const DensityAnalysis& result, const DensityOptions& how, const RouteSet& set) {
  out["stations"] = result.stations.rows();
  out["bin_m"] = result.bin_m;
  out["bandwidths"] = Json::array();
  for (const RouteBandwidth& b : result.bandwidths) {
    out["bandwidths"].push_back({{"route", set.routes[b.route].name()},
                                 {"bandwidth_m", rounded(b.metres, 3)},
                                 {"chosen_by", chosen_by(how)},
                                 {"adaptive", how.adaptive}});
  }
  out["peaks"] = Json::array();
  for (const DensityPeak& peak : result.peaks) {
    Json row = row_object(result.stations, peak.row);
    row["name"] = peak.name;
    out["peaks"].push_back(std::move(row));
  }
}

Json parameters(const AnalysisOptions& options, const DensityOptions& how, const Request& r) {
  Json p = event_parameters(options);
  p["bandwidth"] = r.bandwidth;
  p["kernel"] = kernel_name(how.kernel);
  p["adaptive"] = how.adaptive;
  p["weighted"] = how.weighted;
  p["step_m"] = how.step.m;
  p["bin_m"] = how.bin.m;
  return p;
}

void print_bandwidths(const DensityAnalysis& result, const DensityOptions& how, const RouteSet& set) {
  fmt::print("\n");
  for (const RouteBandwidth& b : result.bandwidths) {
    const std::string of = set.routes.size() > 1 ? " of " + set.routes[b.route].name() : "";
    fmt::print("Bandwidth{}: {:.3f} km, {}{} ({} kernel", of, b.metres / 1000, chosen_by(how),
               how.adaptive ? ", adapted to the density" : "", kernel_name(how.kernel));
    if (how.kernel != Kernel::gaussian) {
      fmt::print(", reaching {:.3f} km", support_half_width(how.kernel, b.metres) / 1000);
    }
    fmt::print("; bins of {:g} m)\n", result.bin_m);
  }
}

void print_peaks(const DensityAnalysis& result, const DensityOptions& how, const RouteSet& set) {
  if (result.peaks.empty()) return;
  const Table& t = result.stations;
  fmt::print("\nHighest places ({} per km, smoothed, pointwise 95 % limits):\n", how.weighted ? "weight" : "events");
  fmt::print("         km   per km  (limits)         places\n");
  const auto& route = std::get<Texts>(t.find("route")->values);
  for (const DensityPeak& peak : result.peaks) {
    const std::string limits =
        fmt::format("({:.2f}–{:.2f})", real(t, "density_lo", peak.row), real(t, "density_hi", peak.row));
    fmt::print("  {:>9.1f}  {:>7.2f}  {:<15}  {}{}\n", real(t, "station_km", peak.row),
               real(t, "density_per_km", peak.row), limits, set.routes.size() > 1 ? *route[peak.row] + ": " : "",
               peak.name);
  }
}

void run(const Request& r) {
  const ThreadLimit threads(r.common.threads);
  AnalysisOptions options = analysis_options(r.events, {});
  const DensityOptions how = density_options(r);
  const auto set = load_routes(r.route, r.common, LocateOptions{false});
  ProgressBar bar(!r.common.quiet);
  options.progress = shown_by(bar);
  const DensityAnalysis result = analyze_density(options, how, *set, r.out);
  bar.erase();
  if (r.common.json) {
    Json out = summary("density", parameters(options, how, r), *set);
    add_analysis(out, result.run);
    add_density(out, result, how, *set);
    print(out);
  } else if (!r.common.quiet) {
    print_accounting(result.run);
    print_bandwidths(result, how, *set);
    print_peaks(result, how, *set);
    print_outputs(result.run);
  }
}

}  // namespace

Command density_command() {
  return {"density", "smooth events along the route: events per km at stations, with limits", [](CLI::App& app) {
            auto r = std::make_shared<Request>();
            add_request(app, *r, kLayerHelp, [&] { declare_options(app, *r); });
            return [r] { run(*r); };
          }};
}

}  // namespace thalweg::cli
