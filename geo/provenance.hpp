#pragma once

#include <string>

#include "geo/read.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// The names of the inputs (of a database its connection string without password), which every layer made from them
/// carries.
std::string data_name(const ReadOptions& read);
/// Adds the column `data`: what the layer is made from.
Table with_data(Table table, const std::string& data);

}  // namespace thalweg
