// Writes rivers.csv: the rivers as stretches of border.geojson. Run derive.mjs first.
import { readFileSync, writeFileSync } from "node:fs";
import { boundary, metres } from "./boundary.mjs";

const line = JSON.parse(readFileSync(new URL("border.geojson", import.meta.url))).features[0].geometry.coordinates;
const chainage = line.reduce((sums, p, i) => [...sums, i ? sums[i - 1] + metres(line[i - 1], p) : 0], []);
const chainageOf = (place) => chainage[line.findIndex((p) => metres(p, place) < 0.2)];

// Where the Yalu ends and the land stretch begins, and where that ends and the Tumen begins: read off the vertices.
const yaluEnd = chainageOf([128.069837, 41.968936]);
const tumenBegin = chainageOf([128.431093, 42.020171]);
const end = chainage.at(-1);

// Below the tripoint the Tumen is the border of the DPRK and Russia; from the last river vertex on that line crosses the sea.
const lower = boundary("geo-tz-2026d", ["Asia/Pyongyang", "Asia/Vladivostok"], [130, 42, 131.5, 43]);
const mouth = lower.findIndex((p) => metres(p, [130.696989, 42.292872]) < 0.2);
const belowTripoint = lower.slice(1, mouth + 1).reduce((sum, p, i) => sum + metres(lower[i], p), 0);

const m = (v) => v.toFixed(3);
const km = (v) => (v / 1000).toFixed(3);
const source = "read off border.geojson; river kilometres along the border line from the mouth";
const rows = [
  ["name", "name_zh", "name_ko", "kind", "from_m", "to_m", "flow", "river_km_from", "river_km_to", "source"],
  ["Yalu", "鸭绿江", "압록강", "river", m(0), m(yaluEnd), "against", km(0), km(yaluEnd), source],
  ["Paektu land stretch", "长白山陆界", "백두산 육지 경계", "land", m(yaluEnd), m(tumenBegin), "", "", "", source],
  ["Tumen", "图们江", "두만강", "river", m(tumenBegin), m(end), "with",
    km(end - tumenBegin + belowTripoint), km(belowTripoint), source],
];
writeFileSync(new URL("rivers.csv", import.meta.url), rows.map((r) => r.join(",")).join("\n") + "\n");
console.log(rows.map((r) => r.slice(0, 9).join(" | ")).join("\n"));
