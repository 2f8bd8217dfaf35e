#pragma once

#include <span>
#include <string>
#include <string_view>

#include "geo/analysis.hpp"
#include "geo/layer_metadata.hpp"
#include "geo/route.hpp"

namespace thalweg {

/// What a layer of ours is, by its name. One made from the routes and the embedded data alone: `route`,
/// `kilometre_posts`, `places`. Data that are the user's own have no attribution here: we do not know it.
LayerMetadata line_metadata(std::string_view layer, std::span<const Route> routes);

/// One made from events: `events`, `segments`, `change`, `density`, `hotspots`. With the time they span, what they are
/// made from, the accounting, the filters, and `parameters` of the method; where places lie near the routes, which name
/// stretches, their source.
LayerMetadata events_metadata(std::string_view layer, const ReadOptions& read, const Analysis& run, const RouteSet& set,
                              const std::string& parameters = {});

/// The parameters of the segments layer in words: how the line is cut, the exposure, the seed.
std::string parameters_of(const AnalysisOptions& options);
/// Those of the change layer: how the line is cut, and options.change_at, which is set.
std::string parameters_of_change(const AnalysisOptions& options);

}  // namespace thalweg
