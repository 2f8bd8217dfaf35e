#!/usr/bin/python3
"""Measures reading from end to end against the bar, and prints the table in Markdown.

Run as: run.py PROGRAMS RESULTS [--quick] [--events N]
PROGRAMS is the folder of the built benchmarks, RESULTS gets reading.json and, while it runs, the files that are read
(2.6 GB for 10 million events). --quick: 200,000 events once; figures are then rough. Exit code 1 if the
contenders disagree on the rows or our counts on the format; times, which other work on the machine can spoil, are told only.
"""

import csv
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from report import Report, argument_parser, machine, markdown_table, timed

FORMATS = {"csv": "CSV", "fgb": "FlatGeobuf", "gpkg": "GeoPackage"}
LIMITS = {"csv": 1 / 6, "fgb": 1.3, "gpkg": 1.3}  # our time, relative to GDAL's for handing the rows over
RESIDENT_LIMIT_MB = 200
SEED = 20260101
COUNTED = 40_000  # events that instructions are counted for


@dataclass
class Runs:
    """What the runs of one program on one file took."""

    wall_s: list[float] = field(default_factory=list)  # by the clock
    cpu_s: list[float] = field(default_factory=list)  # of all its threads
    resident_mb: float = 0  # the most
    instructions: float = 0  # an event, of one thread
    rows: int = 0
    counts: list[list[str]] | None = None  # ours: the segments without the column that names the file


def say(text: str) -> None:
    print(f"reading: {text}", file=sys.stderr, flush=True)


def segments_of(path: pathlib.Path) -> list[list[str]]:
    rows = list(csv.reader(path.open(newline="")))
    named = rows[0].index("data")
    return [row[:named] + row[named + 1:] for row in rows]


def instructions(command: list[str]) -> int:
    told = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], check=True,
                          capture_output=True, text=True).stderr
    return int(re.search(r"Collected : (\d+)", told)[1])


class Measurement:
    def __init__(self, programs: pathlib.Path, folder: pathlib.Path, events: int, rounds: int):
        self.programs, self.thalweg = programs, programs.parents[1] / "thalweg"
        self.folder, self.events = folder, events
        self.gdal = {ending: Runs() for ending in FORMATS}
        self.ours = {ending: Runs() for ending in FORMATS}
        self.make(events)
        order = [(contender, ending) for ending in FORMATS for contender in (self.run_gdal, self.run_ours)]
        shuffle = random.Random(SEED)
        for i in range(rounds):
            say(f"round {i + 1} of {rounds}")
            shuffle.shuffle(order)
            for contender, ending in order:
                contender(ending)

    def file(self, ending: str) -> pathlib.Path:
        return self.folder / f"events.{ending}"

    def make(self, events: int) -> None:
        say(f"making {events} events")
        files = [self.file(ending) for ending in FORMATS]
        for file in files:
            file.unlink(missing_ok=True)
        subprocess.run([self.programs / "make_events", str(events), str(SEED), *files], check=True)

    def gdal_command(self, ending: str) -> list[str]:
        return [str(self.programs / "pull"), "features" if ending == "csv" else "arrow", str(self.file(ending))]

    def our_command(self, ending: str) -> list[str]:
        return [str(self.thalweg), "segments", str(self.file(ending)), "-o", str(self.out(ending)), "--overwrite", "--json"]

    def out(self, ending: str) -> pathlib.Path:
        return self.folder / f"segments_{ending}.csv"

    def run_gdal(self, ending: str) -> None:
        self.gdal[ending].rows = int(timed(self.gdal_command(ending), self.gdal[ending]))

    def run_ours(self, ending: str) -> None:
        runs = self.ours[ending]
        runs.rows = json.loads(timed(self.our_command(ending), runs))["read"]
        runs.counts = segments_of(self.out(ending))

    def count_instructions(self) -> None:
        """An event's: those of twice COUNTED events less those of COUNTED, which both bear what any run costs."""
        for events, sign in ((COUNTED, -1), (2 * COUNTED, 1)):
            self.make(events)
            for ending in FORMATS:
                say(f"counting instructions on {FORMATS[ending]}")
                self.gdal[ending].instructions += sign * instructions(self.gdal_command(ending)) / COUNTED
                one_thread = [*self.our_command(ending), "--threads", "1"]
                self.ours[ending].instructions += sign * instructions(one_thread) / COUNTED

    def correct(self) -> bool:
        everybody = [*self.gdal.values(), *self.ours.values()]
        same_counts = all(runs.counts == self.ours["csv"].counts for runs in self.ours.values())
        return same_counts and all(runs.rows == self.events for runs in everybody)


def best(runs: Runs) -> float:
    return min(runs.wall_s)


def bars(m: Measurement) -> Report:
    report = Report()
    for ending, name in FORMATS.items():
        ratio = best(m.ours[ending]) / best(m.gdal[ending])
        if ending == "csv":
            report.add(f"`thalweg segments` on {name}, against GDAL's feature loop", "≤ 1/6 of the time (goal 1/10)",
                       f"1/{1 / ratio:.1f}", ratio <= LIMITS[ending])
        else:
            report.add(f"`thalweg segments` on {name}, against pulling GDAL's Arrow stream", f"≤ {LIMITS[ending]} times",
                       f"{ratio:.2f} times", ratio <= LIMITS[ending])
    for ending, name in FORMATS.items():
        most = m.ours[ending].resident_mb
        report.add(f"resident memory on {name}", f"≤ {RESIDENT_LIMIT_MB} MB", f"{most:.0f} MB", most <= RESIDENT_LIMIT_MB)
    report.add("rows read by everybody, and counts of the three formats", "the same",
               "the same" if m.correct() else "different", m.correct())
    return report


def details(m: Measurement) -> str:
    rows = []
    for ending, name in FORMATS.items():
        how = "GDAL, features" if ending == "csv" else "GDAL, Arrow batches"
        for who, runs in ((how, m.gdal[ending]), ("`thalweg segments`", m.ours[ending])):
            rows.append([name, who, f"{best(runs):.2f} s", f"{statistics.median(runs.wall_s):.2f} s",
                         f"{min(runs.cpu_s):.2f} s", f"{runs.rows / best(runs) / 1e6:.1f}", f"{runs.resident_mb:.0f} MB",
                         f"{runs.instructions:,.0f}"])
    head = ["file", "program", "shortest", "median", "processor time", "M rows/s", "resident", "instructions an event"]
    return markdown_table(head, rows)


def main() -> int:
    parser = argument_parser()
    parser.add_argument("--events", type=int)
    arguments = parser.parse_args()
    events = arguments.events or (200_000 if arguments.quick else 10_000_000)
    rounds = 1 if arguments.quick else 5
    with tempfile.TemporaryDirectory(prefix="reading-", dir=arguments.results) as folder:
        measured = Measurement(arguments.programs, pathlib.Path(folder), events, rounds)
        measured.count_instructions()
    report = bars(measured)
    load = f"{os.getloadavg()[1]:.1f}"
    print(report.markdown())
    print(f"{events:,} events, {rounds} rounds in mixed order, the shortest of each counts; {machine()['processor']}; "
          f"load {load} in the last five minutes.\n")
    print(details(measured), end="")
    each = {ending: {"gdal": vars(measured.gdal[ending]), "thalweg": {**vars(measured.ours[ending]), "counts": None}}
            for ending in FORMATS}
    report.write_json(arguments.results / "reading.json", events=events, seed=SEED, load=load, runs=each)
    return 0 if measured.correct() else 1


if __name__ == "__main__":
    sys.exit(main())
