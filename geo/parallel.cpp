#include "geo/parallel.hpp"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>

namespace thalweg {

std::size_t chunks_in_flight() {
  const auto allowed = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return 2 * std::min(allowed, static_cast<std::size_t>(tbb::this_task_arena::max_concurrency()));
}

}  // namespace thalweg
