#include "geo/parallel.hpp"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>

namespace thalweg {
namespace {

constexpr std::size_t kMostChunks = 64;  // of a megabyte or two each, once understood and located

}  // namespace

std::size_t chunks_in_flight() {
  const auto allowed = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  const auto threads = std::min(allowed, static_cast<std::size_t>(tbb::this_task_arena::max_concurrency()));
  return std::min(2 * threads, kMostChunks);
}

}  // namespace thalweg
