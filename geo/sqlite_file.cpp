#include "geo/sqlite_file.hpp"

#include <fcntl.h>

#include <filesystem>
#include <system_error>

#include "geo/sql.hpp"

namespace thalweg {
namespace {

/// A descriptor of the file with the lock of a reader, by which SQLite's writers wait; negative if there is none.
/// The lock belongs to the descriptor. SQLite's own belong to the process, which loses them all when anything in it
/// closes the file.
int lock_for_reading(const std::string& path) {
  constexpr off_t shared_first = 0x40000002, shared_size = 510;  // SQLite's lock bytes
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct flock lock {};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = shared_first;
  lock.l_len = shared_size;
  if (fd < 0 || fcntl(fd, F_OFD_SETLK, &lock) == 0) return fd;
  close(fd);
  return -1;
}

}  // namespace

SqliteFile::SqliteFile(GDALDatasetH dataset, const std::string& path)
    : dataset_(dataset), locked_(lock_for_reading(path)), bytes_(path) {}

std::unique_ptr<SqliteFile> SqliteFile::open(GDALDatasetH dataset) {
  const GdalMessages messages;
  const std::string path = GDALGetDescription(dataset);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return nullptr;
  const std::string journal = sql_value(dataset, "PRAGMA journal_mode");
  if (journal.empty() || journal == "wal") return nullptr;
  std::unique_ptr<SqliteFile> out(new SqliteFile(dataset, path));
  return out->hold() ? std::move(out) : nullptr;
}

bool SqliteFile::hold() {
  if (locked_.get() < 0) return false;
  // In a transaction that has read, SQLite needs no further lock, which it would not get while a writer waits.
  return GDALDatasetStartTransaction(dataset_, FALSE) == OGRERR_NONE &&
         !sql_value(dataset_, "SELECT COUNT(*) FROM sqlite_master").empty();
}

SqliteFile::~SqliteFile() {
  const GdalMessages messages;
  [[maybe_unused]] const auto ended = GDALDatasetRollbackTransaction(dataset_);
}

}  // namespace thalweg
