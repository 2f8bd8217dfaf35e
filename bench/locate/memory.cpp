#include <fmt/core.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <string>

#include "data.hpp"
#include "geo/locate.hpp"

// Bytes of the index over a line: what operator new gave and did not get back while a Locator was made, as the
// allocator rounds it up; beside them the most that was held on the way. Run as: memory LINE.
namespace {

std::size_t held = 0, most = 0;

void* counted(std::size_t size, std::size_t alignment) {
  void* p = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (!p) throw std::bad_alloc();
  held += malloc_usable_size(p);
  most = std::max(most, held);
  return p;
}

void give_back(void* p) {
  if (p) held -= malloc_usable_size(p);
  std::free(p);
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept {
  give_back(p);
}
void operator delete(void* p, std::size_t) noexcept {
  give_back(p);
}
void operator delete(void* p, std::align_val_t) noexcept {
  give_back(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  give_back(p);
}

int main(int argc, char** argv) {
  using namespace thalweg;
  if (argc != 2) {
    fmt::print(stderr, "usage: memory LINE\n");
    return 2;
  }
  const Route route = bench::line_named(argv[1]);
  const std::size_t before = held;
  most = held;
  const Locator locator(std::span(&route, 1));
  fmt::print("{{\"vertices\": {}, \"vertex_bytes\": {}, \"index_bytes\": {}, \"most_bytes\": {}}}\n",
             route.vertices().size(), route.vertices().size_bytes(), held - before, most - before);
}
