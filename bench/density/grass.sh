#!/usr/bin/env bash
# grass.sh EVENTS LENGTH BANDWIDTH SEGMENT VALUES: v.kernel along a network of one line, whose Gaussian has a deviation of
# a quarter of its radius; writes `at,value` at the middles of its segments, prints the processor time of v.kernel,
# which includes the start of its process. Run within `grass --tmp-location XY --exec`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk '{print $1 "|0"}' "$1" >"$folder/points"
printf 'L 2 1\n 0 0\n %s 0\n 1 1\n' "$2" >"$folder/line"
{
  v.in.ascii input="$folder/points" output=points separator=pipe x=1 y=2 --overwrite
  v.in.ascii input="$folder/line" output=net format=standard -n --overwrite
  g.region n=1000 s=-1000 w=0 e="$2" res=100
  # Values are kept as whole categories, so they are taken times 10^9.
  TIMEFORMAT='%U %S'
  {
    time v.kernel input=points net=net net_output=smooth radius="$((4 * $3))" segmax="$4" kernel=gaussian \
      multiplier=1000000000 --overwrite --quiet 2>"$folder/log"
  } 2>"$folder/time"
} >&2
v.out.ascii input=smooth type=line format=standard |
  awk '$1 == "L" {n = 0} NF == 2 && $1 ~ /^[0-9]/ {if (n == 0) a = $1; if (n == 1) b = $1; if (n == 2) print (a + b) / 2 "," $2 / 1e9; n++}' >"$5"
awk '{print $1 + $2}' "$folder/time"
