#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "geo/staging.hpp"

namespace thalweg {

/// A folder of results that appears only when all of it is written; where there is one already, its files are replaced
/// and others stay.
class OutputFolder {
 public:
  /// @throws as check(), and Staging.
  OutputFolder(const std::filesystem::path& folder, bool overwrite);

  /// Throws Error{bad_input} if it is a file, or a folder that is not empty and may not be written over.
  static void check(const std::filesystem::path& folder, bool overwrite);

  /// What the folder will be called, and where it is being made.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const std::filesystem::path& inside() const { return inside_; }
  /// Where to write the file that will be called `name` in the folder.
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return inside_ / name; }
  /// Writes a whole file. @throws Error{io}.
  void write(const std::string& name, std::string_view bytes);
  /// Puts the folder in place and gives the files in it that were written, sorted.
  std::vector<std::filesystem::path> commit();

 private:
  std::filesystem::path folder_;
  Staging staging_;
  std::filesystem::path inside_;
};

}  // namespace thalweg
