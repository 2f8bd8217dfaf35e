// Derives border.geojson, the China–DPRK border from the Yalu mouth to the Tumen tripoint, from two releases
// of OpenStreetMap's time zones. Same bytes on every run.
import { writeGeojson } from '../lib/files.mjs';
import { distanceToChord } from '../lib/line.mjs';
import { indexOf, key, zoneBorder } from '../lib/timezones.mjs';

const ZONES = ['Asia/Pyongyang', 'Asia/Shanghai'];
const AROUND = [123.5, 39, 131.5, 43.6];
// The river–sea point, 124°10′06″E 39°49′41″N. Seaward of it the zones part at sea: 23 km left out.
const MOUTH = [124.168333, 39.828056];
// From here on the newer release gives the joint water of the Tumen wholly to one zone, so that its border
// runs along one bank; the older release has it in the water. Both have this vertex.
const SPLICE = [130.065288, 42.96914];
const WEST = 'geo-tz-2026d', EAST = 'geo-tz-2024a';
// A vertex made by cutting along a cell edge lies on the chord of its neighbours but for rounding.
const CUT_TOLERANCE_M = 0.3;

const SOURCE = 'OpenStreetMap through timezone-boundary-builder, as packed in npm geo-tz: 8.1.9 (data 2026d) ' +
  'west of 130.065288 E 42.96914 N, 8.0.2 (data 2024a) east of it';
const ATTRIBUTION = '© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright';

function wholeBorder(release) {
  const { line, cuts } = zoneBorder(release, ZONES, AROUND);
  const westFirst = line[0][0] < line.at(-1)[0] ? line : line.toReversed();
  return westFirst.filter((p, i, all) => !isMereCut(p, all[i - 1], all[i + 1], cuts));
}

function isMereCut(p, before, after, cuts) {
  return before && after && cuts.has(key(p)) && distanceToChord(before, p, after) < CUT_TOLERANCE_M;
}

function spliced() {
  const west = wholeBorder(WEST), east = wholeBorder(EAST);
  return [...west.slice(indexOf(west, MOUTH), indexOf(west, SPLICE)), ...east.slice(indexOf(east, SPLICE))];
}

const properties = { name: 'China–DPRK border', left: 'CHN', right: 'PRK', source: SOURCE, licence: 'ODbL-1.0' };
writeGeojson('border/border.geojson', ATTRIBUTION,
  [{ properties, geometry: { type: 'LineString', coordinates: spliced() } }]);
