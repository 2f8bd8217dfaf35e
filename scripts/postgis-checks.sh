#!/usr/bin/env bash
# Writes into a PostGIS database of its own, reads it back, and looks at what is refused: the tests with the tag
# [postgis], then the command line. The server is reached through a socket in a temporary folder, with a password.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/packages.sh
. scripts/build.sh

need "${build_packages[@]}" "${postgis_packages[@]}"
build build -DTHALWEG_TESTS=ON

folder=$(mktemp -d "${TMPDIR:-/tmp}/thalweg-postgis-XXXXXX")
programs=$(find /usr/lib/postgresql -path '*/bin/initdb' | sort -V | tail -n 1 | xargs dirname)
secret=Tg7-secret
events=datasets/samples/simulated_events.csv
thalweg=build/thalweg

# PostgreSQL refuses to run as root.
server() (
  cd "$folder"
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$programs/$1" "${@:2}"; else "$programs/$1" "${@:2}"; fi
)
stop() {
  [ ! -e "$folder/data/postmaster.pid" ] || server pg_ctl -D "$folder/data" -m fast stop >/dev/null
  rm -rf "$folder"
}
trap stop EXIT

echo "$secret" >"$folder/pass"
[ "$(id -u)" != 0 ] || chown -R postgres "$folder"
chmod 755 "$folder"
server initdb -D "$folder/data" -U thalweg --auth=scram-sha-256 --pwfile="$folder/pass" -E UTF8 --locale=C >/dev/null
server pg_ctl -D "$folder/data" -l "$folder/log" -o "-k '$folder' -c listen_addresses=" -w start >/dev/null
sql() { PGPASSWORD=$secret "$programs/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$folder" -U thalweg -d "${2:-borders}" -c "$1"; }
sql 'CREATE DATABASE borders' postgres
sql 'CREATE EXTENSION postgis; CREATE SCHEMA april'
database="PG:dbname=borders host=$folder user=thalweg password=$secret"

fail() {
  echo "$1" >&2
  exit 1
}
same() { [ "$2" = "$3" ] || fail "$1: $3 instead of $2"; }
# An error of one line with this code and these words.
refused() {
  local code=0 said
  said=$("${@:3}" 2>&1 >/dev/null) || code=$?
  same "exit code of ${*:3:2}" "$1" "$code"
  [[ $said == *"$2"* && $said != *"$secret"* && $said != *$'\n'* ]] || fail "not '$2' but: $said"
  echo "refused: $said"
}

THALWEG_POSTGIS="$database" build/tests/thalweg_tests '[postgis]'

# Each command's tables; what is read back from the database gives what the file gives.
for verb in segments locate density hotspots; do
  $thalweg "$verb" "$events" -o "$database" >"$folder/$verb.txt"
  $thalweg "$verb" "$events" -o "$folder/$verb.gpkg" --quiet
done
$thalweg segments "$database" --layer events --time event_time -o "$folder/back.csv" --json >"$folder/back.json"
$thalweg segments "$events" -o "$folder/direct.csv" --quiet
same "rows of segments" "$(($(wc -l <"$folder/direct.csv") - 1))" "$(sql 'SELECT count(*) FROM segments')"
without_data() { sed 's/,[^,]*$//' "$1"; }
diff <(without_data "$folder/direct.csv") <(without_data "$folder/back.csv") || fail "segments of the table events differ"
same "invalid geometry" 0 "$(sql 'SELECT count(*) FROM segments WHERE NOT ST_IsValid(geom)')"
sql "SELECT f_table_name, count(*), count(*) FILTER (WHERE useasdefault) FROM layer_styles GROUP BY 1 ORDER BY 1"
grep -rlF "$secret" "$folder"/*.txt "$folder"/back.* && fail "a password was written"
[ "$(sql "SELECT count(*) FROM segments WHERE data LIKE '%$secret%'")" = 0 ] || fail "a password was written"

# A line of the database without names is called after its source.
sql 'CREATE TABLE line AS SELECT ST_Collect(geom ORDER BY segment_id)::geometry(MultiLineStringM, 4326) AS geom FROM segments WHERE segment_id < 20'
$thalweg segments "$events" --route "$database tables=line" -o "$folder/own.csv" >"$folder/own.txt"
grep -qF "$secret" "$folder"/own.* && fail "a password was written"

# What is refused, and what stays as it was.
refused 2 'table public.segments exists already; add --overwrite' $thalweg segments "$events" -o "$database"
for verb in segments density hotspots; do # before the events are opened
  refused 2 "exists already; add --overwrite" $thalweg "$verb" no-events.csv -o "$database"
done
$thalweg profile "$events" -o "$database" --quiet
refused 2 'table public.profile exists already' $thalweg profile no-events.csv -o "$database"
$thalweg route substring --to 100km -o "$database" --quiet
refused 2 'table public.route exists already' $thalweg route build no-lines.gpkg -o "$database"
$thalweg segments "$events" --length 50km -o "$database" --overwrite --quiet
same "segments of 50 km" 28 "$(sql 'SELECT count(*) FROM segments')"
$thalweg segments "$events" -o "$database active_schema=april" --quiet
same "schema april" "$(($(wc -l <"$folder/direct.csv") - 1))" "$(sql 'SELECT count(*) FROM april.segments')"
sql 'CREATE VIEW mine AS SELECT * FROM segments'
refused 1 'cannot be replaced' $thalweg segments "$events" -o "$database" --overwrite
same "segments that a view needs" 28 "$(sql 'SELECT count(*) FROM segments')"
refused 2 'cannot be reached' $thalweg segments "$events" -o "${database/dbname=borders/dbname=none}"
refused 2 'cannot be reached' $thalweg segments "$events" -o "PG:dbname=borders host=$folder/none password=$secret"
refused 2 'has no PostGIS' $thalweg segments "$events" -o "${database/dbname=borders/dbname=postgres}"
refused 2 'there is no schema' $thalweg segments "$events" -o "$database active_schema=none"
refused 2 'is a database; the results go into a folder' $thalweg analyze "$events" -o "$database"
refused 2 'not a table or layer' $thalweg segments "${database/dbname=borders/dbname=none}" -o "$folder/none.csv"
echo "PostGIS $(sql 'SELECT postgis_lib_version()'): tables written, read back and replaced"
