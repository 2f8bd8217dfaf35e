// The border between two time zones, read from the data of an npm release of geo-tz.
// timezone-boundary-builder makes those zones from OpenStreetMap; geo-tz packs them into a quadtree of
// cells, each a geobuf, so a border is scattered over many cells and has to be put together again.
import fs from 'node:fs';
import { decode } from 'geobuf';
import Pbf from 'pbf';
import { packaged } from './files.mjs';

// geo-tz stops this short of the poles and the antimeridian; all cell edges follow from it by halving.
const WORLD = [-179.9999, -89.9999, 179.9999, 89.9999];

export const key = ([lon, lat]) => `${lon},${lat}`;

function quarter([w, s, e, n], name) {
  const x = (w + e) / 2, y = (s + n) / 2;
  return { a: [x, y, e, n], b: [w, y, x, n], c: [w, s, x, y], d: [x, s, e, y] }[name];
}

const overlap = (a, b) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

// Leaves that hold geometry; an array instead marks a cell wholly inside the zones it names.
function* leaves(node, box, bounds) {
  if (!node || Array.isArray(node) || !overlap(box, bounds)) return;
  if (node.len) yield { ...node, box };
  else for (const name of 'abcd') yield* leaves(node[name], quarter(box, name), bounds);
}

const rings = ({ type, coordinates }) => (type === 'Polygon' ? coordinates : coordinates.flat());

function edgesOf(features, zone) {
  const edges = new Map();
  for (const f of features.filter((f) => f.properties.tzid === zone))
    for (const ring of rings(f.geometry))
      for (let i = 1; i < ring.length; i++) {
        const ends = [ring[i - 1], ring[i]];
        const id = ends.map(key).sort().join(' ');
        if (key(ends[0]) !== key(ends[1])) edges.set(id, ends);
      }
  return edges;
}

// An edge that both zones have is border. Also tells which vertices lie on the edge of a cell.
function sharedEdges(release, [zone, other], bounds) {
  const file = packaged(`${release}/data/timezones.geojson`);
  const { lookup } = JSON.parse(fs.readFileSync(`${file}.index.json`));
  const data = fs.readFileSync(`${file}.geo.dat`);
  const edges = new Map(), cuts = new Set();
  for (const { pos, len, box } of leaves(lookup, WORLD, bounds)) {
    const { features } = decode(new Pbf(data.subarray(pos, pos + len)));
    const theirs = edgesOf(features, other);
    for (const [id, ends] of edgesOf(features, zone)) {
      if (!theirs.has(id)) continue;
      edges.set(id, ends);
      for (const p of ends) if (onEdge(p, box)) cuts.add(key(p));
    }
  }
  return { edges, cuts };
}

// Coordinates have 6 decimals, cell edges do not.
function onEdge([lon, lat], [w, s, e, n]) {
  const near = (a, b) => Math.abs(a - b) < 1e-6;
  return near(lon, w) || near(lon, e) || near(lat, s) || near(lat, n);
}

function neighbours(edges) {
  const at = new Map();
  for (const [a, b] of edges.values())
    for (const [from, to] of [[a, b], [b, a]]) {
      if (!at.has(key(from))) at.set(key(from), { point: from, to: [] });
      at.get(key(from)).to.push(key(to));
    }
  return at;
}

// Chains from end to end, an end being a vertex where not exactly two edges meet.
function chains(edges) {
  const at = neighbours(edges), done = new Set(), parts = [];
  for (const [start, { to }] of at) {
    if (to.length === 2) continue;
    for (const first of to) {
      if (done.has(`${first} ${start}`)) continue;
      const ids = [start, first];
      while (at.get(ids.at(-1)).to.length === 2)
        ids.push(at.get(ids.at(-1)).to.find((id) => id !== ids.at(-2)));
      done.add(`${ids.at(-2)} ${ids.at(-1)}`);
      parts.push(ids.map((id) => at.get(id).point));
    }
  }
  return parts;
}

/// The longest part of the border between two zones inside `bounds` [west, south, east, north] as a list of
/// [lon, lat], and the set of vertices (as "lon,lat") that lie on a cell edge.
export function zoneBorder(release, zones, bounds) {
  const { edges, cuts } = sharedEdges(release, zones, bounds);
  const line = chains(edges).reduce((a, b) => (b.length > a.length ? b : a));
  return { line, cuts };
}

/// Index of the vertex with exactly these coordinates.
export function indexOf(line, point) {
  const i = line.findIndex((p) => key(p) === key(point));
  if (i < 0) throw new Error(`no vertex at ${key(point)}`);
  return i;
}
