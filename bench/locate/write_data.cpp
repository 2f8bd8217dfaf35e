#include <fmt/os.h>

#include <string>
#include <vector>

#include "data.hpp"

// Writes a line's vertices and a set of events about it as `lon,lat` without a header, for peers in other processes.
// Run as: write_data LINE SET EVENTS VERTICES.csv EVENTS.csv
namespace {

void write(const char* path, std::span<const thalweg::LonLat> positions) {
  auto out = fmt::output_file(path);
  for (const thalweg::LonLat p : positions) out.print("{},{}\n", p.lon, p.lat);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace thalweg;
  if (argc != 6) {
    fmt::print(stderr, "usage: write_data LINE SET EVENTS VERTICES.csv EVENTS.csv\n");
    return 2;
  }
  const Route route = bench::line_named(argv[1]);
  write(argv[4], route.vertices());
  write(argv[5], bench::events_named(route, argv[2], std::stoul(argv[3])));
}
