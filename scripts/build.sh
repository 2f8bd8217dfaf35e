# shellcheck shell=bash
# Sourced: configuring, building and testing in a folder.

build() {
  local folder=$1
  shift
  cmake -S . -B "$folder" -G Ninja -Wno-dev "$@" >/dev/null
  cmake --build "$folder"
}

# Ends with the test runner's own closing line.
run_tests() {
  ctest --test-dir "$1" --output-on-failure --parallel "$(nproc)"
}
