// Geometry on the WGS84 ellipsoid for the derivations: chainage along a line and the nearest place on it.
import geodesic from 'geographiclib-geodesic';

const { Geodesic } = geodesic;
const { Inverse, Direct } = {
  Inverse: (a, b) => Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0]),
  Direct: (p, azimuth, s) => Geodesic.WGS84.Direct(p[1], p[0], azimuth, s),
};

/// Geodesic distance in metres.
export const distance = (a, b) => Inverse(a, b).s12;

/// Position of b seen from a: metres east and north, exact in distance and azimuth.
function seenFrom(a, b) {
  const { s12, azi1 } = Inverse(a, b);
  const t = (azi1 * Math.PI) / 180;
  return [s12 * Math.sin(t), s12 * Math.cos(t)];
}

/// Chainage in metres of every vertex.
export function chainages(line) {
  const m = [0];
  for (let i = 1; i < line.length; i++) m.push(m[i - 1] + distance(line[i - 1], line[i]));
  return m;
}

/// Distance in metres of b from the chord a–c, in the plane that touches the ellipsoid at b.
export function distanceToChord(a, b, c) {
  return Math.hypot(...footOf(seenFrom(b, a), seenFrom(b, c)).foot);
}

// The foot of the origin on the segment p–q of a plane, and how far along the segment it is (0 to 1).
function footOf(p, q) {
  const d = [q[0] - p[0], q[1] - p[1]];
  const along = -(p[0] * d[0] + p[1] * d[1]) / (d[0] * d[0] + d[1] * d[1] || 1);
  const t = Math.min(1, Math.max(0, along));
  return { t, foot: [p[0] + t * d[0], p[1] + t * d[1]] };
}

/// The nearest place on the line by brute force over all edges: chainage and distance in metres, side
/// ('left' or 'right' of the line's direction) and foot. The plane around the point is true in every
/// distance from it, so an edge of some km at 30 km bends there by centimetres, no more.
export function nearest(line, m, point) {
  const seen = line.map((v) => seenFrom(point, v));
  let best = { distance: Infinity };
  for (let i = 1; i < seen.length; i++) {
    const { t, foot } = footOf(seen[i - 1], seen[i]);
    const d = Math.hypot(...foot);
    if (d < best.distance) best = { distance: d, edge: i, t };
  }
  const { edge: i, t } = best;
  const [p, q] = [seen[i - 1], seen[i]];
  const chainage = m[i - 1] + t * (m[i] - m[i - 1]);
  // Left of an edge if the turn p -> q -> point is anticlockwise; the point is the origin.
  const side = p[0] * q[1] - p[1] * q[0] > 0 ? 'left' : 'right';
  return { chainage, distance: best.distance, side, foot: placeAt(line, m, chainage) };
}

/// The place [lon, lat] at a chainage in metres.
export function placeAt(line, m, chainage) {
  const i = Math.min(Math.max(m.findIndex((v) => v >= chainage), 1), m.length - 1);
  const { azi1 } = Inverse(line[i - 1], line[i]);
  const { lon2, lat2 } = Direct(line[i - 1], azi1, chainage - m[i - 1]);
  return [lon2, lat2];
}
