#include <tbb/global_control.h>
#include <valgrind/callgrind.h>

#include <cstdio>
#include <string>
#include <vector>

#include "contender.hpp"
#include "data.hpp"

// Locates as many events twice, on one thread; Callgrind, started with --instr-atstart=no, counts the instructions of
// the second time. Run as: count LINE SET CONTENDER EVENTS.
int main(int argc, char** argv) {
  using namespace thalweg;
  if (argc != 5) {
    std::fputs("usage: count LINE SET CONTENDER EVENTS\n", stderr);
    return 2;
  }
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  const Route route = bench::line_named(argv[1]);
  const std::vector<LonLat> events = bench::events_named(route, argv[2], std::stoul(argv[4]));
  const auto contender = bench::contender_named(argv[3], route);
  std::vector<double> chainage(events.size());
  contender->locate(events, chainage);
  CALLGRIND_START_INSTRUMENTATION;
  contender->locate(events, chainage);
  CALLGRIND_STOP_INSTRUMENTATION;
}
