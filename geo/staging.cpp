#include "geo/staging.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "geo/error.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

void sync_to_disk(const fs::path& file) {
  const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool fine = fd >= 0 && fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  if (!fine) io_error("{}: could not be written to disk: {}", file.filename().string(), std::strerror(error));
}

/// Renames a file or folder; where there is a folder of that name already, its files are replaced one by one.
void put_in_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (fs::is_directory(from) && fs::is_directory(to)) {
    for (const auto& entry : fs::directory_iterator(from)) put_in_place(entry.path(), to / entry.path().filename());
    return;
  }
  fs::rename(from, to, error);
  if (error) io_error("{}: could not be put in place: {}", to.string(), error.message());
}

}  // namespace

Staging::Staging(fs::path out) : out_(std::move(out)) {
  const fs::path parent = out_.has_parent_path() ? out_.parent_path() : fs::path(".");
  std::error_code error;
  if (!fs::is_directory(parent, error)) {
    bad_input("{}: the folder {} does not exist; make it first", out_.string(), parent.string());
  }
  std::string name = (parent / fmt::format(".{}.partial-XXXXXX", out_.filename().string())).string();
  if (!mkdtemp(name.data())) {
    io_error("{}: the folder {} cannot be written to: {}", out_.string(), parent.string(), std::strerror(errno));
  }
  folder_ = name;
}

Staging::Staging(Staging&& other) noexcept
    : out_(std::move(other.out_)), folder_(std::exchange(other.folder_, fs::path())) {}

Staging::~Staging() {
  if (folder_.empty()) return;
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Staging::commit() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder_)) files.push_back(entry.path());
  std::ranges::sort(files);
  std::ranges::stable_partition(files, [&](const fs::path& f) { return f.filename() != out_.filename(); });
  for (const fs::path& file : files) sync_to_disk(file);
  for (const fs::path& file : files) put_in_place(file, folder_.parent_path() / file.filename());
  std::error_code ignored;
  fs::remove_all(std::exchange(folder_, fs::path()), ignored);
}

}  // namespace thalweg
