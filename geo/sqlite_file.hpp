#pragma once

#include <memory>
#include <string>

#include "geo/descriptor.hpp"
#include "geo/gdal.hpp"
#include "geo/mapped_file.hpp"

namespace thalweg {

/// An SQLite database file, mapped into memory, that nobody can change while the object lives: it is one of the file's
/// readers, as SQLite has them.
class SqliteFile {
 public:
  /// The file of a dataset that GDAL has opened by SQLite, which must outlive the object. nullptr if it is no local
  /// file, if it has a write-ahead log, in which its newest pages are, or if it cannot be locked, say because somebody
  /// is writing. @throws Error{io} if it cannot be mapped.
  static std::unique_ptr<SqliteFile> open(GDALDatasetH dataset);
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  [[nodiscard]] const MappedFile& bytes() const { return bytes_; }

 private:
  SqliteFile(GDALDatasetH dataset, const std::string& path);
  /// Whether the file is locked and as SQLite has it.
  [[nodiscard]] bool hold();

  GDALDatasetH dataset_;
  Descriptor locked_;
  MappedFile bytes_;
};

}  // namespace thalweg
