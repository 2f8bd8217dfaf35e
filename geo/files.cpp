#include "geo/files.hpp"

#include <fstream>

#include "geo/error.hpp"

namespace thalweg {

namespace fs = std::filesystem;

void check_new_file(const fs::path& path, bool overwrite) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) bad_input("{}: is a folder; name a file in it", path.string());
  if (!overwrite && fs::exists(path, ignored)) {
    bad_input("{}: exists already; add --overwrite to replace it", path.string());
  }
}

void write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) io_error("{}: could not be written; is the disk full?", path.filename().string());
}

}  // namespace thalweg
