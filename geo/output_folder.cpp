#include "geo/output_folder.hpp"

#include <algorithm>

#include "geo/error.hpp"
#include "geo/files.hpp"
#include "geo/formats.hpp"
#include "geo/passwords.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

fs::path without_slash(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

const fs::path& checked(const fs::path& folder, bool overwrite) {
  OutputFolder::check(folder, overwrite);
  return folder;
}

}  // namespace

void OutputFolder::check(const fs::path& folder, bool overwrite) {
  std::error_code ignored;
  if (is_database(folder.string())) {
    bad_input("{}: is a database; the results go into a folder", without_passwords(folder.string()));
  }
  if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) {
    bad_input("{}: is a file; the results go into a folder", folder.string());
  }
  if (!overwrite && fs::exists(folder, ignored) && !fs::is_empty(folder, ignored)) {
    bad_input("{}: exists already; add --overwrite to replace the results in it", folder.string());
  }
}

OutputFolder::OutputFolder(const fs::path& folder, bool overwrite)
    : folder_(without_slash(checked(folder, overwrite))),
      staging_(folder_),
      inside_(staging_.path(folder_.filename().string())) {
  fs::create_directory(inside_);
}

void OutputFolder::write(const std::string& name, std::string_view bytes) {
  write_file(path(name), bytes);
}

std::vector<fs::path> OutputFolder::commit() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(inside_)) out.push_back(folder_ / entry.path().filename());
  std::ranges::sort(out);
  staging_.commit();
  return out;
}

}  // namespace thalweg
