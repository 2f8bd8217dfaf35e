#include "geo/datasets.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/summary.hpp"
#include "geo/error.hpp"
#include "geo/files.hpp"
#include "geo/staging.hpp"

namespace thalweg::cli {
namespace {

struct Request {
  CommonOptions common;
  std::string name, out;
  bool overwrite = false;
};

void write_dataset(const Request& r) {
  const std::string_view bytes = dataset_bytes(r.name);
  if (r.out == "-") {
    fmt::print("{}", bytes);
    return;
  }
  check_new_file(r.out, r.overwrite);
  Staging staging(r.out);
  write_file(staging.path(std::filesystem::path(r.out).filename().string()), bytes);
  staging.commit();
  if (!r.common.quiet) fmt::print("Written: {}\n", r.out);
}

void list(const Request& r) {
  if (r.common.json) {
    Json all = Json::array();
    for (const DatasetInfo& d : datasets()) {
      all.push_back({{"name", d.name},
                     {"title", d.title},
                     {"licence", d.licence},
                     {"attribution", d.attribution},
                     {"source", d.source},
                     {"rows", dataset_rows(d)},
                     {"bytes", d.bytes}});
    }
    return print({{"command", "datasets"}, {"version", version()}, {"datasets", all}});
  }
  for (const DatasetInfo& d : datasets()) {
    fmt::print("{:<19} {} ({} rows)\n{:<19} {}; {}; {}\n", d.name, d.title, dataset_rows(d), "", d.licence, d.attribution,
               d.source);
  }
}

}  // namespace

Command datasets_command() {
  return {"datasets", "list the embedded datasets with their licences, or write one to a file", [](CLI::App& app) {
            auto r = std::make_shared<Request>();
            app.add_option("name", r->name, "dataset to write out");
            app.add_option("-o,--output", r->out, "file to write it to; - is stdout")->needs("name");
            app.add_flag("--overwrite", r->overwrite, "replace the output if it exists");
            add_common_options(app, r->common);
            return [r] {
              if (r->name.empty()) return list(*r);
              if (r->out.empty())
                bad_input("datasets {}: say where to write it with -o FILE, or -o - for stdout", r->name);
              write_dataset(*r);
            };
          }};
}

}  // namespace thalweg::cli
