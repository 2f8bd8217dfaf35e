"""PostGIS and GeoPandas as contenders: each locates the same events on the same line, in a process of its own.

Each function takes the CSV files of write_data (lon,lat without a header), writes one place a row into `places`, in
metres or planar degrees along the line, and returns a Peer. A peer that cannot run raises Unavailable with the reason.
"""

import csv
import glob
import json
import math
import os
import pathlib
import pwd
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass

GEOPANDAS = "geopandas==1.2.0"


class Unavailable(Exception):
    pass


def call(words: list, stderr: int = subprocess.PIPE, **options) -> str:
    """What a command prints; Unavailable with the end of what it says where it fails."""
    try:
        return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=stderr, text=True, **options).stdout
    except subprocess.CalledProcessError as failed:
        raise Unavailable(((failed.stderr or failed.stdout).strip().splitlines() or [str(failed)])[-1]) from failed
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise Unavailable(str(failed)) from failed


@dataclass
class Peer:
    name: str
    events: int
    seconds: float  # processor time for all events, the median of the runs
    unit: str  # of the places: "metres" or "degrees"


def planar_length(vertices: pathlib.Path) -> float:
    with open(vertices, newline="") as file:
        points = [(float(lon), float(lat)) for lon, lat in csv.reader(file)]
    return math.fsum(math.dist(a, b) for a, b in zip(points, points[1:]))


class Cluster:
    """A PostgreSQL server of its own, reached through a socket in its own folder."""

    def __init__(self, folder: pathlib.Path, programs: pathlib.Path, user: str | None) -> None:
        self.folder, self.programs, self.user = folder, programs, user

    def _as_user(self) -> dict:
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}

    def start(self) -> None:
        data = self.folder / "data"
        call([self.programs / "initdb", "-D", data, "-U", "bench", "--auth=trust", "-E", "UTF8", "--locale=C"],
             cwd=self.folder, **self._as_user())
        with open(self.folder / "log", "w") as log:
            self.server = subprocess.Popen(
                [self.programs / "postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses="], stdout=log,
                stderr=log, cwd=self.folder, **self._as_user())
        for _ in range(100):
            if subprocess.run(self._psql("SELECT 1"), capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise Unavailable("the PostgreSQL server did not start: " + (self.folder / "log").read_text()[-300:])

    def stop(self) -> None:
        self.server.send_signal(signal.SIGINT)
        self.server.wait(timeout=60)

    def _psql(self, sql: str) -> list:
        return [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder,
                "-U", "bench", "-d", "postgres", "-c", sql]

    def run(self, sql: str, **options) -> str:
        return call(self._psql(sql), **options).strip()

    def load(self, table: str, file: pathlib.Path) -> None:
        self.run(f"DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (i serial, lon float8, lat float8)")
        with open(file) as rows:
            self.run(f"COPY {table} (lon, lat) FROM STDIN WITH (FORMAT csv)", stdin=rows)

    def processor_seconds(self, query: str) -> float:
        """Of the executor in the server, as PostgreSQL counts them."""
        said = call(self._psql("SET log_executor_stats = on; SET client_min_messages = log; "
                               "SET max_parallel_workers_per_gather = 0; " + query), stderr=subprocess.STDOUT)
        spent = re.findall(r"^!\s+([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed", said, re.MULTILINE)
        return max(float(user) + float(system) for user, system in spent)


@contextmanager
def cluster():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        raise Unavailable("PostgreSQL is not installed")
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "postgres"
        if user not in {entry.pw_name for entry in pwd.getpwall()}:
            raise Unavailable("there is no user postgres to run the server as")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="thalweg-bench-"))
    made = Cluster(folder, pathlib.Path(found[-1]).parent, user)
    try:
        if user:
            shutil.chown(folder, user)
        made.start()
        yield made
    finally:
        if hasattr(made, "server"):
            made.stop()
        shutil.rmtree(folder)


def postgis(server: Cluster, vertices: pathlib.Path, events: pathlib.Path, places: pathlib.Path, runs: int) -> Peer:
    """ST_LineLocatePoint over a table of points: on geography where the version has it, else on geometry."""
    version = server.run("CREATE EXTENSION IF NOT EXISTS postgis; SELECT postgis_lib_version()")
    on_ellipsoid = tuple(map(int, version.split(".")[:2])) >= (3, 4)
    kind = "geography" if on_ellipsoid else "geometry"
    server.load("vertex", vertices)
    server.load("event", events)
    point = "ST_SetSRID(ST_MakePoint(lon, lat), 4326)"
    server.run(f"DROP TABLE IF EXISTS line, place; "
               f"CREATE TABLE line AS SELECT ST_MakeLine({point} ORDER BY i)::{kind} AS g FROM vertex; "
               f"CREATE TABLE place AS SELECT i, {point}::{kind} AS g FROM event")
    share = "ST_LineLocatePoint(line.g, place.g)"
    seconds = [server.processor_seconds(f"SELECT sum({share}) FROM place, line") for _ in range(runs)]
    length = float(server.run("SELECT ST_Length(g) FROM line")) if on_ellipsoid else planar_length(vertices)
    shares = server.run(f"SELECT {share} FROM place, line ORDER BY i").split()
    places.write_text("".join(f"{float(s) * length!r}\n" for s in shares))
    return Peer(f"PostGIS {version} `ST_LineLocatePoint` ({kind})", len(shares), statistics.median(seconds),
                "metres" if on_ellipsoid else "degrees")


def geopandas_python(folder: pathlib.Path) -> pathlib.Path:
    """A Python with GeoPandas in a virtual environment below `folder`, made if it is not there."""
    python = folder / "geopandas" / "bin" / "python"
    ready = folder / "geopandas" / GEOPANDAS
    if not ready.exists():
        call([sys.executable, "-m", "venv", "--clear", folder / "geopandas"])
        call([python, "-m", "pip", "install", "-q", GEOPANDAS], timeout=600)
        ready.touch()
    return python


def geopandas(python: pathlib.Path, vertices: pathlib.Path, events: pathlib.Path, places: pathlib.Path,
              runs: int) -> Peer:
    script = pathlib.Path(__file__).with_name("geopandas_peer.py")
    return Peer(**json.loads(call([python, script, vertices, events, places, str(runs)])))
