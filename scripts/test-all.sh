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

# The reports in headless Chromium: with regions, and with several routes, no times and nothing in a region.
in_browser() (
  set -e
  if [ -z "$(apt-cache show chromium 2>/dev/null)" ] && ! command -v chromium >/dev/null; then
    echo "there is no package of Chromium here"
    exit 77
  fi
  need "${build_packages[@]}"
  if command -v node >/dev/null && command -v npm >/dev/null; then need chromium fonts-dejavu-core; else need "${browser_packages[@]}"; fi
  build build
  mkdir -p out
  ./build/thalweg report datasets/samples/simulated_events.csv --by provinces -o out/report --overwrite --quiet
  ./build/thalweg report datasets/samples/spring_2018.csv --by rivers -o out/report-few --overwrite --quiet
  ./build/thalweg report tests/browser/events.csv --route tests/browser/routes.geojson -o out/report-routes --overwrite --quiet
  npm ci --prefix tests/browser --no-audit --no-fund --loglevel error
  local reports
  for reports in report report-few report-routes; do
    node tests/browser/check_reports.mjs "out/$reports" out/report-pictures/"$reports"
  done
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
step "layers and projects in headless QGIS" scripts/qgis-checks.sh
step "tables in PostGIS" scripts/postgis-checks.sh
step "reports in headless Chromium" in_browser
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
