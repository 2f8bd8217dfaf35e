// The common boundary of two time zones, out of the quadtree of geobuf cells in which geo-tz packs
// timezone-boundary-builder's polygons.
import { readFileSync } from "node:fs";
import geobuf from "geobuf";
import Pbf from "pbf";
import geographiclib from "geographiclib-geodesic";

export const wgs84 = geographiclib.Geodesic.WGS84;
export const metres = (a, b) => wgs84.Inverse(a[1], a[0], b[1], b[0]).s12;

const DIGITS = 1e6; // coordinates are exact at 6 decimals
const key = (p) => `${Math.round(p[0] * DIGITS)},${Math.round(p[1] * DIGITS)}`;
const point = (k) => k.split(",").map((v) => Number(v) / DIGITS);

// Children a, b, c, d are the NE, NW, SW, SE quarters.
const quarters = { a: [1, 1], b: [0, 1], c: [0, 0], d: [1, 0] };

function* leavesWithin(node, cell, window) {
  const [w, s, e, n] = cell;
  if (w > window[2] || e < window[0] || s > window[3] || n < window[1] || Array.isArray(node)) return;
  if (node.len) {
    yield { node, cell };
    return;
  }
  for (const [name, [east, north]] of Object.entries(quarters)) {
    if (!node[name]) continue;
    const x = (w + e) / 2, y = (s + n) / 2;
    yield* leavesWithin(node[name], [east ? x : w, north ? y : s, east ? e : x, north ? n : y], window);
  }
}

function* edgesOf(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  for (const ring of polygons.flat()) {
    for (let i = 0; i + 1 < ring.length; i++) yield [key(ring[i]), key(ring[i + 1])].sort().join(" ");
  }
}

/// Edges that both zones have in one cell, as "x,y x,y" keys.
function sharedEdges(collection, zones) {
  const [one, other] = zones.map((zone) => {
    const features = collection.features.filter((f) => f.properties.tzid === zone);
    return new Set(features.flatMap((f) => [...edgesOf(f.geometry)]));
  });
  return [...one].filter((edge) => other.has(edge));
}

function joinChains(edges) {
  const neighbours = new Map();
  const link = (a, b) => neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
  for (const edge of edges) {
    const [a, b] = edge.split(" ");
    link(a, b);
    link(b, a);
  }
  const used = new Set();
  const follow = (start) => {
    const chain = [start];
    for (let at = start; ; ) {
      const next = neighbours.get(at).find((n) => !used.has([at, n].sort().join(" ")));
      if (!next) return chain.map(point);
      used.add([at, next].sort().join(" "));
      chain.push((at = next));
    }
  };
  return [...neighbours.keys()].filter((k) => neighbours.get(k).length === 1).map(follow);
}

const lengthOf = (line) => line.slice(1).reduce((sum, p, i) => sum + metres(line[i], p), 0);

/// Metres between p and the chord a-b, in a local plane: only to tell 0.3 m from a real bend.
function offChord(a, p, b) {
  const k = Math.cos((p[1] * Math.PI) / 180), scale = 111320;
  const [ux, uy, vx, vy] = [(b[0] - a[0]) * k, b[1] - a[1], (p[0] - a[0]) * k, p[1] - a[1]];
  return (Math.abs(ux * vy - uy * vx) / Math.hypot(ux, uy)) * scale;
}

/// The packing cuts polygons at cell edges and so adds vertices there; those that bend nothing are taken out.
function dropCellCuts(line, cutsX, cutsY) {
  const onCut = (p) => cutsX.has(key([p[0], 0])) || cutsY.has(key([0, p[1]]));
  return line.filter((p, i) => {
    const inside = i > 0 && i + 1 < line.length;
    return !(inside && onCut(p) && offChord(line[i - 1], p, line[i + 1]) < 0.3);
  });
}

/// The longest part of the boundary between two zones inside a window [west, south, east, north], west to east.
export function boundary(release, zones, window) {
  const data = new URL(`node_modules/${release}/data/timezones.geojson`, import.meta.url).pathname;
  const { lookup } = JSON.parse(readFileSync(`${data}.index.json`));
  const bytes = readFileSync(`${data}.geo.dat`);
  const edges = new Set(), cutsX = new Set(), cutsY = new Set();
  for (const { node, cell } of leavesWithin(lookup, [-179.9999, -89.9999, 179.9999, 89.9999], window)) {
    const collection = geobuf.decode(new Pbf(bytes.subarray(node.pos, node.pos + node.len)));
    sharedEdges(collection, zones).forEach((edge) => edges.add(edge));
    for (const x of [cell[0], cell[2]]) cutsX.add(key([x, 0]));
    for (const y of [cell[1], cell[3]]) cutsY.add(key([0, y]));
  }
  const longest = joinChains(edges).sort((a, b) => lengthOf(b) - lengthOf(a))[0];
  const line = dropCellCuts(longest, cutsX, cutsY);
  return line[0][0] < line.at(-1)[0] ? line : line.reverse();
}
