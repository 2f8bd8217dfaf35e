#pragma once

#include <chrono>

#include "geo/progress.hpp"

namespace thalweg::cli {

/// One line on stderr that tells how far reading has come, redrawn ten times a second at most, and erased at the end.
/// After the last row it stays, saying so. Draws nothing where stderr is no terminal that can move its cursor.
class ProgressBar {
 public:
  explicit ProgressBar(bool wanted);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(const Advance& advance);
  /// Leaves the line empty; to be called before anything else is printed.
  void erase();

 private:
  using Clock = std::chrono::steady_clock;
  bool on_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now(), next_ = start_;
};

/// What a verb gives to its run: draws `bar`, which must outlive it, and stops the run on Ctrl-C.
Progress shown_by(ProgressBar& bar);

}  // namespace thalweg::cli
