#pragma once

#include "geo/formats.hpp"
#include "geo/table.hpp"

namespace thalweg {

/// A table as a format without geometry holds it: points as columns `lon` and `lat`, unless it has such, and other
/// geometry left out; or all geometry as text in a column `wkt`, if the format asks for that.
/// @throws Error{bad_input} if a column `wkt` is there already.
Table flat_table(const Table& table, const Format& format);

}  // namespace thalweg
