#!/usr/bin/python3
"""Measures the scan statistic against its bar and its peers, and prints the table in Markdown.

Run as: run.py PROGRAMS RESULTS [--quick]
PROGRAMS is the folder of the built benchmarks, RESULTS gets scan.json. Peers search the same tables; their time for 999
replicates is that of one table times 999. --quick: short lines. Exit code 1 if a greatest statistic differs; times,
which other work on the machine can spoil, are told only.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from report import Report, argument_parser

REPLICATES = 999
MAX_WINDOW = "0.5"
SAME = 1e-10  # kScanError of geo/scan_window.hpp
BAR_SECONDS = 1.0  # on this many cores that have nothing else to do
CORES = 2
BORDER_BINS = 13843  # 1,384 km in bins of 100 m


def numpy_peer(tables: pathlib.Path) -> tuple[str, list[dict]]:
    asked = subprocess.run(["/usr/bin/python3", HERE / "peer.py", tables, MAX_WINDOW], capture_output=True, text=True)
    if asked.returncode != 0:
        raise RuntimeError(asked.stderr.strip().splitlines()[-1] if asked.stderr.strip() else "failed")
    out = json.loads(asked.stdout)
    return f"NumPy {out['version']}, every window", out["tables"]


def r_peer(tables: pathlib.Path) -> tuple[str, list[dict]]:
    if not shutil.which("Rscript"):
        raise RuntimeError("Rscript is not installed")
    version = subprocess.run(["Rscript", "-e", "cat(R.version$major, R.version$minor, sep = '.')"], capture_output=True,
                             text=True, check=True).stdout
    out = subprocess.run(["Rscript", HERE / "peer.R", tables, MAX_WINDOW], capture_output=True, text=True, check=True)
    rows = [line.split() for line in out.stdout.splitlines()]
    return f"R {version}, every window", [{"seconds": float(a), "statistic": float(b)} for a, b in rows]


def measure(report: Report, arguments: argparse.Namespace, bins: int, events: int, tables: int) -> tuple[bool, dict]:
    file = arguments.results / f"scan_tables_{events}.csv"
    command = [arguments.programs / "timing", str(bins), str(events), str(tables), file]
    ours = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    seconds = statistics.median(ours["scan_seconds"])
    what = f"{events:,} events in {bins:,} bins"
    bar = not arguments.quick and bins == BORDER_BINS
    report.add(f"{what}: {REPLICATES} replicates, by the clock", "", f"{seconds:.2f} s")
    processor = ours["processor_seconds"]
    limit = CORES * BAR_SECONDS
    report.add(f"{what}: {REPLICATES} replicates, processor time of both cores", f"≤ {limit:g} s" if bar else "",
               f"{processor:.2f} s", processor <= limit if bar else None)
    search = statistics.median(t["seconds"] for t in ours["tables"])
    passes = statistics.mean(t["passes"] for t in ours["tables"])
    report.add(f"{what}: one search", "", f"{search * 1e3:.3f} ms, {passes:.1f} passes")
    correct, peers = True, {}
    for peer in (numpy_peer, r_peer):
        try:
            name, theirs = peer(file)
        except (RuntimeError, subprocess.CalledProcessError) as reason:
            report.add(f"{what}: {peer.__name__}", "", f"not run: {reason}")
            continue
        worst = max(abs(a["statistic"] / b["statistic"] - 1) for a, b in zip(ours["tables"], theirs))
        one = statistics.median(t["seconds"] for t in theirs)
        report.add(f"{what}: {name}, one search", "", f"{one:.2f} s, {one / search:,.0f} times as long")
        report.add(f"{what}: greatest statistic against {name}", f"≤ {SAME:g} relative", f"{worst:.1e}", worst <= SAME)
        correct = correct and worst <= SAME
        peers[name] = theirs
    file.unlink()
    return correct, {"bins": bins, "events": events, "thalweg": ours, "peers": peers}


def main() -> int:
    arguments = argument_parser().parse_args()
    report, correct, cases = Report(), True, []
    bins = 1000 if arguments.quick else BORDER_BINS
    for events, tables in ((2905, 4), (100_000, 2)):
        right, case = measure(report, arguments, bins, events, tables)
        correct = correct and right
        cases.append(case)
    print(report.markdown(), end="")
    report.write_json(arguments.results / "scan.json", cases=cases)
    return 0 if correct else 1


if __name__ == "__main__":
    sys.exit(main())
