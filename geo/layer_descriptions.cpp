#include "geo/layer_descriptions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "geo/datasets.hpp"
#include "geo/error.hpp"
#include "geo/passwords.hpp"
#include "geo/provenance.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

struct Words {
  std::string_view layer, title, abstract;
};

constexpr auto kWords = std::to_array<Words>({
    {"segments", "Events by segment of the line",
     "The line cut into segments, with the events nearest to each: counts by side and category, rates with exact 95 % "
     "Poisson limits, p and q (Benjamini and Hochberg) against one rate everywhere, empirical Bayes rates, and ranks "
     "with "
     "their probability."},
    {"change", "Change of events after a date",
     "The line cut into segments, with the events before a date and from it on: the ratio of their rates per year with "
     "exact 95 % limits, p and q (Benjamini and Hochberg), and the same relative to the rest of the line."},
    {"sides", "Events on both sides of the line",
     "A bar per segment and side, at right angles to the line's course, as long as the rate of the events on that "
     "side."},
    {"corridors", "Ground of each segment",
     "What is nearer to a segment than to any other, within the corridor's width, with the segment's columns."},
    {"events", "Located events",
     "Each event with its place on the line: chainage and offset on the WGS84 ellipsoid, side, the nearest point of "
     "the "
     "line, and another stretch where one is nearly as near."},
    {"density", "Density of events along the line",
     "Events per km smoothed along the line by a kernel that is mirrored at its ends, with standard error and 95 % "
     "limits "
     "at each station."},
    {"hotspots", "Hot spots along the line",
     "Stretches with more events than chance gives, with relative risk, p and q; the column method names how they were "
     "found."},
    {"route", "The line", "The line that chainage is measured along, with the names of its two sides."},
    {"kilometre_posts", "Kilometre posts", "Points at whole km along the line, with the direction of the line there."},
    {"places", "Places along the line", "Towns, crossings and landmarks along the line, with their chainage and side."},
    {"regions", "Parts of the line", "The line cut into the parts that a series of maps shows one by one."},
    {"provinces", "Provinces along the line", "Provinces of both sides, cut where they meet the line: a quiet ground."},
});

const Words& words_of(std::string_view layer) {
  const auto known = std::ranges::find(kWords, layer, &Words::layer);
  if (known == kWords.end()) bad_input("layer '{}' has no description", layer);
  return *known;
}

void add_source(LayerMetadata& m, std::string_view dataset) {
  const auto all = datasets();
  const auto info = std::ranges::find(all, dataset, &DatasetInfo::name);
  m.rights.push_back(fmt::format("{}: {}", info->title, info->attribution));
  if (std::ranges::find(m.licences, info->licence) == m.licences.end()) m.licences.push_back(info->licence);
}

bool is_default(const Route& route) {
  return std::ranges::equal(route.vertices(), default_border().vertices());
}

std::string list(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, ", "));
}

/// What was asked of the events, and left out.
std::string filters(const ReadOptions& read, Span max_offset) {
  std::string all;
  if (max_offset.m > 0) all += fmt::format("events up to {:g} km from the line; ", max_offset.m / 1000);
  if (read.since) all += "since " + format_instant(*read.since) + "; ";
  if (read.until) all += "until " + format_instant(*read.until) + "; ";
  if (!read.keep_categories.empty()) all += "categories " + list(read.keep_categories) + "; ";
  if (!read.where.empty()) all += "where " + read.where + "; ";
  return all.empty() ? all : all.substr(0, all.size() - 2);
}

std::string cut_in_words(const CutSpec& cut) {
  std::string how = fmt::format("segments of {:g} km", cut.length.value_or(kDefaultSegment).m / 1000);
  if (cut.count) how = fmt::format("{} equal segments", *cut.count);
  if (!cut.at.empty()) how = "cut at " + cut.at;
  if (!cut.by.empty()) how = "cut by " + cut.by;
  if (!cut.breaks.empty()) how = fmt::format("cut at {} given places", cut.breaks.size());
  return how;
}

}  // namespace

LayerMetadata line_metadata(std::string_view layer, std::span<const Route> routes) {
  const Words& words = words_of(layer);
  LayerMetadata m;
  m.title = words.title;
  m.abstract = words.abstract;
  for (const Route& route : routes) {
    m.history.push_back(fmt::format("Line: {}, {:.3f} km", route.name(), route.length().m / 1000));
  }
  if (std::ranges::any_of(routes, is_default)) add_source(m, "border");
  if (layer == "places" || layer == "provinces") add_source(m, layer);
  return m;
}

LayerMetadata events_metadata(std::string_view layer, const ReadOptions& read, const Analysis& run, const RouteSet& set,
                              const std::string& parameters) {
  const Accounting& accounting = run.accounting;
  LayerMetadata m = line_metadata(layer, set.routes);
  m.from = accounting.first;
  m.to = accounting.last;
  m.history.push_back(fmt::format("Events: {}; {} read, {} located, {} too far, {} rejected", data_name(read),
                                  accounting.read, accounting.located, accounting.too_far,
                                  accounting.rejected_total()));
  if (const std::string kept = filters(read, run.max_offset); !kept.empty()) m.history.push_back("Kept: " + kept);
  if (!parameters.empty()) m.history.push_back("Parameters: " + without_passwords(parameters));
  m.abstract += fmt::format("\n\n{}", fmt::join(m.history, "\n"));
  const bool segments = layer == "segments" || layer == "corridors" || layer == "change",
             near = set.context.has_places();
  if (near && (segments || layer == "hotspots")) add_source(m, "places");
  if (near && segments) add_source(m, "province_stretches");
  return m;
}

std::string parameters_of(const AnalysisOptions& options) {
  std::string how = cut_in_words(options.cut);
  const StatisticsOptions& statistics = options.statistics;
  if (!statistics.exposure.empty()) how += ", exposure " + statistics.exposure;
  return how + fmt::format(", seed {}", statistics.seed);
}

std::string parameters_of_change(const AnalysisOptions& options) {
  return fmt::format("{}, before and from {}", cut_in_words(options.cut), format_instant(*options.change_at));
}

}  // namespace thalweg
