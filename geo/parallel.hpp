#pragma once

#include <cstddef>

namespace thalweg {

/// How many threads may work in the current TBB arena.
std::size_t threads_allowed();

/// How many chunks may be on their way through a parallel pipeline: enough to keep every thread of the current TBB
/// arena busy, few enough to bound the memory.
std::size_t chunks_in_flight();

}  // namespace thalweg
