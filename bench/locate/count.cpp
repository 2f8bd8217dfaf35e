#include <tbb/global_control.h>

#include <cstdio>
#include <string>
#include <vector>

#include "contender.hpp"
#include "data.hpp"

// Locates the first EVENTS of MADE events, on one thread. The difference between two numbers of EVENTS at the same
// MADE, in instructions under Callgrind, is what locating them takes. Run as: count LINE SET CONTENDER EVENTS MADE.
int main(int argc, char** argv) {
  using namespace thalweg;
  if (argc != 6) {
    std::fputs("usage: count LINE SET CONTENDER EVENTS MADE\n", stderr);
    return 2;
  }
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  const Route route = bench::line_named(argv[1]);
  const std::vector<LonLat> events = bench::events_named(route, argv[2], std::stoul(argv[5]));
  std::vector<double> chainage(std::stoul(argv[4]));
  bench::contender_named(argv[3], route)->locate(std::span(events).first(chainage.size()), chainage);
  double sum = 0;
  for (const double m : chainage) sum += m;
  std::printf("%.3f\n", sum);
}
