#include "geo/parallel.hpp"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>

namespace thalweg {
namespace {

constexpr std::size_t kMostChunks = 64;  // of a megabyte or two each, once understood and located

}  // namespace

std::size_t threads_allowed() {
  const auto allowed = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return std::min(allowed, static_cast<std::size_t>(tbb::this_task_arena::max_concurrency()));
}

std::size_t chunks_in_flight() {
  return std::min(2 * threads_allowed(), kMostChunks);
}

}  // namespace thalweg
