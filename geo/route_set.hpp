#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/context.hpp"
#include "geo/locate.hpp"
#include "geo/route.hpp"

namespace thalweg {

/// Routes with what is derived from them once: the locator, and what lies along them.
struct RouteSet {
  explicit RouteSet(std::vector<Route> all, LocateOptions options = {})
      : routes(std::move(all)), locator(routes, options), context(routes, locator) {}
  RouteSet(const RouteSet&) = delete;  // the context looks at the routes
  RouteSet& operator=(const RouteSet&) = delete;

  const std::vector<Route> routes;
  const Locator locator;
  const Context context;

  [[nodiscard]] Span length() const;  ///< of all routes together
};

}  // namespace thalweg
