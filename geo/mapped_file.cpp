#include "geo/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "geo/descriptor.hpp"
#include "geo/error.hpp"

namespace thalweg {
namespace {

int open_for_reading(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) bad_input("{}: no such file", path);
  if (fd < 0) io_error("{}: cannot be read: {}", path, std::strerror(errno));
  return fd;
}

void spool(int to) {
  std::array<char, 1 << 16> block;
  for (ssize_t got = 0; (got = read(STDIN_FILENO, block.data(), block.size())) != 0;) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) io_error("standard input: cannot be read: {}", std::strerror(errno));
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(to, block.data() + done, static_cast<std::size_t>(got - done));
      if (put < 0) io_error("standard input: cannot be spooled to the temporary folder: {}", std::strerror(errno));
      done += put;
    }
  }
}

}  // namespace

MappedFile::MappedFile(int descriptor, const std::string& name) {
  struct stat info {};
  if (fstat(descriptor, &info) != 0) io_error("{}: cannot be read: {}", name, std::strerror(errno));
  if (S_ISDIR(info.st_mode)) bad_input("{}: is a folder, not a file", name);
  size_ = static_cast<std::size_t>(info.st_size);
  if (size_ == 0) return;
  void* mapped = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapped == MAP_FAILED) io_error("{}: cannot be mapped: {}", name, std::strerror(errno));
  madvise(mapped, size_, MADV_SEQUENTIAL);
  data_ = static_cast<const char*>(mapped);
}

MappedFile::MappedFile(const std::string& path) : MappedFile(Descriptor(open_for_reading(path)).get(), path) {}

void MappedFile::drop(std::string_view part) const {
  constexpr std::size_t around = 1 << 16;  // what the system maps with a page that is asked for
  const auto first = static_cast<std::size_t>(part.data() - data_), from = first / around * around;
  const std::size_t to = std::min((first + part.size() + around - 1) / around * around, size_);
  madvise(const_cast<char*>(data_) + from, to - from, MADV_DONTNEED);
}

MappedFile MappedFile::standard_input() {
  std::FILE* file = std::tmpfile();
  if (!file) io_error("standard input: no temporary file can be made: {}", std::strerror(errno));
  const Descriptor spooled(dup(fileno(file)));
  std::fclose(file);
  spool(spooled.get());
  return MappedFile(spooled.get(), "standard input");
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

void MappedFile::release(std::string_view part) const {
  // A stretch at a time, since each call interrupts all cores; and not the one before, where others may be at work.
  constexpr std::size_t stretch = 8 << 20;
  const auto first = static_cast<std::size_t>(part.data() - data_);
  const std::size_t from = std::max<std::size_t>(first / stretch, 1) - 1, to = (first + part.size()) / stretch;
  if (to > from + 1) madvise(const_cast<char*>(data_) + from * stretch, (to - 1 - from) * stretch, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
  if (data_) munmap(const_cast<char*>(data_), size_);
}

}  // namespace thalweg
