#!/usr/bin/python3
"""Measures streaming into a profile against the bar, and prints the table in Markdown.

Run as: run.py PROGRAMS RESULTS [--quick]
PROGRAMS is the folder of the built benchmarks, RESULTS gets profile.json. --quick: 20 million events instead of a
billion. Exit code 1 if events were lost.
"""

import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from report import Report, argument_parser

BILLION, QUICK = 1_000_000_000, 20_000_000


def main() -> int:
    arguments = argument_parser().parse_args()
    events = QUICK if arguments.quick else BILLION
    print(f"profile: locating and binning {events:,} events", file=sys.stderr)
    run = subprocess.run([arguments.programs / "billion", str(events)], stdout=subprocess.PIPE, text=True)
    if not run.stdout:
        return 1
    found = json.loads(run.stdout)
    whole = run.returncode == 0
    report = Report()
    report.add(f"{found['events']:,} generated events located and binned into a profile", "completes",
               f"{found['counted']:,} counted, {found['too_far']:,} too far, {found['cells']:,} cells", whole)
    report.add("resident memory", "<= 200 MB", f"{found['resident_mb']:.0f} MB", found["resident_mb"] <= 200)
    report.add("events/s against a small case (1,000,000)", ">= 0.8 times", f"{found['against_small']:.2f} times",
               found["against_small"] >= 0.8)
    report.add(f"events/s, {found['threads']} threads", "", f"{found['events_per_s'] / 1e6:.1f} M")
    report.add("events/s of the generator alone", "", f"{found['generator_events_per_s'] / 1e6:.1f} M")
    print(report.markdown(), end="")
    report.write_json(arguments.results / "profile.json", found=found)
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
