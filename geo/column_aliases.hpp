#pragma once

#include <string>
#include <vector>

#include "geo/style.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// What people read in place of a column's name: `Events per km` for `rate_per_km`. Columns of ours that go by another
/// column's values (a category, a unit) are called by their comment; the input's own, which have none, stay as they
/// are: empty.
std::string column_alias(const Column& column);

/// The aliases of a table's columns, those that have one; no two are the same.
std::vector<ColumnAlias> column_aliases(const Table& table);

}  // namespace thalweg
