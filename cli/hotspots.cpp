#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/summary.hpp"
#include "geo/error.hpp"
#include "geo/hotspots_analysis.hpp"
#include "geo/time.hpp"

namespace thalweg::cli {
namespace {

struct Request : EventRequest {
  std::string method = "scan", bin, period = "none", bandwidth = "5km", kernel = "epanechnikov", length = "10km", band;
  std::optional<std::size_t> replicates;
  HotSpotOptions options;
};

void declare_options(CLI::App& app, Request& r) {
  HotSpotOptions& o = r.options;
  app.add_option("--method", r.method, "scan (Kulldorff's scan statistic), kde+, or gi (Getis and Ord's Gi*)")
      ->capture_default_str();
  app.add_option("--bin", r.bin, "length of the bins that events are counted in (default 1km on long routes)");
  app.add_option("--level", o.monte_carlo.level, "what is reported has p (gi: q_fdr) up to this")
      ->capture_default_str();
  app.add_option("--replicates", r.replicates,
                 fmt::format("simulated tables to compare with (default {}); gi: permutations (default {})",
                             o.monte_carlo.replicates, kGiPermutations));
  app.add_option("--seed", o.monte_carlo.seed, "of the simulated tables")->capture_default_str();
  app.add_option("--max-window", o.scan.max_window, "scan: longest window, share of the route")->capture_default_str();
  app.add_flag("--sequential", o.scan.sequential, "scan: take out each hot spot found and scan the rest anew");
  app.add_option("--period", r.period, "scan: none, or hot periods too, made of a year, month or day")
      ->capture_default_str();
  app.add_option("--max-duration", o.scan.max_duration, "scan: longest run of periods, share of the time")
      ->capture_default_str();
  app.add_option("--bandwidth", r.bandwidth, "kde+: standard deviation of the kernel")->capture_default_str();
  app.add_option("--kernel", r.kernel, "kde+: gaussian, epanechnikov, quartic, triangular, uniform")
      ->capture_default_str();
  app.add_flag("--local", o.kde_plus.local, "kde+: report what is above the local threshold only, too");
  app.add_option("--length", r.length, "gi: length of the segments")->capture_default_str();
  app.add_option("--band", r.band, "gi: segments are neighbours within this distance (default: twice the length)");
  app.add_option("--nearest", o.gi.nearest, "gi: or this many nearest ones are");
}

HotSpotOptions options_of(const Request& r) {
  HotSpotOptions o = r.options;
  o.search = parse_hotspot_search(r.method);
  if (!r.bin.empty()) o.bin = parse_length(r.bin, "--bin");
  o.period = parse_period_kind(r.period, "--period");
  if (r.replicates || o.search == HotSpotSearch::gi) o.monte_carlo.replicates = r.replicates.value_or(kGiPermutations);
  o.gi.length = parse_length(r.length, "--length");
  if (!r.band.empty()) o.gi.band = parse_length(r.band, "--band");
  if (o.gi.band && o.gi.nearest) bad_input("give only one of --band and --nearest");
  o.kde_plus.bandwidth = parse_length(r.bandwidth, "--bandwidth");
  o.kde_plus.kernel = parse_kernel(r.kernel);
  o.monte_carlo.stop = interrupted;
  return o;
}

Json parameters_of_search(const AnalysisOptions& events, const HotSpotOptions& o, const HotSpotAnalysis& found) {
  Json p = event_parameters(events);
  p["method"] = hotspot_search_name(o.search);
  p["bin_m"] = found.bin_m;
  p["level"] = o.monte_carlo.level;
  p["replicates"] = o.monte_carlo.replicates;
  p["seed"] = o.monte_carlo.seed;
  if (o.search == HotSpotSearch::scan) {
    p["max_window"] = o.scan.max_window;
    p["sequential"] = o.scan.sequential;
    p["period"] = name_of(o.period);
    if (o.period != PeriodKind::none) p["max_duration"] = o.scan.max_duration;
  } else if (o.search == HotSpotSearch::gi) {
    p["segment_length_m"] = o.gi.length.m;
    if (o.gi.nearest) {
      p["nearest"] = *o.gi.nearest;
    } else {
      p["band_m"] = o.gi.band.value_or(Span{2 * o.gi.length.m}).m;
    }
  } else {
    p["bandwidth_m"] = o.kde_plus.bandwidth.m;
    p["kernel"] = kernel_name(o.kde_plus.kernel);
    p["local"] = o.kde_plus.local;
  }
  return p;
}

/// The best of what is not significant.
Json next_of(const HotSpotAnalysis& found) {
  const HotSpot& s = *found.next;
  return {{"from_km", rounded(s.stretch.from.m / 1000, 3)},
          {"to_km", rounded(s.stretch.to.m / 1000, 3)},
          {"name", found.next_name},
          {"count", s.count},
          {"expected", rounded(s.expected, 6)},
          {"p", s.p}};
}

/// What is written about one row of the layer.
class Row {
 public:
  Row(const Table& table, std::size_t row) : table_(table), row_(row) {}

