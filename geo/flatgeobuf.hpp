#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thalweg {

/// What a column of a FlatGeobuf file holds (the format's `ColumnType`).
enum class FlatType : std::uint8_t { byte = 0, ubyte = 1, string = 11, date_time = 13 };

/// The header of a FlatGeobuf file, version 3 (https://flatgeobuf.org): what GDAL does not tell of its columns.
class FlatGeobufHeader {
 public:
  /// nullopt if the file cannot be read or is not as the format has it.
  static std::optional<FlatGeobufHeader> read(const std::string& path);

  /// The types of the columns, in order.
  [[nodiscard]] std::vector<FlatType> types() const;
  /// Declares the columns of moments, which are stored as text, as text.
  void moments_as_text();
  /// The bytes from the file's start to the header's end.
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::vector<std::size_t> type_at_;  ///< where in `bytes_` each column's type is; 0: not stored, since it is `byte`
};

/// A file in GDAL's memory that is the given one with another header of the same length. It lives as long as the
/// object, and copies nothing else of the file.
class FileWithHeader {
 public:
  FileWithHeader(const std::string& path, std::vector<std::uint8_t> header);
  ~FileWithHeader();
  FileWithHeader(const FileWithHeader&) = delete;
  FileWithHeader& operator=(const FileWithHeader&) = delete;
  /// What GDAL opens it by.
  [[nodiscard]] std::string path() const;

 private:
  std::string folder_;
  std::vector<std::uint8_t> header_;
  std::string description_;
};

}  // namespace thalweg
