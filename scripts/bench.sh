#!/usr/bin/env bash
# Builds the benchmarks and runs those named, by default all. Each bench/NAME/run.py (or run.sh) is called with the
# folder of its programs, the folder for its results and, if asked for, --quick. It prints its table in Markdown (kept as
# out/bench/NAME.md), tells of progress on stderr, leaves the same for programs as NAME.json, and fails if what is
# computed is wrong.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/packages.sh
. scripts/build.sh

quick=()
write_docs=false
names=()
for argument in "$@"; do
  case "$argument" in
    --quick) quick=(--quick) ;;
    --write-docs) write_docs=true ;;
    -*)
      echo "unknown option $argument; there are --quick (small sizes, no peers of their own packages) and --write-docs" >&2
      exit 2
      ;;
    *) names+=("$argument") ;;
  esac
done
if [ ${#names[@]} = 0 ]; then
  for script in bench/*/run.*; do names+=("$(basename "$(dirname "$script")")"); done
fi
for name in "${names[@]}"; do
  compgen -G "bench/$name/run.*" >/dev/null && continue
  echo "there is no benchmark $name; there are:" bench/*/ >&2
  exit 2
done

need "${build_packages[@]}" "${bench_packages[@]}"
# A peer that cannot be installed is missing from the table, which says so; ours are measured all the same.
if [ ${#quick[@]} = 0 ]; then
  for package in "${bench_peer_packages[@]}"; do
    (need "$package") || echo "$package cannot be installed" >&2
  done
fi
build build-bench -DTHALWEG_BENCH=ON -DTHALWEG_TESTS=OFF >&2
mkdir -p out/bench
status=0
for name in "${names[@]}"; do
  script=$(compgen -G "bench/$name/run.*")
  "$script" "build-bench/bench/$name" out/bench "${quick[@]}" >"out/bench/$name.md.part" || status=1
  mv "out/bench/$name.md.part" "out/bench/$name.md"
  cat "out/bench/$name.md"
  [ $write_docs = false ] || /usr/bin/python3 bench/write_docs.py "$name" "out/bench/$name.md" docs/performance.md
done
exit $status
