"""The tables of locating, in Markdown, from what was measured."""

import math
import statistics

from measure import COUNTED, GROWING, LINES, PEERS, QUICK, Measurements
from report import Report, machine, markdown_table, package_version

LINE_TITLES = {"border": "the default border"}
SETS = {"20km": "to 20 km, random order", "100km": "to 100 km, random order", "20km-along": "to 20 km, along the line"}
TITLES = {
    "thalweg": "Thalweg",
    "thalweg-alt": "Thalweg with runner-up",
    "rtree": "Boost.Geometry r-tree nearest segment",
    "rtree-4": "Boost.Geometry r-tree nearest segment, nodes of 4",
    "strtree": "GEOS `STRtree` nearest + `GEOSProject`",
    "strtree-4": "GEOS `STRtree` nearest + `GEOSProject`, nodes of 4",
    "project": "`GEOSProject` on the whole line",
    "postgis": "PostGIS `ST_LineLocatePoint`",
    "geopandas": "GeoPandas `sjoin_nearest` + `project`",
}
OURS = ["thalweg", "thalweg-alt"]
BARS = {"strtree": 50, "strtree-4": 50, "project": 1000, "rtree": 4, "rtree-4": 4, "postgis": 100, "geopandas": 100}
GOAL = 10e6  # events/s of one core
PACKAGES = {"GEOS": "libgeos-dev", "Boost": "libboost-dev", "PROJ": "libproj-dev", "oneTBB": "libtbb-dev",
            "Google Benchmark": "libbenchmark-dev", "Valgrind": "valgrind"}


def line_title(line: str) -> str:
    return LINE_TITLES.get(line) or f"{int(line):,} vertices"


def figures(x: float) -> str:
    return f"{x:,.0f}" if x >= 20 else f"{x:.1f}"


def rate(per_second: float) -> str:
    return f"{per_second / 1e6:.2f} M" if per_second >= 1e5 else f"{per_second:,.0f}"


def metres(m: float) -> str:
    if m < 1e-6:
        return "0"
    return f"{m / 1000:.1f} km" if m >= 1000 else f"{m:.1f} m" if m >= 0.1 else f"{m * 1000:.3f} mm"


