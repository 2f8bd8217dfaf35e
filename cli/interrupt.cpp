#include "cli/interrupt.hpp"

#include <csignal>
#include <cstdlib>
#include <initializer_list>

namespace thalweg::cli {
namespace {

volatile std::sig_atomic_t caught = 0;

void on_signal(int signal) {
  caught = signal;
  std::signal(signal, SIG_DFL);  // a second one ends the program at once
}

}  // namespace

void catch_interrupts() {
  for (const int signal : {SIGINT, SIGTERM}) {
    if (std::signal(signal, on_signal) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

bool interrupted() {
  return caught != 0;
}

void end_by_signal() {
  const int signal = caught;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  std::abort();
}

}  // namespace thalweg::cli
