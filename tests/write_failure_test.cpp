#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "catch.hpp"
#include "geo/error.hpp"
#include "geo/gdal.hpp"
#include "temp_folder.hpp"
#include "written_tables.hpp"

using namespace thalweg;
using namespace thalweg::test;
namespace fs = std::filesystem;

namespace {

/// The formats that are written here.
std::vector<std::string> endings() {
  gdal_setup();
  std::vector<std::string> all = kEndings;
  if (GDALGetDriverByName("PMTiles")) all.emplace_back(".pmtiles");
  return all;
}

/// Runs a call in a child process and gives its exit code, 0 if it returned; 200 + signal if killed.
template <typename Call>
int in_child(Call call) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      call();
    } catch (const Error& e) {
      _exit(e.code() == Code::io ? 1 : 2);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

}  // namespace

TEST_CASE("a disk that fills up anywhere is an error, and the old file stays as it was", "[write]") {
  const Style style = rate_style();
  for (const std::string& ending : endings()) {
    for (const std::size_t most : {0, 3, 2000}) {
      if (is_tiles(ending) && most == 0) continue;                                          // there is no such file
      const std::size_t rows = is_tiles(ending) ? std::min(most, std::size_t{200}) : most;  // they are slow to make
      const TempFolder folder;
      write_table(folder / ("whole" + ending), false, line_table(rows), {style});
      const auto size = static_cast<rlim_t>(fs::file_size(folder / ("whole" + ending)));
      fs::create_directory(folder / "disk");
      const std::string path = folder.file("disk/old" + ending, "old");
      // The last bytes of a file are written when it is closed, which some of GDAL's drivers do not check.
      for (const rlim_t limit : {rlim_t{0}, rlim_t{1}, size / 3, size / 2, size - size / 100, size - 2, size - 1}) {
        if (limit >= size) continue;  // an empty file fits on any disk
        INFO(ending << " of " << rows << " rows, " << limit << " of " << size << " bytes");
        const int code = in_child([&] {
          signal(SIGXFSZ, SIG_IGN);  // writing past the limit then fails like a full disk
          const rlimit bytes{limit, limit};
          setrlimit(RLIMIT_FSIZE, &bytes);
          write_table(path, true, line_table(rows), {style});
        });
        CHECK(code == 1);
        CHECK(bytes_of(path) == "old");
        CHECK(entries(folder / "disk") == 1);
      }
    }
  }
}

TEST_CASE("a killed run leaves the old file, and nothing that looks like a result", "[write]") {
  for (const std::string& ending : endings()) {
    INFO(ending);
    const TempFolder folder;
    const std::string path = folder.file("old" + ending, "old");
    const int code = in_child([&] {
      DatasetWriter writer(path, true);
      const auto layer = writer.add_layer(line_table(0));
      writer.append(layer, line_table(1000));
      kill(getpid(), SIGKILL);
    });
    CHECK(code == 200 + SIGKILL);
    CHECK(bytes_of(path) == "old");
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      const std::string name = entry.path().filename().string();
      CHECK((name == "old" + ending || (name.starts_with(".old") && entry.is_directory())));
    }
  }
}
