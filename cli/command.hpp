#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace thalweg::cli {

/// A verb of the command line: declares its options on a subcommand and hands back what to run after parsing.
struct Command {
  std::string name;
  std::string help;
  std::function<std::function<void()>(CLI::App&)> declare;
};

Command analyze_command();
Command locate_command();
Command segments_command();
Command density_command();
Command hotspots_command();
Command compare_command();
Command profile_command();
Command report_command();
Command plot_command();
Command project_command();
Command route_command();
Command simulate_command();
Command datasets_command();

/// The program's version, as --version and the summaries give it.
std::string version();

}  // namespace thalweg::cli
