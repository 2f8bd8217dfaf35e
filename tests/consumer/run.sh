#!/usr/bin/env bash
# Installs the built library into an empty folder, builds the example of the README against it, and runs it:
# run.sh BUILD SOURCE
set -euo pipefail
build=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/installed" >/dev/null
cmake -S "$source/tests/consumer" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/installed" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$work/build" >/dev/null
"$work/build/consumer" "$source/datasets/samples/simulated_events.csv" >"$work/out"
grep -q '^Hyesan: km 728\.' "$work/out"
[ "$(awk '/events$/ { sum += $(NF - 1) } END { print sum }' "$work/out")" = 2905 ]
"$work/installed/bin/thalweg" --version
# The README's example is this program, word for word.
diff <(sed -n '/^```cpp$/,/^```$/p' "$source/README.md" | sed '1d;$d') "$source/tests/consumer/main.cpp"
