#include <cpl_conv.h>

#include "geo/error.hpp"
#include "geo/files.hpp"
#include "geo/gdal.hpp"
#include "geo/package.hpp"
#include "geo/project.hpp"
#include "geo/staging.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

/// From the project's folder to the GeoPackage, as QGIS writes relative paths.
std::string relative_path(const fs::path& package, const fs::path& out) {
  const fs::path from = fs::weakly_canonical(out.has_parent_path() ? out.parent_path() : fs::path("."));
  const std::string path = fs::weakly_canonical(package).lexically_relative(from).generic_string();
  return path.starts_with("..") ? path : "./" + path;
}

/// A zip archive of one file, with a fixed time: the same bytes each time.
void write_zip(const fs::path& archive, const std::string& name, const std::string& content) {
  const GdalMessages quiet;
  void* const zip = CPLCreateZip(archive.c_str(), nullptr);
  const char* const options[] = {"TIMESTAMP=946684800", nullptr};  // before GDAL 3.7 there is no time at all
  bool fine = zip && CPLCreateFileInZip(zip, name.c_str(), const_cast<char**>(options)) == CE_None &&
              CPLWriteFileInZip(zip, content.data(), static_cast<int>(content.size())) == CE_None;
  if (zip) {
    fine = CPLCloseFileInZip(zip) == CE_None && fine;
    fine = CPLCloseZip(zip) == CE_None && fine;
  }
  if (!fine || quiet.failed()) io_error("{}: could not be written; is the disk full?", archive.filename().string());
}

}  // namespace

Project write_project(const fs::path& package, const fs::path& out, bool overwrite) {
  const std::string ending = lower_case(out.extension().string());
  if (ending != ".qgz" && ending != ".qgs") bad_input("{}: a QGIS project's name ends with .qgz or .qgs", out.string());
  check_new_file(out, overwrite);
  Staging staging(out);
  Project project = make_project(Package(package.string()), package.string());
  project.package = relative_path(package, out);
  const std::string xml = project_xml(project);
  const fs::path staged = staging.path(out.filename().string());
  const std::string inner = out.stem().string() + ".qgs";
  ending == ".qgz" ? write_zip(staged, inner, xml) : write_file(staged, xml);
  staging.commit();
  return project;
}

}  // namespace thalweg
