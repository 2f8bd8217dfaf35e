"""What every benchmark's script needs: the table of bars, as Markdown and JSON, and the machine it was measured on."""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field


@dataclass
class Row:
    what: str
    must_be: str  # empty: reported only
    measured: str
    verdict: str  # "met", "missed", or empty where nothing is asked


@dataclass
class Report:
    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, must_be: str, measured: str, met: bool | None = None) -> None:
        """`met` None: there is nothing to judge, or nothing was measured."""
        self.rows.append(Row(what, must_be, measured, "" if met is None else "met" if met else "missed"))

    def markdown(self) -> str:
        return markdown_table(["what", "must be", "measured", "verdict"], [list(asdict(r).values()) for r in self.rows])

    def write_json(self, path: pathlib.Path, **more) -> None:
        content = {"machine": machine(), "rows": [asdict(r) for r in self.rows], **more}
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def argument_parser() -> argparse.ArgumentParser:
    """For what scripts/bench.sh gives: the folders of the programs and of the results, and --quick."""
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("results", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--quick", action="store_true")
    return parser


def markdown_table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def machine() -> dict[str, str]:
    cpu = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout.splitlines()
    return {
        "processor": f"{cpu[0] if cpu else platform.machine()}, {len(cpu)} cores",
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
        "compiler": compiler[0] if compiler else "unknown",
    }


def package_version(package: str) -> str:
    """Of an installed Debian package, without its Debian revision; empty if it is not installed."""
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True)
    return asked.stdout.split(":")[-1].split("-")[0].split("+")[0] if asked.returncode == 0 else ""


def timed(command: list, runs) -> str:
    """Runs a command and adds what it took to `runs`: wall_s and cpu_s grow by one, resident_mb is the most of all.
    Returns what it printed; a command that fails ends the program."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    runs.wall_s.append(time.monotonic() - start)
    runs.cpu_s.append(usage.ru_utime + usage.ru_stime)
    runs.resident_mb = max(runs.resident_mb, usage.ru_maxrss / 1024)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed")
    return output
