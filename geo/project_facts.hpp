#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/strip_chart.hpp"

namespace thalweg {

class Package;

/// What a project's titles, texts and chart say of the data.
struct ProjectFacts {
  std::vector<std::string> routes;
  std::string left = "left", right = "right";  ///< the sides' own names where all routes agree on them
  std::optional<std::uint64_t> events;         ///< in the segments, else of the layer of events
  std::string data;                            ///< names of the inputs
  std::string first, last;                     ///< dates of the first and the last event; empty: not known
  StripChart strip;                            ///< no lanes: there is nothing to draw

  [[nodiscard]] bool has_strip() const { return !strip.lanes.empty(); }
};

ProjectFacts read_facts(const Package& package);

}  // namespace thalweg
