// Writes gcj02.csv: positions in WGS84 and the same in GCJ-02 and BD-09 by gcoord 1.0.7.
// Run with `npm install gcoord@1.0.7`, then `node gcj02.mjs > gcj02.csv`.
import gcoord from "gcoord";

console.log("# gcoord 1.0.7; wgs84_lon,wgs84_lat,gcj02_lon,gcj02_lat,bd09_lon,bd09_lat");
for (let lon = 124; lon <= 130.5; lon += 0.65) {
  for (let lat = 39.9; lat <= 43; lat += 0.62) {
    const p = [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
    const gcj = gcoord.transform(p, gcoord.WGS84, gcoord.GCJ02);
    const bd = gcoord.transform(p, gcoord.WGS84, gcoord.BD09);
    console.log([...p, ...gcj, ...bd].join(","));
  }
}
