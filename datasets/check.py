#!/usr/bin/env python3
"""Checks the datasets against what is known of the border. Needs Python 3.8 and nothing else.

The geodesic is Vincenty's, not the GeographicLib that made the files, so that this is a second opinion.
"""
import csv
import json
import math
import sys
from pathlib import Path

HERE = Path(__file__).parent
A, F = 6378137.0, 1 / 298.257223563  # WGS84
B = A * (1 - F)

# Towns in their order along the line: chainage in km, distance to the line in km, country. The chainages are
# those known beforehand, to the kilometre; None where no distance is known.
KNOWN = [
    ("Donggang", 0, 5.8, "CHN"), ("Sinuiju", 51, 1.6, "PRK"), ("Dandong", 54, 0.4, "CHN"), ("Uiju", 68, 2.5, "PRK"),
    ("Supung dam", 125, None, None), ("Ji'an", 330, 0.8, "CHN"), ("Manpo", 339, 0.9, "PRK"),
    ("Chunggang", 478, 0.4, "PRK"), ("Linjiang", 483, 0.7, "CHN"), ("Hyesan", 728, 0.6, "PRK"),
    ("Changbai", 732, 0.8, "CHN"), ("Chonji lake", 842, 0.15, None), ("Musan", 997, 0.9, "PRK"),
    ("Hoeryong", 1134, 1.7, "PRK"), ("Sambong", 1178, 0.6, "PRK"), ("Kaishantun", 1180, 0.4, "CHN"),
    ("Namyang", 1216, 0.5, "PRK"), ("Tumen", 1217, 0.9, "CHN"), ("Onsong", 1242, 1.5, "PRK"),
    ("Hunchun", 1285, 7.4, "CHN"), ("Quanhe bridge", 1359, 0.1, None),
]
CHAINAGE_KM, DISTANCE_KM = 1.0, 0.5
# GeoNames' point of Kaishantun is 1.8 km downstream of the known chainage.
WIDER_KM = {"Kaishantun": 2.0}


def geodesic(p, q):
    """Metres between two (lon, lat) on WGS84; Vincenty (1975), Survey Review 23, 88-93."""
    if p == q:
        return 0.0
    u1, u2 = (math.atan((1 - F) * math.tan(math.radians(x[1]))) for x in (p, q))
    (s1, c1), (s2, c2) = ((math.sin(u), math.cos(u)) for u in (u1, u2))
    lon = lam = math.radians(q[0] - p[0])
    for _ in range(100):
        sin_s = math.hypot(c2 * math.sin(lam), c1 * s2 - s1 * c2 * math.cos(lam))
        cos_s = s1 * s2 + c1 * c2 * math.cos(lam)
        sigma = math.atan2(sin_s, cos_s)
        sin_a = c1 * c2 * math.sin(lam) / sin_s
        cos2 = 1 - sin_a**2
        mid = cos_s - 2 * s1 * s2 / cos2 if cos2 else 0.0
        c = F / 16 * cos2 * (4 + F * (4 - 3 * cos2))
        before = lam
        lam = lon + (1 - c) * F * sin_a * (sigma + c * sin_s * (mid + c * cos_s * (2 * mid**2 - 1)))
        if abs(lam - before) < 1e-13:
            break
    u = cos2 * (A**2 - B**2) / B**2
    k = 1 + u / 16384 * (4096 + u * (u * (320 - 175 * u) - 768))
    m = u / 1024 * (256 + u * (u * (74 - 47 * u) - 128))
    inner = cos_s * (2 * mid**2 - 1) - m / 6 * mid * (4 * sin_s**2 - 3) * (4 * mid**2 - 3)
    return B * k * (sigma - m * sin_s * (mid + m / 4 * inner))


