#!/usr/bin/python3
"""Measures smoothing along a line against its bars, and prints the tables in Markdown.

Run as: run.py PROGRAMS RESULTS [--quick]
PROGRAMS is the folder of the built benchmark, RESULTS gets density.json. --quick: without peers. All times are processor
time. Accuracy is the largest difference from the sum over all events and their mirror images, taken term by term. Exit
code 1 if ours is off by more than the bins allow.
"""

import importlib.util
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from report import Report, argument_parser, markdown_table, package_version

HERE = pathlib.Path(__file__).parent
LENGTH, BANDWIDTH, EVENTS = 100_000, 2_000, 1_000
BIN_ERROR = 0.303 * 10 / BANDWIDTH  # all events displaced by half a bin where the kernel is steepest


def call(*words) -> str:
    return subprocess.run([str(w) for w in words], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True).stdout


def write_events(path: pathlib.Path) -> None:
    """A hump on an even ground, from one end to the other."""
    draw = random.Random(1)
    at = []
    while len(at) < EVENTS:
        x = draw.gauss(40_000, 5_000) if draw.random() < 0.6 else draw.uniform(0, LENGTH)
        if 0 < x < LENGTH:
            at.append(x)
    path.write_text("".join(f"{x:.3f}\n" for x in sorted(at)))


class Side:
    """One contender's time and accuracy on the same events."""

    def __init__(self, name: str, timing: pathlib.Path, events: pathlib.Path, words: list, whole: bool = True) -> None:
        self.name, self.missing = name, ""
        values = events.with_suffix(".values")
        try:
            self.seconds = float(call(*words, values).split()[-1])
            margin = 0 if whole else 4 * BANDWIDTH  # v.kernel does not mirror at the ends
            found = call(timing, "compare", events, LENGTH, BANDWIDTH, values, margin, LENGTH - margin)
            self.off, self.relative = (float(v) for v in found.split(","))
        except (subprocess.CalledProcessError, OSError, IndexError, ValueError) as failed:
            self.missing = str(failed).splitlines()[0]

    def row(self, ours: "Side") -> list[str]:
        if self.missing:
            return [self.name, "not measured: " + self.missing, "", "", ""]
        return [self.name, f"{self.seconds * 1e3:.3g} ms", f"{self.seconds / ours.seconds:.3g}", f"{self.off:.2g}",
                f"{self.relative:.2g}"]


def peers(timing: pathlib.Path, events: pathlib.Path) -> list[Side]:
    common = [events, LENGTH, BANDWIDTH]
    sides = []
    if shutil.which("Rscript"):
        version = package_version("r-cran-spatstat.linnet")
        for spacing in ("default", 100, 50, 20):
            label = "default spacing" if spacing == "default" else f"dx = {spacing} m"
            sides.append(Side(f"spatstat.linnet {version} `density.lpp`, {label}", timing, events,
                              ["Rscript", HERE / "spatstat.R", *common, spacing]))
    if importlib.util.find_spec("scipy"):
        import scipy
        sides.append(Side(f"SciPy {scipy.__version__} `gaussian_kde` with mirrored events, 1,000 stations", timing, events,
                          [sys.executable, HERE / "scipy_kde.py", *common, 1000]))
    if shutil.which("grass"):
        sides.append(Side(f"GRASS {package_version('grass-core')} `v.kernel net=`, segments of 100 m (off the ends; with "
                          "its process)", timing, events,
                          ["grass", "--tmp-location", "XY", "--exec", HERE / "grass.sh", *common, 100], whole=False))
    return sides


def scale_table(timing: pathlib.Path, millions: int, report: Report) -> str:
    rows, worst = [], {}
    for line in call(timing, "scale", millions).splitlines():
        kernel, bandwidth, estimate, limits = line.split(",")
        rows.append([kernel, f"{float(bandwidth) / 1000:g} km", f"{float(estimate):.3f} s", f"{float(limits):.3f} s"])
        worst[kernel] = max(worst.get(kernel, 0), float(estimate))
    slowest = max(worst.values())
    report.add(f"{millions} M binned events, 140,000 stations on 1,400 km: the slowest kernel and bandwidth", "≤ 0.5 s",
               f"{slowest:.2f} s", slowest <= 0.5)
    return markdown_table(["kernel", "bandwidth", "density", "with standard error and limits"], rows)


def main() -> int:
    arguments = argument_parser().parse_args()
    timing = arguments.programs / "timing"
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        events = pathlib.Path(folder) / "events.txt"
        write_events(events)
        ours = Side("Thalweg, bins of 10 m and 1,000 stations", timing, events,
                    [timing, "smooth", events, LENGTH, BANDWIDTH, 1000])
        others = [] if arguments.quick else peers(timing, events)
    spatstat = [s for s in others if s.name.startswith("spatstat") and not s.missing]
    if spatstat:
        nearest = min(spatstat, key=lambda s: s.off)
        ratio = nearest.seconds / ours.seconds
        report.add("times faster than spatstat `density.lpp` at the spacing that comes nearest to our accuracy", "≥ 100",
                   f"{ratio:.0f}", ratio >= 100)
        report.add("accuracy of ours and of that, of the largest density", "ours ≤ theirs",
                   f"{ours.off:.1g}, {nearest.off:.1g}", ours.off <= nearest.off)
    correct = not ours.missing and ours.off <= BIN_ERROR
    report.add("difference from the direct sum, of the largest density", f"≤ {BIN_ERROR:.1g}", f"{ours.off:.1g}", correct)
    scales = scale_table(timing, 1 if arguments.quick else 10, report)
    sides = markdown_table(["1,000 events on 100 km, Gaussian of 2 km", "processor time", "times ours", "largest difference "
                            "from the direct sum, of the largest density", "of the density there"],
                           [s.row(ours) for s in (ours, *others)])
    print(report.markdown(), sides, scales, sep="\n", end="")
    report.write_json(arguments.results / "density.json", sides=[vars(s) for s in (ours, *others)])
    return 0 if correct else 1


if __name__ == "__main__":
    sys.exit(main())
