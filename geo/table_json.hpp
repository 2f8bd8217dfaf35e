#pragma once

#include <nlohmann/json.hpp>

#include "geo/table.hpp"

namespace thalweg {

using Json = nlohmann::ordered_json;

/// A row of a table as an object of its columns, rounded as in the layer; moments as ISO 8601.
Json row_object(const Table& table, std::size_t row);
/// All rows of a table as objects of its columns.
Json rows_of(const Table& table);

}  // namespace thalweg
