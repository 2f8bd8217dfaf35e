#!/usr/bin/env bash
# Opens every layer and project that the program leaves in the headless QGIS of this system, runs the example of
# docs/maps.md, and leaves pictures of all in out/qgis-pictures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/packages.sh
. scripts/build.sh

need "${build_packages[@]}" "${qgis_packages[@]}"
build build
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
events=datasets/samples/simulated_events.csv
rm -rf out/qgis out/qgis-other out/qgis-alone out/qgis-pictures
mkdir -p out/qgis-alone
tests/qgis/make_layers.sh build/thalweg "$events" out/qgis
/usr/bin/python3 tests/qgis/check_layers.py out/qgis out/qgis-pictures

# A project of an analysis, of an analysis on other lines, and of layers by themselves.
/usr/bin/python3 tests/qgis/check_project.py out/qgis/border.qgz out/qgis-pictures/project
/usr/bin/python3 tests/qgis/other_lines.py out/qgis-alone
./build/thalweg analyze out/qgis-alone/events.csv --route out/qgis-alone/lines.geojson -o out/qgis-other --quiet
/usr/bin/python3 tests/qgis/check_project.py out/qgis-other/border.qgz out/qgis-pictures/other
for verb in segments density hotspots locate 'compare --change-at 2018-01-01'; do
  # shellcheck disable=SC2086 # the verb has options
  ./build/thalweg $verb "$events" -o "out/qgis-alone/${verb%% *}.gpkg" --quiet
  verb=${verb%% *}
  ./build/thalweg project "out/qgis-alone/$verb.gpkg" --quiet
  /usr/bin/python3 tests/qgis/check_project.py "out/qgis-alone/$verb.qgz" "out/qgis-pictures/$verb" | tail -n 1
done

# The example of the manual, as it stands there.
sed -n '/^```python$/,/^```$/p' docs/maps.md | sed '/^```/d' >out/qgis-alone/export.py
/usr/bin/python3 out/qgis-alone/export.py out/qgis/border.qgz out/qgis-pictures/export
for pdf in out/qgis-pictures/export/*.pdf; do pdftotext "$pdf" -; done >out/qgis-alone/export.txt
for name in 'China–DPRK border: where events are concentrated' 'Liaoning | North Pyongan' 'Jilin | Rason'; do
  grep -qF "$name" out/qgis-alone/export.txt || { echo "docs/maps.md: the example exports no page of $name"; exit 1; }
done
echo "docs/maps.md: the example exports $(find out/qgis-pictures/export -name '*.pdf' | wc -l) PDFs"
