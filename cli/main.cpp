#include <fmt/format.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "geo/error.hpp"
#include "geo/passwords.hpp"

using namespace thalweg;

namespace {

enum Exit { done = 0, failed = 1, wrong_request = 2 };

Exit report(const std::string& message, Exit code) {
  std::string line = without_passwords(message);
  std::ranges::replace(line, '\n', ' ');
  fmt::print(stderr, "thalweg: {}\n", line);
  return code;
}

/// Parses and runs; the chosen verb's run step is kept until parsing is over, so that no half-checked request starts.
void run(int argc, char** argv, CLI::App& app) {
  std::function<void()> chosen;
  for (const auto& command :
       {cli::analyze_command(), cli::locate_command(), cli::segments_command(), cli::density_command(),
        cli::hotspots_command(), cli::compare_command(), cli::profile_command(), cli::report_command(),
        cli::plot_command(), cli::project_command(), cli::route_command(), cli::simulate_command(),
        cli::datasets_command()}) {
    CLI::App* sub = app.add_subcommand(command.name, command.help);
    sub->final_callback([&chosen, step = command.declare(*sub)] { chosen = step; });
  }
  app.parse(argc, argv);
  if (chosen) chosen();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is then an error to report, as a full disk is
  cli::catch_interrupts();
  CLI::App app{"Tells where activity is concentrated along a river border", "thalweg"};
  app.set_version_flag("--version", "thalweg " + cli::version());
  app.require_subcommand(1);
  app.fallthrough(false);
  app.failure_message([](const CLI::App*, const CLI::Error& e) {
    return fmt::format("thalweg: {}; see 'thalweg --help'\n", e.what());
  });
  try {
    run(argc, argv, app);
    return done;
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? done : wrong_request;
  } catch (const Error& e) {
    const Exit code = report(e.what(), e.code() == Code::bad_input ? wrong_request : failed);
    if (e.code() == Code::cancelled) cli::end_by_signal();
    return code;
  } catch (const std::exception& e) {
    return report(e.what(), failed);
  }
}
