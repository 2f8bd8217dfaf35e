#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace thalweg {

/// A hidden folder beside an output (`.NAME.partial-XXXXXX`) in which its files are made; they get their final names
/// all together at the end. Destruction without commit() removes the folder, so a failed run leaves what was there.
class Staging {
 public:
  /// @throws Error{bad_input} if the folder of `out` does not exist, Error{io} if nothing can be made there.
  explicit Staging(std::filesystem::path out);
  ~Staging();
  Staging(Staging&& other) noexcept;
  Staging& operator=(Staging&&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Where to write the file that will be called `name` in the output's folder.
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  /// Brings every file to the disk and renames it into the output's folder, the output itself last.
  /// @throws Error{io}; then nothing or only side files were renamed.
  void commit();

 private:
  std::filesystem::path out_;
  std::filesystem::path folder_;
};

}  // namespace thalweg
