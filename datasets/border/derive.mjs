// Writes border.geojson: the China-DPRK border from the mouth of the Yalu to the tripoint on the Tumen.
import { writeFileSync } from "node:fs";
import { boundary, metres } from "./boundary.mjs";

const zones = ["Asia/Pyongyang", "Asia/Shanghai"];
const window = [123.5, 39, 131, 43.5];
const mouth = [124.168333, 39.828056]; // where the river meets the sea: 124 10'06" E, 39 49'41" N
// Since 8.1.2 the joint water of the lower Tumen belongs to one zone, so the newer line follows a bank there.
const splice = [130.065288, 42.96914];

const indexOf = (line, place) => {
  const i = line.findIndex((p) => metres(p, place) < 0.2);
  if (i < 0) throw new Error(`no vertex at ${place}`);
  return i;
};

const upper = boundary("geo-tz-2026d", zones, window);
const lower = boundary("geo-tz-2024a", zones, window);
const line = [
  ...upper.slice(indexOf(upper, mouth), indexOf(upper, splice) + 1),
  ...lower.slice(indexOf(lower, splice) + 1),
];

const attribution = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright";
const properties = {
  name: "China–DPRK border",
  left: "CHN",
  right: "PRK",
  source:
    "OpenStreetMap through timezone-boundary-builder 2026d (npm geo-tz 8.1.9) west of 130.065288 E 42.969140 N " +
    "and 2024a (npm geo-tz 8.0.2) east of it",
  licence: "ODbL-1.0",
};
const coordinates = line.map((p) => `[${p[0].toFixed(6)},${p[1].toFixed(6)}]`).join(",\n");
writeFileSync(
  new URL("border.geojson", import.meta.url),
  `{"type":"FeatureCollection","attribution":${JSON.stringify(attribution)},"features":[\n` +
    `{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":{"type":"LineString","coordinates":[\n` +
    `${coordinates}\n]}}]}\n`,
);
const length = line.slice(1).reduce((sum, p, i) => sum + metres(line[i], p), 0);
console.log(`${line.length} vertices, ${(length / 1000).toFixed(3)} km`);
