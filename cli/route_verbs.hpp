#pragma once

#include <CLI/CLI.hpp>

#include "cli/options.hpp"
#include "cli/summary.hpp"

namespace thalweg::cli {

/// What the verbs under `route` that look at one have in common.
struct RouteRequest {
  CommonOptions common;
  RouteOptions route;
};

void declare_route_info(CLI::App& app);
void declare_route_build(CLI::App& app);

/// [lon, lat] to 7 decimals.
Json to_json(LonLat p);
/// Kilometres to 3 decimals.
double km(double metres);

}  // namespace thalweg::cli