class BarTable:
    """What is asked, what was measured, and whether that is met."""

    def __init__(self, measured: Measurements) -> None:
        self.measured = measured
        self.report = Report()
        for line in LINES:
            self.add_error(line)
            for contender in BARS:
                self.add_ratio(line, contender)
            self.add_threads(line)
        self.add_nearer()
        self.add_goal()
        for contender in OURS:
            self.add_growth(contender, "20km", "grows no faster than log V")
            self.add_growth(contender, "20km-along", "")
        self.add_index()

    def add_error(self, line: str) -> None:
        e = self.measured.error[line]
        self.report.add(
            f"error against an ellipsoidal brute force, {line_title(line)}", f"<= {e['bound_m'] * 1000:g} mm",
            f"{e['worst_chainage_m'] * 1000:.3f} mm in chainage, {e['worst_offset_m'] * 1000:.3f} mm in offset "
            f"({e['events']:,} events, offsets to {e['largest_offset_m'] / 1000:.1f} km, {e['ties']} ties)",
            max(e["worst_chainage_m"], e["worst_offset_m"]) <= e["bound_m"])

    def add_nearer(self) -> None:
        """Where a contender finds a place that is nearer on the ellipsoid, ours is not the nearest."""
        found = [a for line in LINES for a in self.measured.agreement[line].values()]
        found += [peer["agreement"] for line in LINES for peer in self.measured.peer[line].values()]
        nearer, bound = max(-a["least_farther_m"] for a in found), self.measured.error[LINES[0]]["bound_m"]
        self.report.add("a contender's place is nearer than ours", f"<= {bound * 1000:g} mm",
                        f"by {nearer * 1000:.6f} mm at the most ({sum(a['events'] for a in found):,} comparisons)",
                        nearer <= bound)

    def correct(self) -> bool:
        """Whether the rows that no noise can change are met."""
        exact = ("error against", "a contender's place")
        return all(row.verdict == "met" for row in self.report.rows if row.what.startswith(exact))

    def add_ratio(self, line: str, contender: str) -> None:
        what = f"events/s against {TITLES[contender]}, {line_title(line)}"
        must_be = f">= {BARS[contender]:,} times"
        if contender in self.measured.missing:
            self.report.add(what, must_be, f"not measured: {self.measured.missing[contender]}")
            return
        if contender in PEERS:
            theirs = self.measured.peer[line][contender]["per_event_s"]
        else:
            theirs = self.measured.per_event(f"{line}/20km/{contender}")
        alone, with_alt = (theirs / self.measured.per_event(f"{line}/20km/{ours}") for ours in OURS)
        self.report.add(what, must_be, f"{figures(alone)} times; {figures(with_alt)} with runner-up",
                        alone >= BARS[contender])

    def add_threads(self, line: str) -> None:
        one, two = (min(self.measured.seconds(f"threads/{line}/{n}", "real_time")) for n in (1, 2))
        cpu = [statistics.median(self.measured.seconds(f"threads/{line}/{n}")) for n in (1, 2)]
        self.report.add(f"from 1 to 2 threads, {line_title(line)}", ">= 1.85 times",
                        f"{one / two:.2f} times by the clock (the shortest rounds), "
                        f"for {cpu[1] / cpu[0]:.2f} times the processor time", one / two >= 1.85)

    def add_goal(self) -> None:
        alone, with_alt = (1 / self.measured.per_event(f"border/20km/{name}") for name in OURS)
        self.report.add("events/s of one core, the default border", f"goal: {rate(GOAL)}",
                        f"{rate(alone)}; {rate(with_alt)} with runner-up", alone >= GOAL)

    def add_growth(self, contender: str, events: str, must_be: str) -> None:
        times = [self.measured.per_event(f"{line}/{events}/{contender}") for line in GROWING]
        shares = [t / times[0] / (math.log(int(line)) / math.log(int(GROWING[0]))) for t, line in zip(times, GROWING)]
        self.report.add(
            f"ns an event at 1k, 10k, 100k, 1M vertices, {TITLES[contender]}, {SETS[events]}", must_be,
            ", ".join(f"{t * 1e9:.0f}" for t in times) + "; over log V, with 1k as 1: " +
            ", ".join(f"{s:.2f}" for s in shares[1:]), max(shares) <= 1 if must_be else None)

    def add_index(self) -> None:
        index = statistics.median(self.measured.seconds(f"index/{GROWING[-1]}"))
        route = statistics.median(self.measured.seconds(f"route/{GROWING[-1]}"))
        self.report.add(f"time to build the index of {line_title(GROWING[-1])}", "<= 0.5 s",
                        f"{index:.3f} s (and {route:.2f} s for the route itself, its geodesics)", index <= 0.5)
        memory = self.measured.memory
        held, most = (memory[what] / memory["vertex_bytes"] for what in ("index_bytes", "most_bytes"))
        self.report.add("its memory against that of its vertices (16 bytes each)", "<= 2 times",
                        f"{held:.2f} times; {most:.2f} while it is built", held <= 2)


def versions() -> dict[str, str]:
    found = {title: package_version(package) for title, package in PACKAGES.items()}
    return {title: version for title, version in found.items() if version}


def machine_line(measured: Measurements) -> str:
    rough = "A quick run: the figures are rough. " if measured.sizes is QUICK else ""
    m = machine()
    return (f"{rough}Machine: {m['processor']}; {m['system']}; {m['compiler']}. "
            f"{', '.join(f'{title} {version}' for title, version in versions().items())}. "
            f"Other work took {measured.others_share:.0%} of the processor while this was timed.\n")


def rate_table(measured: Measurements) -> str:
    rows = []
    for name, title in TITLES.items():
        for line in LINES:
            if name in PEERS:
                peer = measured.peer[line].get(name)
                rows += [[peer["name"], line_title(line), rate(1 / peer["per_event_s"]), "", ""]] if peer else []
            else:
                runs = [f"{line}/{events}/{name}" for events in SETS]
                rates = [rate(1 / measured.per_event(run)) if run in measured.runs else "" for run in runs]
                rows.append([title, line_title(line), *rates])
    return markdown_table(["events/s of one core", "line", *SETS.values()], rows)


def instruction_table(measured: Measurements) -> str:
    lines = measured.sizes.counted_lines
    rows = [[TITLES[name], *[f"{measured.instructions[name][line]:,.0f}" for line in lines]] for name in COUNTED]
    return markdown_table(["instructions an event (Callgrind)", *map(line_title, lines)], rows)


def agreement_table(measured: Measurements) -> str:
    rows = []
    for line in LINES:
        found = {TITLES[name]: agreement for name, agreement in measured.agreement[line].items()}
        found |= {peer["name"]: peer["agreement"] for peer in measured.peer[line].values()}
        rows += [[title, line_title(line), f"{a['events']:,}",
                  *[metres(a[what][which]) for what in ("chainage_m", "farther_m") for which in ("median", "worst")]]
                 for title, a in found.items()]
    return markdown_table(["against Thalweg", "line", "events", "chainage differs, median", "worst",
                           "its place is farther, median", "worst"], rows)
