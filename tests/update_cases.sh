#!/usr/bin/env bash
# Writes what each case of the command line gives now into its folder, to be read before it is committed:
# update_cases.sh THALWEG [CASE...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
export THALWEG SRC=${here%/tests}
THALWEG=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- "$here"/cli/*/*
for case in "$@"; do
  case=$(realpath "$case")
  work=$(mktemp -d)
  (cd "$work" && bash "$case/cmd" >"$case/stdout" 2>"$case/stderr" </dev/null)
  echo $? >"$case/exit"
  rm -rf "$work"
  for file in stdout stderr; do [ -s "$case/$file" ] || rm "$case/$file"; done
  [ "$(cat "$case/exit")" = 0 ] && rm "$case/exit"
done
exit 0
