"""Writes lines away from the default border, and events along them: other_lines.py FOLDER (lines.geojson, events.csv).

One line crosses the antimeridian, and one has a name that is hard to quote.
"""
import json
import os
import random
import sys


def line(name, start, end, steps):
    points = []
    for i in range(steps + 1):
        lon, lat = (a + (b - a) * i / steps + random.uniform(-0.05, 0.05) for a, b in zip(start, end))
        points.append([round(lon - 360 if lon > 180 else lon, 6), round(lat, 6)])
    return {"type": "Feature", "properties": {"name": name, "left": "North", "right": "South"},
            "geometry": {"type": "LineString", "coordinates": points}}


def main(folder):
    random.seed(3)
    lines = [line("Fiji cable", (172, -24), (186, -14), 120), line("A <&> 'b' \"c\" [%1+1%]", (175, -30), (178, -34), 60)]
    with open(os.path.join(folder, "lines.geojson"), "w") as file:
        json.dump({"type": "FeatureCollection", "features": lines}, file)
    with open(os.path.join(folder, "events.csv"), "w") as file:
        file.write("lon,lat,date\n")
        for i in range(400):
            lon, lat = random.choice(lines[i % 2]["geometry"]["coordinates"])
            file.write(f"{lon},{lat + random.uniform(-0.1, 0.1):.5f},2021-{i % 12 + 1:02d}-01\n")


if __name__ == "__main__":
    main(sys.argv[1])
