#!/usr/bin/python3
"""Measures locating against the bar, and prints the tables in Markdown.

Run as: run.py PROGRAMS RESULTS [--quick]
PROGRAMS is the folder of the built benchmarks, RESULTS gets locate.json. --quick: few events, no peers that need
packages of their own; figures are then rough. Exit code 1 if the promised error is exceeded.
"""

import argparse
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys
from dataclasses import dataclass

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

import peers
from report import Report, machine, markdown_table, package_version

LINES = {"border": "the default border", "100000": "100,000 vertices"}
GROWING = ["1000", "10000", "100000", "1000000"]
SETS = {"20km": "to 20 km, random order", "100km": "to 100 km, random order", "20km-along": "to 20 km, along the line"}
CONTENDERS = {
    "thalweg": "Thalweg",
    "thalweg-alt": "Thalweg with runner-up",
    "rtree": "Boost.Geometry r-tree nearest segment",
    "rtree-4": "Boost.Geometry r-tree nearest segment, nodes of 4",
    "strtree": "GEOS `STRtree` nearest + `GEOSProject`",
    "strtree-4": "GEOS `STRtree` nearest + `GEOSProject`, nodes of 4",
    "project": "`GEOSProject` on the whole line",
}
PEERS = {"postgis": "PostGIS `ST_LineLocatePoint`", "geopandas": "GeoPandas `sjoin_nearest` + `project`"}
BARS = {"strtree": 50, "strtree-4": 50, "project": 1000, "rtree": 4, "rtree-4": 4, "postgis": 100, "geopandas": 100}
COUNTED = ["thalweg", "thalweg-alt", "rtree-4"]
GOAL = 10e6  # events/s of one core


@dataclass
class Sizes:
    events: int
    repetitions: int
    checked: dict[str, int]  # events compared with the brute force, by line
    agreeing: dict[str, int]  # events compared with a contender's, by line
    counted: int  # events located under Callgrind
    counted_lines: list[str]
    peer_events: dict[str, int]


FULL = Sizes(1_000_000, 9, {"border": 2000, "100000": 300}, {"border": 2000, "100000": 200}, 20_000,
             ["border", *GROWING], {"postgis": 1000, "geopandas": 100_000})
QUICK = Sizes(20_000, 2, {"border": 100, "100000": 10}, {"border": 50, "100000": 10}, 2_000, ["border"], {})


