// Derives rivers.csv: the rivers as stretches of the border line, with the distance from each river's mouth.
import { border, fixed, writeCsv } from '../lib/files.mjs';
import { chainages } from '../lib/line.mjs';
import { indexOf, zoneBorder } from '../lib/timezones.mjs';

// Where the line leaves the Yalu and where it meets the Tumen: read off the shape of the line (it turns from
// a winding watercourse into a few straight edges and back), not stated by any source.
const YALU_END = [128.069837, 41.968936];
const TUMEN_START = [128.431093, 42.020171];
// Below the tripoint the Tumen parts the DPRK and Russia. Here that border leaves the river for straight
// edges over the sea. The release is the one that has the Tumen in the border line.
const RELEASE = 'geo-tz-2024a';
const TUMEN_MOUTH = [130.696989, 42.292872];
const LINE = 'OpenStreetMap (border.geojson)';
const MOUTH = `${LINE}; mouth from the DPRK–Russia border of geo-tz 8.0.2`;

function belowTripoint(tripoint) {
  const { line } = zoneBorder(RELEASE, ['Asia/Pyongyang', 'Asia/Vladivostok'], [130, 42, 131.5, 43]);
  const m = chainages(line);
  return Math.abs(m[indexOf(line, TUMEN_MOUTH)] - m[indexOf(line, tripoint)]);
}

const line = border(), m = chainages(line), length = m.at(-1);
const yaluEnd = m[indexOf(line, YALU_END)], tumenStart = m[indexOf(line, TUMEN_START)];
const tumenEnd = belowTripoint(line.at(-1));
const km = (metres) => fixed(metres / 1000);

writeCsv('border/rivers.csv',
  ['name', 'name_zh', 'name_ko', 'kind', 'from_m', 'to_m', 'flow', 'river_km_from', 'river_km_to', 'source'],
  [
    { name: 'Yalu', name_zh: '鸭绿江', name_ko: '압록강', kind: 'river', from_m: fixed(0), to_m: fixed(yaluEnd),
      flow: 'against', river_km_from: km(0), river_km_to: km(yaluEnd), source: LINE },
    { name: 'Paektu land stretch', name_zh: '长白山', name_ko: '백두산', kind: 'land', from_m: fixed(yaluEnd),
      to_m: fixed(tumenStart), source: LINE },
    { name: 'Tumen', name_zh: '图们江', name_ko: '두만강', kind: 'river', from_m: fixed(tumenStart),
      to_m: fixed(length), flow: 'with', river_km_from: km(tumenEnd + length - tumenStart),
      river_km_to: km(tumenEnd), source: MOUTH },
  ]);
