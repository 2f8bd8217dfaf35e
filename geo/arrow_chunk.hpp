#pragma once

#include <memory>

#include "geo/arrow_stream.hpp"
#include "geo/read.hpp"

namespace thalweg {

/// A batch of an Arrow stream, whose rows are understood as feature_chunk.hpp would understand their features. The
/// others must outlive it.
std::unique_ptr<Chunk> arrow_chunk(ArrowOwned<ArrowArray> batch, const ArrowColumns& columns, const OgrLayout& layout,
                                   const EventRules& rules);

}  // namespace thalweg