def say(text: str) -> None:
    print(f"locate: {text}", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, programs: pathlib.Path, results: pathlib.Path, sizes: Sizes) -> None:
        self.programs, self.results, self.sizes = programs, results, sizes
        self.report = Report()

    def ask(self, program: str, *arguments) -> dict:
        words = [self.programs / program, *map(str, arguments)]
        return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)

    # What is measured, each kept as plain data for the JSON.

    def check(self) -> None:
        say("checking what is computed")
        self.line = {line: self.ask("check", "line", line) for line in ["border", *GROWING]}
        self.error = {line: self.ask("check", "error", line, "100km", self.sizes.checked[line]) for line in LINES}
        self.agreement = {
            line: {name: self.ask("check", "contender", line, "20km", self.sizes.agreeing[line], name)
                   for name in CONTENDERS if name != "thalweg"} for line in LINES}

    def time(self) -> None:
        say(f"timing, {self.sizes.repetitions} rounds in mixed order")
        out = self.results / "locate-timing.json"
        before = busy_seconds()
        subprocess.run(
            [self.programs / "timing", f"--benchmark_out={out}", "--benchmark_out_format=json",
             f"--benchmark_repetitions={self.sizes.repetitions}", "--benchmark_enable_random_interleaving=true",
             str(self.sizes.events)], check=True, stdout=subprocess.DEVNULL)
        after = busy_seconds()
        own = after["own"] - before["own"]
        self.others_share = max(0.0, (after["busy"] - before["busy"] - own) / (after["all"] - before["all"]))
        self.runs: dict[str, list[dict]] = {}
        for run in json.loads(out.read_text())["benchmarks"]:
            if run["run_type"] == "iteration":
                self.runs.setdefault(run["run_name"].split("/iterations:")[0], []).append(run)

    def count(self) -> None:
        say("counting instructions under Callgrind")
        self.instructions = {name: {line: self.instructions_per_event(line, name) for line in self.sizes.counted_lines}
                             for name in COUNTED}

    def time_peers(self) -> None:
        self.peer: dict[str, dict[str, dict]] = {line: {} for line in LINES}
        self.missing: dict[str, str] = {}
        for name, run in zip(PEERS, (self.run_postgis, self.run_geopandas)):
            if name not in self.sizes.peer_events:
                self.missing[name] = "left out by --quick"
                continue
            say(f"timing {name}")
            try:
                run(self.sizes.peer_events[name])
            except peers.Unavailable as reason:
                self.missing[name] = str(reason)

    def run_postgis(self, events: int) -> None:
        with peers.cluster() as server:
            for line in LINES:
                self.run_peer("postgis", line, events, lambda *files: peers.postgis(server, *files, runs=3))

    def run_geopandas(self, events: int) -> None:
        python = peers.geopandas_python(self.programs)
        for line in LINES:
            self.run_peer("geopandas", line, events, lambda *files: peers.geopandas(python, *files, runs=3))

    def run_peer(self, name: str, line: str, events: int, run) -> None:
        vertices, places, located = (self.results / f"locate-{what}.csv" for what in ("vertices", "events", "places"))
        subprocess.run([self.programs / "write_data", line, "20km", str(events), vertices, places], check=True)
        peer = run(vertices, places, located)
        agreement = self.ask("check", "peer", line, "20km", peer.events, located, peer.unit)
        self.peer[line][name] = {"name": peer.name, "per_event_s": peer.seconds / peer.events, "agreement": agreement}
        for file in (vertices, places, located):
            file.unlink()

    def instructions_per_event(self, line: str, contender: str) -> float:
        said = subprocess.run(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=/dev/null",
             self.programs / "count", line, "20km", contender, str(self.sizes.counted)],
            check=True, capture_output=True, text=True).stderr
        return int(re.search(r"Collected : (\d+)", said).group(1)) / self.sizes.counted

    # What is derived from it.

    def seconds(self, name: str, clock: str = "cpu_time") -> list[float]:
        scale = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}
        return [run[clock] * scale[run["time_unit"]] for run in self.runs[name]]

    def per_event(self, name: str) -> float:
        """Seconds of one core, the median of the rounds."""
        return statistics.median(1 / run["items_per_second"] for run in self.runs[name])

    def times_faster(self, line: str, seconds_per_event: float) -> tuple[float, float]:
        """Ours without and with the runner-up."""
        ours = [self.per_event(f"{line}/20km/{name}") for name in ("thalweg", "thalweg-alt")]
        return seconds_per_event / ours[0], seconds_per_event / ours[1]

    # The table.

    def add_rows(self) -> None:
        for line in LINES:
            self.add_error(line)
            for name in ("strtree", "strtree-4", "project", "rtree", "rtree-4"):
                self.add_ratio(line, CONTENDERS[name], self.per_event(f"{line}/20km/{name}"), BARS[name])
            for name in PEERS:
                self.add_peer(line, name)
            self.add_threads(line)
        self.add_goal()
        self.add_growth()
        self.add_index()

    def add_error(self, line: str) -> None:
        e = self.error[line]
        met = max(e["worst_chainage_m"], e["worst_offset_m"]) <= e["bound_m"]
        self.report.add(
            f"error against an ellipsoidal brute force, {LINES[line]}", f"<= {e['bound_m'] * 1000:g} mm",
            f"{e['worst_chainage_m'] * 1000:.3f} mm in chainage, {e['worst_offset_m'] * 1000:.3f} mm in offset "
            f"({e['events']:,} events, offsets to {e['largest_offset_m'] / 1000:.1f} km, {e['ties']} ties)", met)

    def add_ratio(self, line: str, name: str, seconds_per_event: float, bar: float) -> None:
        alone, with_alt = self.times_faster(line, seconds_per_event)
        self.report.add(f"events/s against {name}, {LINES[line]}", f">= {bar:,} times",
                        f"{figures(alone)} times; {figures(with_alt)} with runner-up", alone >= bar)

    def add_peer(self, line: str, name: str) -> None:
        if name in self.missing:
            self.report.add(f"events/s against {PEERS[name]}, {LINES[line]}", f">= {BARS[name]} times",
                            f"not measured: {self.missing[name]}")
        else:
            peer = self.peer[line][name]
            self.add_ratio(line, peer["name"], peer["per_event_s"], BARS[name])

    def add_goal(self) -> None:
        alone, with_alt = (1 / self.per_event(f"border/20km/{name}") for name in ("thalweg", "thalweg-alt"))
        self.report.add("events/s of one core, the default border", f"goal: {rate(GOAL)}",
                        f"{rate(alone)}; {rate(with_alt)} with runner-up", alone >= GOAL)

    def add_threads(self, line: str) -> None:
        one, two = (min(self.seconds(f"threads/{line}/{n}", "real_time")) for n in (1, 2))
        cpu = [statistics.median(self.seconds(f"threads/{line}/{n}")) for n in (1, 2)]
        self.report.add(f"from 1 to 2 threads, {LINES[line]}", ">= 1.85 times",
                        f"{one / two:.2f} times by the clock (shortest rounds), for {cpu[1] / cpu[0]:.2f} times the processor time",
                        one / two >= 1.85)

    def add_growth(self) -> None:
        for name in ("thalweg", "thalweg-alt"):
            for events, asked in {"20km": "grows no faster than log V", "20km-along": ""}.items():
                times = [self.per_event(f"{line}/{events}/{name}") for line in GROWING]
                shares = [t / times[0] / (math.log(int(line)) / math.log(int(GROWING[0])))
                          for t, line in zip(times, GROWING)]
                self.report.add(
                    f"ns an event at 1k, 10k, 100k, 1M vertices, {CONTENDERS[name]}, {SETS[events]}", asked,
                    ", ".join(f"{t * 1e9:.0f}" for t in times) + "; over log V, with 1k as 1: " +
                    ", ".join(f"{s:.2f}" for s in shares[1:]), max(shares) <= 1 if asked else None)

    def add_index(self) -> None:
        seconds = statistics.median(self.seconds("index/1000000"))
        route = statistics.median(self.seconds("route/1000000"))
        self.report.add("time to build the index of 1,000,000 vertices", "<= 0.5 s",
                        f"{seconds:.3f} s (and {route:.2f} s for the route itself, its geodesics)", seconds <= 0.5)
        self.memory = self.ask("memory", "1000000")
        held = self.memory["index_bytes"] / self.memory["vertex_bytes"]
        most = self.memory["most_bytes"] / self.memory["vertex_bytes"]
        self.report.add("its memory against that of its vertices (16 bytes each)", "<= 2 times",
                        f"{held:.2f} times; {most:.2f} while it is built", held <= 2)

    # The other tables.

    def rates(self) -> str:
        rows = []
        for name, title in CONTENDERS.items():
            for line in LINES:
                cells = [f"{line}/{s}/{name}" for s in SETS]
                rows.append([title, LINES[line],
                             *[rate(1 / self.per_event(cell)) if cell in self.runs else "" for cell in cells]])
        for name in PEERS:
            rows += [[self.peer[line][name]["name"], LINES[line], rate(1 / self.peer[line][name]["per_event_s"]), "", ""]
                     for line in LINES if name in self.peer[line]]
        return markdown_table(["events/s of one core", "line", *SETS.values()], rows)

    def agreements(self) -> str:
        rows = []
        for line in LINES:
            found = {CONTENDERS[name]: a for name, a in self.agreement[line].items()}
            found |= {p["name"]: p["agreement"] for p in self.peer[line].values()}
            for title, a in found.items():
                rows.append([title, LINES[line], f"{a['events']:,}", metres(a["chainage_m"]["median"]),
                             metres(a["chainage_m"]["worst"]), metres(a["farther_m"]["median"]),
                             metres(a["farther_m"]["worst"])])
        return markdown_table(["against Thalweg", "line", "events", "chainage differs, median", "worst",
                               "its place is farther, median", "worst"], rows)

    def counts(self) -> str:
        lines = self.sizes.counted_lines
        rows = [[CONTENDERS[name], *[f"{self.instructions[name][line]:,.0f}" for line in lines]] for name in COUNTED]
        return markdown_table(["instructions an event (Callgrind)", *map(line_title, lines)], rows)

    def machine_lines(self) -> str:
        versions = {title: package_version(package) for title, package in
                    {"GEOS": "libgeos-dev", "Boost": "libboost-dev", "PROJ": "libproj-dev", "oneTBB": "libtbb-dev",
                     "Google Benchmark": "libbenchmark-dev", "Valgrind": "valgrind"}.items()}
        self.versions = {k: v for k, v in versions.items() if v}
        m = machine()
        rough = "A quick run: the figures are rough. " if self.sizes is QUICK else ""
        return (f"{rough}Machine: {m['processor']}; {m['system']}; {m['compiler']}. "
                f"{', '.join(f'{k} {v}' for k, v in self.versions.items())}. "
                f"Other work took {self.others_share:.0%} of the processor while this was timed.\n")

    def write_json(self) -> None:
        medians = {name: statistics.median(self.seconds(name)) for name in self.runs}
        rates_ = {name: 1 / self.per_event(name) for name, runs in self.runs.items() if "items_per_second" in runs[0]}
        self.report.write_json(
            self.results / "locate.json", versions=self.versions, lines=self.line, error=self.error,
            agreement=self.agreement, peers=self.peer, missing=self.missing, seconds=medians, events_per_s=rates_,
            instructions=self.instructions, memory=self.memory, others_share=self.others_share)

    def failed(self) -> bool:
        return any(row.what.startswith("error") and row.verdict == "missed" for row in self.report.rows)


