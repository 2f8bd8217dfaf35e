#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace thalweg {

/// How far a run has come.
struct Advance {
  std::uint64_t rows = 0;       ///< rows of the sources that are done with
  std::optional<double> share;  ///< of all there is to read, in [0, 1]; nullopt where that is not known
};

/// Called now and then; false stops the run.
using Progress = std::function<bool(const Advance&)>;

}  // namespace thalweg
