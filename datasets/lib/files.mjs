// Where the datasets are, and how their files are read and written.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/// Path of a file inside an installed npm package.
export const packaged = (file) => path.join(root, 'node_modules', file);

export const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');
export const write = (file, text) => fs.writeFileSync(path.join(root, file), text);
export const readJson = (file) => JSON.parse(read(file));

const quoted = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/// GeoJSON in the order given, one feature property block and one coordinate pair (6 decimals) a line, so that
/// a change of the data shows as a change of lines.
export function writeGeojson(file, attribution, features) {
  const head = `{"type":"FeatureCollection",\n"attribution":${JSON.stringify(attribution)},\n"features":[\n`;
  const pairsOnLines = (json) =>
    json.replace(/\[(-?[\d.]+),(-?[\d.]+)\]/g, (_, x, y) => `\n[${Number(x).toFixed(6)},${Number(y).toFixed(6)}]`);
  const texts = features.map(({ properties, geometry }) =>
    `{"type":"Feature",\n"properties":${JSON.stringify(properties)},\n` +
    `"geometry":${pairsOnLines(JSON.stringify(geometry))}}`);
  write(file, `${head}${texts.join(',\n')}\n]}\n`);
}

/// CSV with a header row; `rows` are objects, undefined becomes empty.
export function writeCsv(file, columns, rows) {
  const lines = rows.map((row) => columns.map((c) => quoted(String(row[c] ?? ''))).join(','));
  write(file, [columns.join(','), ...lines, ''].join('\n'));
}

/// CSV with a header row and without line breaks inside quotes, as a list of objects.
export function readCsv(file) {
  const [header, ...rows] = read(file).trimEnd().split('\n').map(cells);
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

const cells = (line) =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map(([, cell]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
    .slice(0, line.endsWith(',') ? undefined : -1);

/// Metres or kilometres for a table: three decimals, a millimetre or a metre.
export const fixed = (value) => value.toFixed(3);

/// The border, west to east, as a list of [lon, lat].
export const border = () => readJson('border/border.geojson').features[0].geometry.coordinates;