def line_title(line: str) -> str:
    return LINES.get(line) or f"{int(line):,} vertices"


def busy_seconds() -> dict[str, float]:
    """Of all processors since they started; of this process and its children."""
    ticks = [int(field) for field in open("/proc/stat").readline().split()[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    own = os.times()
    return {"all": sum(ticks) / second, "busy": (sum(ticks) - ticks[3] - ticks[4]) / second, "own": sum(own[:4])}


def figures(x: float) -> str:
    return f"{x:,.0f}" if x >= 20 else f"{x:.1f}"


def rate(per_second: float) -> str:
    return f"{per_second / 1e6:.2f} M" if per_second >= 1e5 else f"{per_second:,.0f}"


def metres(m: float) -> str:
    if m < 1e-6:
        return "0"
    return f"{m / 1000:.1f} km" if m >= 1000 else f"{m:.1f} m" if m >= 0.1 else f"{m * 1000:.3f} mm"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("results", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    bench = Bench(arguments.programs, arguments.results, QUICK if arguments.quick else FULL)
    for step in (bench.check, bench.time, bench.count, bench.time_peers, bench.add_rows):
        step()
    print(bench.report.markdown(), bench.machine_lines(), bench.rates(), bench.counts(), bench.agreements(), sep="\n", end="")
    bench.write_json()
    return bench.failed()


if __name__ == "__main__":
    sys.exit(main())
