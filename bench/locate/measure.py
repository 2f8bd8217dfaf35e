"""What is measured of locating: what is computed, times, instructions, memory, and the peers in other processes."""

import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
from dataclasses import dataclass

import peers

LINES = ["border", "100000"]
GROWING = ["1000", "10000", "100000", "1000000"]
CONTENDERS = ["thalweg", "thalweg-alt", "rtree", "rtree-4", "strtree", "strtree-4", "project"]  # of contender.hpp
PEERS = ["postgis", "geopandas"]
COUNTED = ["thalweg", "thalweg-alt", "rtree-4"]  # in instructions


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


class Measurements:
    def __init__(self, programs: pathlib.Path, results: pathlib.Path, sizes: Sizes) -> None:
        self.programs, self.results, self.sizes = programs, results, sizes
        self.check()
        self.time()
        self.count()
        self.time_peers()

    def ask(self, program: str, *arguments) -> dict:
        words = [self.programs / program, *map(str, arguments)]
        return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)

    def check(self) -> None:
        say("checking what is computed")
        self.line = {line: self.ask("check", "line", line) for line in ["border", *GROWING]}
        self.error = {line: self.ask("check", "error", line, "100km", self.sizes.checked[line]) for line in LINES}
        self.agreement = {
            line: {name: self.ask("check", "contender", line, "20km", self.sizes.agreeing[line], name)
                   for name in CONTENDERS if name != "thalweg"} for line in LINES}
        self.memory = self.ask("memory", GROWING[-1])

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

    def seconds(self, name: str, clock: str = "cpu_time") -> list[float]:
        scale = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}
        return [run[clock] * scale[run["time_unit"]] for run in self.runs[name]]

    def per_event(self, name: str) -> float:
        """Seconds of one core, the median of the rounds."""
        return statistics.median(1 / run["items_per_second"] for run in self.runs[name])

    def as_json(self) -> dict:
        medians = {name: statistics.median(self.seconds(name)) for name in self.runs}
        rates = {name: 1 / self.per_event(name) for name, runs in self.runs.items() if "items_per_second" in runs[0]}
        return {"lines": self.line, "error": self.error, "agreement": self.agreement, "peers": self.peer,
                "missing": self.missing, "seconds": medians, "events_per_s": rates, "instructions": self.instructions,
                "memory": self.memory, "others_share": self.others_share}


def busy_seconds() -> dict[str, float]:
    """Of all processors since they started; of this process and its children."""
    ticks = [int(field) for field in open("/proc/stat").readline().split()[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    own = os.times()
    return {"all": sum(ticks) / second, "busy": (sum(ticks) - ticks[3] - ticks[4]) / second, "own": sum(own[:4])}
