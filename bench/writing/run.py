#!/usr/bin/python3
"""Measures writing located events against ogr2ogr, and prints the table in Markdown.

Run as: run.py PROGRAMS RESULTS [--quick] [--events N]
`thalweg locate` reads a CSV file, locates and writes; ogr2ogr copies the same rows, in the same order and with the same
columns, types and index, from the GeoPackage that was written. `thalweg segments` reads and locates the same file and
writes next to nothing: what locate takes beyond it is the writing. --quick: 50,000 events once. Exit code 1 if
ogr2ogr's copy holds other rows than ours; times, which other work on the machine can spoil, are told only.
"""

import hashlib
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from report import Report, argument_parser, machine, markdown_table, timed

FORMATS = {"gpkg": "GeoPackage", "fgb": "FlatGeobuf"}
DRIVERS = {"gpkg": "GPKG", "fgb": "FlatGeobuf"}
LIMIT = 1.3  # our time, relative to ogr2ogr's
SEED = 20260102


@dataclass
class Runs:
    wall_s: list[float] = field(default_factory=list)  # by the clock
    cpu_s: list[float] = field(default_factory=list)  # of all its threads
    resident_mb: float = 0  # the most


def say(text: str) -> None:
    print(f"writing: {text}", file=sys.stderr, flush=True)


def rows_of(file: pathlib.Path) -> tuple[int, str]:
    """How many rows a file holds, and a hash of them all, as GDAL reads them."""
    command = ["ogr2ogr", "-f", "CSV", "/vsistdout/", file, "events", "-lco", "GEOMETRY=AS_XY"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    digest, count = hashlib.sha256(), -1
    for line in process.stdout:
        digest.update(line)
        count += 1
    if process.wait() != 0:
        sys.exit(f"{file} cannot be read")
    return count, digest.hexdigest()


class Measurement:
    def __init__(self, thalweg: pathlib.Path, folder: pathlib.Path, events: int, rounds: int):
        self.thalweg, self.folder, self.events = thalweg, folder, events
        self.csv = folder / "simulated.csv"
        self.runs = {(who, ending): Runs() for who in ("thalweg", "ogr2ogr") for ending in FORMATS}
        self.unwritten = Runs()
        say(f"making {events} events")
        subprocess.run([thalweg, "simulate", "-o", self.csv, "--events", str(events), "--seed", str(SEED), "--quiet"], check=True)
        for ending in FORMATS:
            self.write(ending, Runs())
        order = [(step, ending) for ending in FORMATS for step in (self.write_ours, self.copy)]
        order.append((self.locate_alone, ""))
        shuffle = random.Random(SEED)
        for i in range(rounds):
            say(f"round {i + 1} of {rounds}")
            shuffle.shuffle(order)
            for step, ending in order:
                step(ending)
        self.same = {ending: rows_of(self.file("thalweg", ending)) == rows_of(self.file("ogr2ogr", ending))
                     for ending in FORMATS}
        self.rows = rows_of(self.file("thalweg", "gpkg"))[0]

    def file(self, who: str, ending: str) -> pathlib.Path:
        (self.folder / who).mkdir(exist_ok=True)
        return self.folder / who / f"events.{ending}"

    def write(self, ending: str, runs: Runs) -> None:
        timed([self.thalweg, "locate", self.csv, "-o", self.file("thalweg", ending), "--overwrite", "--quiet"], runs)

    def write_ours(self, ending: str) -> None:
        self.write(ending, self.runs["thalweg", ending])

    def copy(self, ending: str) -> None:
        out = self.file("ogr2ogr", ending)
        out.unlink(missing_ok=True)
        command = ["ogr2ogr", "-f", DRIVERS[ending], out, self.file("thalweg", "gpkg"), "events", "-lco", "SPATIAL_INDEX=YES"]
        timed(command, self.runs["ogr2ogr", ending])

    def locate_alone(self, _: str) -> None:
        timed([self.thalweg, "segments", self.csv, "-o", self.folder / "segments.csv", "--overwrite", "--quiet"],
              self.unwritten)


def best(runs: Runs) -> float:
    return min(runs.wall_s)


def bars(m: Measurement) -> Report:
    report = Report()
    for ending, name in FORMATS.items():
        ratio = best(m.runs["thalweg", ending]) / best(m.runs["ogr2ogr", ending])
        report.add(f"{name}: reading a CSV, locating and writing, against ogr2ogr's copy of the GeoPackage", f"≤ {LIMIT} times",
                   f"{ratio:.2f} times", ratio <= LIMIT)
        report.add(f"{name}: rows of the two", "the same", "the same" if m.same[ending] else "different", m.same[ending])
    return report


def details(m: Measurement) -> str:
    def row(what: str, runs: Runs) -> list[str]:
        return [what, f"{best(runs):.2f} s", f"{statistics.median(runs.wall_s):.2f} s", f"{min(runs.cpu_s):.2f} s",
                f"{runs.resident_mb:.0f} MB"]

    rows = [row("`thalweg segments`: reading and locating alone", m.unwritten)]
    for ending, name in FORMATS.items():
        rows.append(row(f"`thalweg locate` to {name}", m.runs["thalweg", ending]))
        rows.append(row(f"ogr2ogr, GeoPackage to {name}", m.runs["ogr2ogr", ending]))
    return markdown_table(["program", "shortest", "median", "processor time", "resident"], rows)


def main() -> int:
    parser = argument_parser()
    parser.add_argument("--events", type=int)
    arguments = parser.parse_args()
    events = arguments.events or (50_000 if arguments.quick else 1_000_000)
    rounds = 1 if arguments.quick else 5
    with tempfile.TemporaryDirectory(prefix="writing-", dir=arguments.results) as folder:
        measured = Measurement(arguments.programs.parents[1] / "thalweg", pathlib.Path(folder), events, rounds)
    report = bars(measured)
    load = f"{os.getloadavg()[1]:.1f}"
    print(report.markdown())
    print(f"{measured.rows:,} events, {rounds} rounds in mixed order, the shortest of each counts; {machine()['processor']}; "
          f"load {load} in the last five minutes.\n")
    print(details(measured), end="")
    each = {f"{who} {ending}": vars(runs) for (who, ending), runs in measured.runs.items()}
    report.write_json(arguments.results / "writing.json", events=measured.rows, seed=SEED, load=load,
                      runs={**each, "thalweg segments": vars(measured.unwritten)})
    return 0 if all(measured.same.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
