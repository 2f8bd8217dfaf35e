#!/usr/bin/python3
"""Puts a benchmark's table into a page, between `<!-- bench NAME -->` and `<!-- end NAME -->`.

Run as: write_docs.py NAME TABLE.md PAGE.md
"""

import pathlib
import sys


def replaced(page: str, name: str, table: str) -> str:
    start, end = f"<!-- bench {name} -->\n", f"<!-- end {name} -->"
    if page.count(start) != 1 or page.count(end) != 1:
        sys.exit(f"the page needs one line {start.strip()} and one {end}")
    before, rest = page.split(start)
    return before + start + table + end + rest.split(end)[1]


if __name__ == "__main__":
    name, table, page = sys.argv[1:]
    path = pathlib.Path(page)
    path.write_text(replaced(path.read_text(), name, pathlib.Path(table).read_text()))
