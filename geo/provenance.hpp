#pragma once

#include <optional>
#include <string>

#include "geo/pipeline.hpp"
#include "geo/segments.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// The names of the inputs, which every layer made from them carries.
std::string data_name(const ReadOptions& read);
/// Adds the column `data`: what the layer is made from.
Table with_data(Table table, const std::string& data);

/// The stated period; where an end is not stated, whole days from the first to the last event. nullopt where an end is
/// neither stated nor known.
std::optional<Period> period_of(std::optional<Instant> since, std::optional<Instant> until, const Accounting& a);

}  // namespace thalweg
