#include "cli/command.hpp"

namespace thalweg::cli {

std::string version() {
  return THALWEG_VERSION;
}

}  // namespace thalweg::cli
