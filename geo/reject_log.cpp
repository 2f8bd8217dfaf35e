#include "geo/reject_log.hpp"

#include "geo/error.hpp"
#include "geo/located_table.hpp"

namespace thalweg {

RejectLog::RejectLog(const std::optional<std::filesystem::path>& out, bool overwrite) {
  if (!out) return;
  writer_.emplace(*out, overwrite);
  layer_ = writer_->add_layer(reject_rows({}));
}

void RejectLog::add(const LocatedBatch& batch) {
  if (!writer_) return;
  const Table rows = reject_rows(batch);
  written_ += rows.rows();
  writer_->append(layer_, rows);
}

void RejectLog::close(bool even_if_empty) {
  if (writer_ && (even_if_empty || written_ > 0)) writer_->commit();
  writer_.reset();
}

void RejectLog::require_located(const Accounting& accounting, Span max_offset) {
  try {
    thalweg::require_located(accounting, max_offset);
  } catch (const Error&) {
    close();
    throw;
  }
}

}  // namespace thalweg
