#!/usr/bin/env bash
# The heavy checks. Each is a step; the closing line counts them.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
. scripts/packages.sh
. scripts/build.sh

passed=0
failed=0
skipped=0

step() {
  local name=$1
  shift
  echo
  echo "== $name"
  "$@"
  case $? in
    0) passed=$((passed + 1)) ;;
    77)
      skipped=$((skipped + 1))
      echo "-- skipped: $name"
      ;;
    *)
      failed=$((failed + 1))
      echo "-- FAILED: $name"
      ;;
  esac
}

sanitized() (
  set -e
  need "${build_packages[@]}" "${test_packages[@]}"
  german_locale
  build build-sanitized -DTHALWEG_SANITIZE=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo
  # Leaks are not looked for: GDAL keeps its drivers until the process ends.
  ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1 run_tests build-sanitized
)

# Every layer that an analysis leaves, opened in headless QGIS.
in_qgis() (
  set -e
  need "${build_packages[@]}" "${qgis_packages[@]}"
  build build
  mkdir -p out
  ./build/thalweg analyze datasets/samples/simulated_events.csv --corridor 5km -o out/qgis --overwrite --quiet
  ./build/thalweg segments datasets/samples/simulated_events.csv -o out/qgis/segments.fgb --overwrite --quiet
  ./build/thalweg density datasets/samples/simulated_events.csv -o out/qgis/density.fgb --overwrite --quiet
  QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/qgis/check_layers.py out/qgis out/qgis-pictures
)

# What the light tests check on few simulated tables, on many: how often limits hold what they are for.
coverage() (
  set -e
  need "${build_packages[@]}" "${test_packages[@]}"
  build build -DTHALWEG_TESTS=ON
  ./build/tests/thalweg_tests "[coverage]"
)

datasets_check() (
  set -e
  need python3
  /usr/bin/python3 datasets/check.py | tail -n 3
)

step "address and undefined-behaviour sanitizers" sanitized
step "layers in headless QGIS" in_qgis
step "datasets against what is known of the border" datasets_check
step "coverage of the limits on simulated tables" coverage
step "benchmarks build and run briefly" ./run bench --quick
step "the other Debian, in a fresh chroot" scripts/other-debian.sh

echo
if [ $skipped -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ $failed = 0 ]
