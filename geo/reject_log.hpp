#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "geo/pipeline.hpp"
#include "geo/write.hpp"

namespace thalweg {

/// Rejected rows as they come, written to a file if one was asked for.
class RejectLog {
 public:
  /// @throws as DatasetWriter.
  RejectLog(const std::optional<std::filesystem::path>& out, bool overwrite);
  void add(const LocatedBatch& batch);
  /// Puts the file in place, or drops it where it would be empty and nobody asked for it.
  void close(bool even_if_empty = true);
  /// As thalweg::require_located(); before it throws, the file is put in place, for there the user will look for the
  /// reason.
  void require_located(const Accounting& accounting, Span max_offset);

 private:
  std::optional<DatasetWriter> writer_;
  std::size_t layer_ = 0, written_ = 0;
};

}  // namespace thalweg