  [[nodiscard]] std::string place() const { return fmt::format("{:.1f}–{:.1f}", *real("from_km"), *real("to_km")); }
  [[nodiscard]] std::int64_t count() const { return *std::get<Integers>(table_.find("count")->values)[row_]; }
  [[nodiscard]] double expected() const { return *real("expected"); }
  [[nodiscard]] std::string risk() const { return number("relative_risk"); }
  [[nodiscard]] std::string limits() const { return fmt::format("({}–{})", number("rr_lo"), number("rr_hi")); }
  [[nodiscard]] double p() const { return *real("p"); }
  [[nodiscard]] std::string name() const { return std::get<Texts>(table_.find("name")->values)[row_].value_or(""); }
  /// `cold: ` where that is what was found.
  [[nodiscard]] std::string kind() const {
    const Column* kind = table_.find("kind");
    return kind && std::get<Texts>(kind->values)[row_] == "cold" ? "cold: " : "";
  }
  /// The days from which to which it is hot; empty where time is not cut.
  [[nodiscard]] std::string when() const {
    if (!table_.find("from_time")) return "";
    return fmt::format("  {} to {}", day("from_time"), day("to_time"));
  }

 private:
  [[nodiscard]] std::optional<double> real(const char* column) const {
    return std::get<Reals>(table_.find(column)->values)[row_];
  }
  [[nodiscard]] std::string number(const char* column) const {
    const auto value = real(column);
    return value ? fmt::format("{:.2f}", *value) : "∞";
  }
  [[nodiscard]] std::string day(const char* column) const {
    return format_instant(*std::get<Instants>(table_.find(column)->values)[row_]).substr(0, 10);
  }

  const Table& table_;
  std::size_t row_;
};

/// How `level` was held, and what the p-values are of.
struct Wording {
  std::string nothing, p;
};

Wording wording(const HotSpotOptions& o) {
  const std::size_t n = o.monte_carlo.replicates;
  if (o.search == HotSpotSearch::gi) {
    return {fmt::format("no segment has q_fdr ≤ {:g}, compared with {} permutations of the segments.",
                        o.monte_carlo.level, n),
            fmt::format("p of {} permutations, not adjusted; each stretch has q_fdr ≤ {:g}", n, o.monte_carlo.level)};
  }
  return {fmt::format("no stretch has p ≤ {:g}, compared with {} tables of events thrown anywhere.",
                      o.monte_carlo.level, n),
          fmt::format("p of {} simulated tables", n)};
}

void print_spots(const HotSpotAnalysis& found, const HotSpotOptions& o) {
  if (found.without_time > 0) fmt::print("{} events without time are in no period\n", found.without_time);
  if (found.hotspots.rows() == 0) {
    fmt::print("\nNo hot spot: {}\n", wording(o).nothing);
  } else {
    fmt::print("\n{} by {} (relative risk, 95 % limits; {}):\n",
               o.search == HotSpotSearch::gi ? "Hot and cold stretches" : "Hot spots", hotspot_search_name(o.search),
               wording(o).p);
    fmt::print("  {:>15}  events  expected    risk  {:<15}       p  places\n", "km from–to", "(limits)");
  }
  for (std::size_t i = 0; i < found.hotspots.rows(); ++i) {
    const Row r(found.hotspots, i);
    fmt::print("  {:>15}  {:>6}  {:>8.1f}  {:>6}  {:<15}  {:>6.3g}  {}{}{}\n", r.place(), r.count(), r.expected(),
               r.risk(), r.limits(), r.p(), r.kind(), r.name(), r.when());
  }
  if (!found.next) return;
  const HotSpot& next = *found.next;
  fmt::print("{} is km {:.1f}–{:.1f} ({}): {} events where {:.1f} are expected, p = {:.3g}.\n",
             found.hotspots.rows() == 0 ? "The nearest to one" : "The next", next.stretch.from.m / 1000,
             next.stretch.to.m / 1000, found.next_name, next.count, next.expected, next.p);
}

void run(const Request& r) {
  const ThreadLimit threads(r.common.threads);
  const HotSpotOptions options = options_of(r);
  AnalysisOptions events = analysis_options(r.events, {});
  const auto set = load_routes(r.route, r.common, LocateOptions{false});
  ProgressBar bar(!r.common.quiet);
  events.progress = shown_by(bar);
  const HotSpotAnalysis found = analyze_hotspots(events, options, *set, r.out);
  bar.erase();
  if (r.common.json) {
    Json out = summary("hotspots", parameters_of_search(events, options, found), *set);
    add_analysis(out, found);
    out["without_time"] = found.without_time;
    out["hotspots"] = rows_of(found.hotspots);
    out["next"] = found.next ? next_of(found) : Json();
    print(out);
  } else if (!r.common.quiet) {
    print_accounting(found);
    print_spots(found, options);
    print_outputs(found);
  }
}

}  // namespace

Command hotspots_command() {
  return {"hotspots", "stretches with more events than chance gives, with their probability", [](CLI::App& app) {
            auto r = std::make_shared<Request>();
            add_request(app, *r, kLayerHelp, [&] { declare_options(app, *r); });
            return [r] { run(*r); };
          }};
}

}  // namespace thalweg::cli
