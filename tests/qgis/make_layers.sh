#!/usr/bin/env bash
# Writes a layer of every kind for check_layers.py: make_layers.sh THALWEG EVENTS FOLDER
set -euo pipefail
thalweg=$1 events=$2 out=$3
rm -rf "$out"
"$thalweg" analyze "$events" -o "$out" --corridor 5km --change-at 2018-01-01 --quiet

on() { "$thalweg" "$1" "$events" -o "$out/$2" --quiet "${@:3}"; }
printf 'from_km,to_km,traffic\n0,700,100\n700,800,1000\n800,900,0\n900,1384.249,40\n' >"$out/traffic.csv"
on locate events_alone.fgb
on segments segments_alone.fgb
on locate events.mbtiles
on segments segments.mbtiles
# Areas: left out where GDAL is too old for them.
on segments corridors.mbtiles --corridor 5km 2>"$out/areas.txt" || grep 'writes areas into tiles' "$out/areas.txt"
on segments segments_exposure.gpkg --exposure "$out/traffic.csv:traffic" # no traffic in one stretch: nulls
on segments segments_fine.gpkg --length 1km # some without events: zeros
on density density.gpkg
on density density_alone.fgb
on hotspots hotspots_scan.gpkg --replicates 99
on hotspots hotspots_period.gpkg --replicates 99 --period month --bin 10km
on hotspots hotspots_kde.gpkg --replicates 99 --method kde+
on hotspots hotspots_gi.gpkg --method gi --level 0.3 # cold ones too
# What is hot before the date, and what after it; nothing on some stretches on either side, or both.
"$thalweg" simulate --events 900 --hot 700km-760km:20 --until 2018-01-01 -o "$out/simulated_before.csv" --quiet
"$thalweg" simulate --events 700 --hot 300km-340km:20 --hot 1200km-1230km:9 --since 2018-01-01 --until 2019-01-01 \
  --seed 2 -o "$out/simulated_after.csv" --quiet
"$thalweg" compare "$out"/simulated_{before,after}.csv --change-at 2018-01-01 --length 5km \
  -o "$out/change_hot.gpkg" --quiet
"$thalweg" compare "$events" --change-at 2018-01-01 --count 1 -o "$out/change_whole.gpkg" --quiet # nothing elsewhere
on compare change_alone.fgb --change-at 2018-01-01 --length 2km
"$thalweg" route substring --from 300km --to 500km -o "$out/route_part.gpkg" --quiet
