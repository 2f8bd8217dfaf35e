#!/usr/bin/python3
"""Measures locating against the bar, and prints the tables in Markdown.

Run as: run.py PROGRAMS RESULTS [--quick]
PROGRAMS is the folder of the built benchmarks, RESULTS gets locate.json. --quick: few events, no peers that need
packages of their own; figures are then rough. Exit code 1 if a place found is wrong; times, which
other work on the machine can spoil, are told only.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

import tables
from measure import FULL, QUICK, Measurements
from report import argument_parser


def main() -> int:
    arguments = argument_parser().parse_args()
    measured = Measurements(arguments.programs, arguments.results, QUICK if arguments.quick else FULL)
    bars = tables.BarTable(measured)
    print(bars.report.markdown(), tables.machine_line(measured), tables.rate_table(measured),
          tables.instruction_table(measured), tables.agreement_table(measured), sep="\n", end="")
    bars.report.write_json(arguments.results / "locate.json", versions=tables.versions(), **measured.as_json())
    return 0 if bars.correct() else 1


if __name__ == "__main__":
    sys.exit(main())