def nearest(line, chainage, p):
    """Chainage and distance in metres and side of the nearest place on the line.

    In the plane of the ellipsoid's two radii of curvature at p: some ten metres off at 30 km.
    """
    lat = math.radians(p[1])
    w = math.sqrt(1 - F * (2 - F) * math.sin(lat) ** 2)
    north, east = A * (1 - F * (2 - F)) / w**3, A / w * math.cos(lat)
    seen = [(math.radians(x - p[0]) * east, math.radians(y - p[1]) * north) for x, y in line]
    best = (math.inf, 0.0, "")
    for i, ((ax, ay), (bx, by)) in enumerate(zip(seen, seen[1:])):
        dx, dy = bx - ax, by - ay
        t = min(1.0, max(0.0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
        d = math.hypot(ax + t * dx, ay + t * dy)
        if d < best[0]:
            side = "left" if ax * by - ay * bx > 0 else "right"
            best = (d, chainage[i] + t * (chainage[i + 1] - chainage[i]), side)
    return best[1], best[0], best[2]


def rows(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Checks:
    def __init__(self):
        self.failed = 0

    def that(self, ok, what):
        if not ok:
            self.failed += 1
        print(("ok    " if ok else "FAIL  ") + what)


def check_border(checks):
    feature = json.loads((HERE / "border/border.geojson").read_text(encoding="utf-8"))["features"][0]
    line = [tuple(p) for p in feature["geometry"]["coordinates"]]
    chainage = [0.0]
    for p, q in zip(line, line[1:]):
        chainage.append(chainage[-1] + geodesic(p, q))
    checks.that(len(line) == 7198, f"border: {len(line)} vertices")
    checks.that(len(set(line)) == len(line), "border: no vertex twice")
    checks.that(abs(chainage[-1] - 1384249) < 1, f"border: {chainage[-1]:.3f} m on WGS84")
    checks.that(line[0] == (124.168333, 39.828056) and line[-1] == (130.637009, 42.418332), "border: ends")
    return line, chainage


def check_cover(checks, what, stretches, length):
    edges = [(float(r["from_m"]), float(r["to_m"])) for r in stretches]
    joined = all(a[1] == b[0] for a, b in zip(edges, edges[1:]))
    whole = edges[0][0] == 0 and abs(edges[-1][1] - length) < 0.001
    checks.that(joined and whole and all(a < b for a, b in edges), f"{what}: {len(edges)} stretches cover the line once")


def check_known_places(checks, places):
    found = []
    for name, km, away, country in KNOWN:
        place, at, distance, _ = next((p for p in places if p[0]["name"] == name), (None, 0, 0, ""))
        ok = place is not None and abs(at / 1000 - km) <= WIDER_KM.get(name, CHAINAGE_KM)
        ok = ok and (away is None or abs(distance / 1000 - away) <= DISTANCE_KM)
        ok = ok and country in (None, place["country"])
        checks.that(ok, f"place: {name} at km {at / 1000:.2f}, {distance / 1000:.2f} km away")
        found.append(at)
    checks.that(found == sorted(found), "place: known places in their order")


def check_places(checks, line, chainage):
    places = [(r, *nearest(line, chainage, (float(r["lon"]), float(r["lat"])))) for r in rows("places/places.csv")]
    check_known_places(checks, places)
    side = {"CHN": "left", "PRK": "right"}
    wrong = [r["name"] for r, _, _, s in places if side.get(r["country"], s) != s]
    checks.that(not wrong, f"place: none of {len(places)} on the wrong bank {wrong or ''}")
    checks.that(all(d < 30000 for _, _, d, _ in places), "place: all within 30 km")
    names = [r["name"] for r, *_ in places]
    checks.that(len(set(names)) == len(names), "place: no name twice")


def check_samples(checks, line, chainage):
    yalu = float(rows("border/rivers.csv")[0]["to_m"])
    reach = [p for p, m in zip(line, chainage) if m <= yalu + 1]
    for r in rows("samples/spring_2018.csv"):
        p = (float(r["lon"]), float(r["lat"]))
        if r["id"] in ("SPR18-3", "SPR18-4"):
            at, distance, _ = nearest(line, chainage, p)
            checks.that(abs(at - yalu / 2) < 10 and distance < 10, f"sample {r['id']}: at the middle of the Yalu")
            radius = max(geodesic(p, q) for q in reach)
            checks.that(radius <= float(r["precision_m"]) < radius + 1000, f"sample {r['id']}: radius covers the Yalu")


def main():
    checks = Checks()
    line, chainage = check_border(checks)
    check_cover(checks, "rivers", rows("border/rivers.csv"), chainage[-1])
    for country in ("CHN", "PRK"):
        stretches = [r for r in rows("provinces/provinces.csv") if r["country"] == country]
        check_cover(checks, f"provinces {country}", stretches, chainage[-1])
    check_places(checks, line, chainage)
    check_samples(checks, line, chainage)
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
