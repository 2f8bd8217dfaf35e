#!/usr/bin/env bash
# Runs one command-line case: run_case.sh THALWEG CASE SOURCE
# CASE/cmd is run by bash in an empty folder, with $THALWEG and $SRC set; its exit code, stdout and stderr must be those of
# CASE/exit (0 where there is none), CASE/stdout and CASE/stderr (empty where there is none).
set -u
export THALWEG=$1 SRC=$3
case=$2
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir "$work/run"
cd "$work/run" || exit 1
bash "$case/cmd" >"$work/stdout" 2>"$work/stderr" </dev/null
got=$?
want=0
[ -f "$case/exit" ] && want=$(cat "$case/exit")
status=0
if [ "$got" != "$want" ]; then
  echo "exit code $got, expected $want"
  status=1
fi
for stream in stdout stderr; do
  expected=$case/$stream
  [ -f "$expected" ] || expected=/dev/null
  diff -u "$expected" "$work/$stream" || status=1
done
exit $status
