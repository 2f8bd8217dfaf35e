#pragma once

#include <memory>
#include <vector>

#include "geo/gpkg_table.hpp"
#include "geo/read.hpp"

namespace thalweg {

/// Pages of a table, whose rows are understood as feature_chunk.hpp would understand their features. `rows_before` are
/// those of the pages before. The others must outlive it.
std::unique_ptr<Chunk> gpkg_chunk(std::vector<TableLeaf> leaves, std::uint64_t rows_before, const GpkgTable& table,
                                  const OgrLayout& layout, const EventRules& rules);

}  // namespace thalweg
