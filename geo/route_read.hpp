#pragma once

#include <string>
#include <utility>
#include <vector>

#include "geo/route_build.hpp"

namespace thalweg {

/// The lines of a layer, one part per LineString, in WGS84; Z and M are dropped, which `notes` then says.
/// A feature's `route` or `name`, `left` and `right` columns are kept. @throws Error{bad_input} naming file and
/// feature: no such file, no line layer, coordinates out of range, a reference system without a way to WGS84.
struct LineLayer {
  std::vector<RoutePart> parts;
  std::vector<std::string> notes;
};
LineLayer read_lines(const std::string& path, const std::string& layer = {});

/// Routes ready for use, and what is to be said about them.
struct RouteFile {
  std::vector<Route> routes;
  std::vector<BuildReport> reports;  ///< one a route
  std::vector<std::string> notes;
};

/// Parts of one name make one route, in the order in which the names first come; without names all parts make one,
/// named after the file. Self-crossings are noted, not refused. @throws as read_lines and build_route, naming the file.
RouteFile read_routes(const std::string& path, const BuildOptions& options = {}, const std::string& layer = {});

}  // namespace thalweg
