#!/usr/bin/python3
"""Measures how often `thalweg hotspots` claims something on simulated tables, and prints the table in Markdown.

Run as: hotspots.py THALWEG [RUNS]
Each table is 1,000 events on the border, in one hot stretch more frequent by a factor; factor 1 is flat. Told are the
share of tables with a claim, with a claim that overlaps the hot stretch, and with a claim that does not; and by how much
the ends of the overlapping claim are off (median, km).
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

EVENTS, LEVEL = 1000, 0.05
METHODS = {"scan": ["--method", "scan"], "kde+": ["--method", "kde+", "--bandwidth", "2km"]}
COMMON = ["--bin", "1km", "--replicates", "99", "--level", str(LEVEL), "--json"]
CASES = [(700, 720, 1), (700, 720, 2), (700, 720, 3), (700, 720, 5), (700, 705, 5), (700, 760, 2), (700, 760, 3)]


def simulate(program: str, folder: pathlib.Path, start: int, end: int, factor: float, seed: int) -> pathlib.Path:
    out = folder / "simulated.csv"
    subprocess.run([program, "simulate", "-o", out, "--events", str(EVENTS), "--hot", f"{start}km-{end}km:{factor}",
                    "--since", "2018-01-01", "--until", "2019-01-01", "--seed", str(seed), "--quiet", "--overwrite"],
                   check=True)
    return out


def claims(program: str, events: pathlib.Path, method: str, seed: int) -> list[tuple[float, float]]:
    out = subprocess.run([program, "hotspots", events, "-o", events.with_name("hotspots.csv"), "--overwrite", "--seed",
                          str(seed), *METHODS[method], *COMMON], capture_output=True, text=True, check=True)
    return [(spot["from_km"], spot["to_km"]) for spot in json.loads(out.stdout)["hotspots"]]


def main() -> None:
    program = str(pathlib.Path(sys.argv[1]).resolve())
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    print("| hot stretch | factor | method | any claim | on the stretch | elsewhere | ends off, km |\n"
          "| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for start, end, factor in CASES:
            any_claim, on, elsewhere, off = ({m: [] for m in METHODS} for _ in range(4))
            for seed in range(1, runs + 1):
                events = simulate(program, pathlib.Path(folder), start, end, factor, seed)
                for method in METHODS:
                    spots = claims(program, events, method, seed)
                    overlapping = [s for s in spots if factor > 1 and s[0] < end and s[1] > start]
                    any_claim[method].append(bool(spots))
                    on[method].append(bool(overlapping))
                    elsewhere[method].append(len(spots) > len(overlapping))
                    off[method] += [abs(x) for s in overlapping[:1] for x in (s[0] - start, s[1] - end)]
            stretch = "none" if factor == 1 else f"{end - start} km"
            for m in METHODS:
                ends = f"{statistics.median(off[m]):.1f}" if off[m] else "–"
                shares = " | ".join(f"{sum(x[m]) / runs:.1%}" for x in (any_claim, on, elsewhere))
                print(f"| {stretch} | {factor} | {m} | {shares} | {ends} |", flush=True)


if __name__ == "__main__":
    main()
