#pragma once

#include <string>
#include <string_view>

namespace thalweg {

/// A file's bytes, mapped read-only for as long as the object lives.
class MappedFile {
 public:
  /// @throws Error{bad_input} if there is no such file or it is a folder, Error{io} if it cannot be read.
  explicit MappedFile(const std::string& path);
  /// All of standard input, spooled to an unnamed temporary file. @throws Error{io}.
  static MappedFile standard_input();
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;

  [[nodiscard]] std::string_view text() const { return {data_, size_}; }
  /// Says that a part of the text has been used, in any order of the parts: memory well before it is given back to the
  /// system. What is asked for again is read again.
  void release(std::string_view part) const;
  /// Gives the memory of a part of the text, and of what lies close to it, back to the system at once.
  void drop(std::string_view part) const;

 private:
  MappedFile(int descriptor, const std::string& name);
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace thalweg
