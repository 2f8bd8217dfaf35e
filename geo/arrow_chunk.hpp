#pragma once

#include <memory>

#include "geo/arrow_stream.hpp"
#include "geo/read.hpp"

namespace thalweg {

/// A batch of an Arrow stream, whose rows are understood as feature_chunk.hpp would understand their features. The
/// others must outlive it.
std::unique_ptr<Chunk> arrow_chunk(ArrowOwned<ArrowArray> batch, const ArrowColumns& columns, const OgrLayout& layout,
                                   const EventRules& rules);

/// False if a row that is not null has no geometry. Where a feature of a FlatGeobuf file has none, GDAL's stream
/// neither says so nor keeps the geometries of the batch's earlier rows, which must then be read as features.
bool has_whole_geometries(const ArrowArray& batch, const ArrowColumns& columns);

}  // namespace thalweg
