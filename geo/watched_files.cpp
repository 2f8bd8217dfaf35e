#include "geo/watched_files.hpp"

#include <cpl_vsi.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "/vsithalweg/";  // GDAL finds file functions by the beginning of a name

struct Failures {
  std::mutex guard;
  std::map<std::string, std::string> by_folder;
};

Failures& failures() {
  static Failures all;
  return all;
}

struct WatchedFile {
  std::FILE* file;
  std::string folder;
  /// Notes a failure with the reason in errno, unless one is noted already. Returns `fine`.
  [[nodiscard]] bool note(bool fine) const {
    if (fine) return true;
    const std::string reason = std::strerror(errno);
    const std::lock_guard lock(failures().guard);
    failures().by_folder.emplace(folder, reason);
    return false;
  }
};

/// Throws nothing: destructors ask, too.
std::string whole_name(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  return error ? path.string() : whole.string();
}

WatchedFile& file_of(void* handle) {
  return *static_cast<WatchedFile*>(handle);
}

void* open_file(void*, const char* name, const char* access) {
  std::FILE* file = std::fopen(name, access);
  if (!file) return nullptr;
  std::setvbuf(file, nullptr, _IOFBF, std::size_t{1} << 16);
  return new WatchedFile{file, fs::path(name).parent_path().string()};
}

size_t write_file(void* handle, const void* bytes, size_t size, size_t count) {
  const WatchedFile& f = file_of(handle);
  const size_t written = std::fwrite(bytes, size, count, f.file);
  return f.note(written == count) ? written : 0;
}

int close_file(void* handle) {
  const WatchedFile f = file_of(handle);
  delete &file_of(handle);
  return f.note(std::fclose(f.file) == 0) ? 0 : -1;  // what was still in the buffer is written here
}

int seek_file(void* handle, vsi_l_offset offset, int whence) {
  const WatchedFile& f = file_of(handle);
  return f.note(fseeko(f.file, static_cast<off_t>(offset), whence) == 0) ? 0 : -1;  // empties the buffer, too
}

int truncate_file(void* handle, vsi_l_offset size) {
  const WatchedFile& f = file_of(handle);
  const bool fine = std::fflush(f.file) == 0 && ftruncate(fileno(f.file), static_cast<off_t>(size)) == 0;
  return f.note(fine) ? 0 : -1;
}

void install() {
  VSIFilesystemPluginCallbacksStruct* calls = VSIAllocFilesystemPluginCallbacksStruct();
  calls->open = open_file;
  calls->write = write_file;
  calls->close = close_file;
  calls->seek = seek_file;
  calls->truncate = truncate_file;
  calls->flush = [](void* h) { return file_of(h).note(std::fflush(file_of(h).file) == 0) ? 0 : -1; };
  calls->tell = [](void* h) { return static_cast<vsi_l_offset>(ftello(file_of(h).file)); };
  calls->read = [](void* h, void* to, size_t size, size_t n) { return std::fread(to, size, n, file_of(h).file); };
  calls->eof = [](void* h) { return std::feof(file_of(h).file); };
  calls->stat = [](void*, const char* name, VSIStatBufL* out, int) { return VSIStatL(name, out); };
  calls->unlink = [](void*, const char* name) { return ::unlink(name); };
  VSIInstallPluginHandler(kPrefix, calls);
  VSIFreeFilesystemPluginCallbacksStruct(calls);
}

}  // namespace

std::string watched(const fs::path& file) {
  static std::once_flag once;
  std::call_once(once, install);
  return kPrefix + whole_name(file);
}

std::string take_write_failure(const fs::path& folder) {
  const std::lock_guard lock(failures().guard);
  const auto found = failures().by_folder.extract(whole_name(folder));
  return found ? std::move(found.mapped()) : std::string();
}

}  // namespace thalweg
