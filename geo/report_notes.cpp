#include "geo/report_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "geo/datasets.hpp"
#include "geo/ranks.hpp"
#include "geo/words.hpp"

namespace thalweg {

Fields accounting_fields(const Report& report) {
  const Accounting& a = report.accounting;
  Fields f{{"read", count_text(a.read)},
           {"located", count_text(a.located)},
           {"too_far", count_text(a.too_far)},
           {"limit", report.max_offset.m > 0 ? length_text(report.max_offset) : "the limit that was set"},
           {"rejected", count_text(a.rejected_total())},
           {"reasons", Fields::array()},
           {"some_rejected", a.rejected_total() > 0},
           {"filtered", count_text(a.filtered)},
           {"some_filtered", a.filtered > 0},
           {"sources", report.notes},
           {"bin", length_text({report.bin_m})},
           {"half_bin", length_text({report.bin_m / 2})}};
  for (const auto& [reason, rows] : a.rejected)
    f["reasons"].push_back({{"reason", reason}, {"rows", count_text(rows)}});
  return f;
}

Fields parameter_fields(const Report& report, const RouteSet& set, const ReportAbout& about) {
  Fields out = Fields::array();
  const auto add = [&](const std::string& name, const std::string& value) {
    out.push_back({{"name", name}, {"value", value}});
  };
  add("Route", about.route_source.empty() ? "the embedded China–DPRK border" : about.route_source);
  if (!about.by.empty()) add("Regions", about.by);
  if (report.max_offset.m > 0) add("Farthest from the line", length_text(report.max_offset));
  for (const auto& [name, value] : about.filters) add(name, value);
  add("Stretches", length_text(report.stretch));
  for (std::size_t r = 0; r < set.routes.size(); ++r) {
    const bool same = r > 0 && report.bandwidth[r] == report.bandwidth[0];
    if (!same) add(r == 0 ? "Bandwidth" : "Bandwidth, " + set.routes[r].name(), length_text(report.bandwidth[r]));
  }
  add("Scan", fmt::format("bins of {}, windows up to half the way, {} replicates, level {:g}",
                          length_text({report.scan_m}), report.monte_carlo.replicates, report.monte_carlo.level));
  add("Seed", std::to_string(report.monte_carlo.seed));
  add("Program", about.program);
  return out;
}

Fields method_notes(const Report& report, const ScopeReport& scope) {
  Fields out = Fields::array();
  const auto add = [&](const std::string& heading, const std::string& text) {
    out.push_back({{"heading", heading}, {"text", text}});
  };
  add("Places",
      fmt::format("Each event belongs to the nearest point of the line on the WGS84 ellipsoid and to the side on which "
                  "it lies. Events are counted in bins of {}, so that places along the line are known to {}; the "
                  "events' own positions are often less certain.",
                  length_text({report.bin_m}), length_text({report.bin_m / 2})));
  add("Rates",
      "Events divided by kilometres, with exact two-sided 95 % Poisson limits (Garwood 1936). They depend on how the "
      "line is cut and on how finely it is drawn.");
  add("Significance",
      "p is the probability of so many events or more in a stretch if the rate were the same all along this document's "
      "part of the line; q is p adjusted for the number of stretches (Benjamini and Hochberg 1995).");
  std::string ranks = fmt::format(
      "{} times every rate was drawn from what the counts tell of it and the stretches were ordered anew (Goldstein "
      "and "
      "Spiegelhalter 1996): 95 % of the ranks lie in the stated limits.",
      count_text(rank_replicates(scope.scope.stretches.size())));
  for (const std::string& remark : scope.remarks) ranks += " Remark: " + remark + ".";
  add("Ranks", ranks);
  add("Hot spots",
      fmt::format("Kulldorff's scan statistic (1997): of all runs of bins of {} the one with the greatest likelihood "
                  "ratio, then the next that does not touch it. p compares with {} simulated tables in which every "
                  "stretch could be chosen, so it needs no further adjustment. The limits of the risk are those of a "
                  "stretch chosen beforehand; one that was found for its many events has rather a lower risk.",
                  length_text({report.scan_m}), report.monte_carlo.replicates));
  add("Density",
      fmt::format("A Gaussian kernel with a standard deviation of {}, mirrored at the ends of the line, for each side. "
                  "The limits (Fay and Feuer 1997) hold for one place at a time and for the smoothed density, which is "
                  "lower than the density itself on peaks.",
                  length_text(report.bandwidth[scope.scope.parts.front().route])));
  add("What it is not",
      "Events are what was recorded. Where more is watched or reported, more is recorded: a high rate tells of both.");
  return out;
}

Fields source_fields(const Report& report, const RouteSet& set, const ReportAbout& about) {
  Fields out = Fields::array();
  for (const std::string& note : report.notes) {
    out.push_back({{"what", "Events: " + note.substr(0, note.find(": "))},
                   {"licence", "as their owner states"},
                   {"attribution", "named by whoever publishes this document"}});
  }
  if (!about.route_source.empty()) {
    out.push_back({{"what", "Route: " + about.route_source},
                   {"licence", "as its owner states"},
                   {"attribution", "named by whoever publishes this document"}});
  }
  constexpr std::array<std::string_view, 5> used{"border", "rivers", "provinces", "province_stretches", "places"};
  const bool near = set.context.has_places();
  for (const DatasetInfo& d : datasets()) {
    const bool drawn = std::ranges::find(used, d.name) != used.end() && near;
    if (!drawn || (d.name == "border" && !about.route_source.empty())) continue;
    out.push_back({{"what", d.title}, {"licence", d.licence}, {"attribution", d.attribution}});
  }
  return out;
}

}  // namespace thalweg
