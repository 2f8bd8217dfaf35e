#include "geo/output_checks.hpp"

#include <string_view>
#include <vector>

#include "geo/error.hpp"
#include "geo/files.hpp"
#include "geo/formats.hpp"
#include "geo/passwords.hpp"
#include "geo/postgis.hpp"
#include "geo/staging.hpp"
#include "geo/write.hpp"

namespace thalweg {

namespace fs = std::filesystem;

fs::path style_beside(const fs::path& out) {
  return fs::path(out).replace_extension(".qml");
}

// Changes to an SQLite file that another program has not finished wait beside it; beside a new file of that name they
// would be taken for its own and break it. For other formats there are no such files.
void check_not_in_use(const fs::path& out) {
  for (const char* ending : {"-wal", "-journal"}) {
    const fs::path beside = out.string() + ending;
    std::error_code missing;
    const auto size = fs::file_size(beside, missing);
    if (missing || size == 0) continue;
    bad_input("{}: another program is changing it ({} is there); close it there first", out.string(),
              beside.filename().string());
  }
}

void check_keeps_tables(const fs::path& out) {
  const Format& format = format_of(out);
  if (format.tables) return;
  bad_input("{}: {} does not keep rows without geometry; write a .gpkg or .csv", out.string(), format.driver);
}

void check_output(const fs::path& out, bool overwrite, const std::vector<std::string>& layers) {
  const Format& format = format_of(out);
  if (format.database) {
    const Dataset database = open_postgis(out.string());
    naming(without_passwords(out.string()), [&] {
      for (const std::string& layer : layers) check_room(database.get(), layer, overwrite);
    });
    return;
  }
  std::vector<fs::path> files{out};
  if (format.style == StyleHome::beside) files.push_back(style_beside(out));
  for (const std::string_view ending : format.companions) files.push_back(fs::path(out).replace_extension(ending));
  for (const fs::path& file : files) check_new_file(file, overwrite);
  check_not_in_use(out);
  const Staging probe(out);
}

void check_table_output(const fs::path& out, bool overwrite, const std::vector<std::string>& layers) {
  check_keeps_tables(out);
  check_output(out, overwrite, layers);
}

}  // namespace thalweg
