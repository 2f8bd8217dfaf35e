"""Writes what tests/density_test.cpp and tests/bandwidth_test.cpp compare with, by means that share nothing with Thalweg:
direct double sums in NumPy over events and their mirror images, SciPy's gaussian_kde and cosine transform, KDEpy's
fixed-point equation of Botev, Grotowski & Kroese.

Run with `pip install numpy==2.4.6 scipy==1.17.1 KDEpy==1.1.12`, then `python3 density.py` in this folder. It writes
  density_events.csv   bin,count: 400 events on 50,003.7 m in bins of 10 m, the last one shorter
  density.csv          kernel,bandwidth_m,at_m,density_per_m,variance: kernel 0 gaussian, 1 epanechnikov, 2 quartic,
                       3 triangular, 4 uniform
  density_bandwidth.csv method,value_m: 0 scott, 1 silverman, 2 isj with KDEpy's equation on the same cells, 3 lcv
  density_adaptive.csv at_m,density_per_m: Gaussian, Abramson's bandwidths about 2 km, each event with its own
"""
import KDEpy
import numpy as np
import scipy
from KDEpy.bw_selection import _fixed_point
from scipy.fft import dct
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import gaussian_kde

LENGTH, BIN = 50003.7, 10.0
VERSIONS = f"numpy {np.__version__}, scipy {scipy.__version__}, KDEpy {KDEpy.__version__}"


def make_events():
    rng = np.random.default_rng(20261125)
    at = np.concatenate([rng.normal(12000, 900, 150), rng.normal(31000, 3000, 150), rng.uniform(0, LENGTH, 80),
                         np.abs(rng.normal(0, 400, 10)), LENGTH - np.abs(rng.normal(0, 400, 10))])
    bins = np.clip(at // BIN, 0, np.ceil(LENGTH / BIN) - 1).astype(int)
    return np.unique(bins, return_counts=True)


def kernel(number, h, d):
    root = [None, 5, 7, 6, 3][number]
    if number == 0:
        return np.exp(-0.5 * (d / h) ** 2) / (h * np.sqrt(2 * np.pi))
    r = h * np.sqrt(root)
    u = np.abs(d) / r
    shape = {1: lambda: 0.75 * (1 - u**2), 2: lambda: 15 / 16 * (1 - u**2) ** 2, 3: lambda: 1 - u,
             4: lambda: 0.5 + 0 * u}[number]()
    return np.where(u < 1, shape, 0) / r


def mirrored(number, h, x, y):
    """Kernel at each x of each y with 60 mirror images on either side: far more than double precision can see."""
    d = np.zeros((len(x), len(y)))
    for n in range(-30, 31):
        d += kernel(number, h, x[:, None] - y[None, :] - 2 * n * LENGTH)
        d += kernel(number, h, x[:, None] + y[None, :] - 2 * n * LENGTH)
    return d


def write(name, header, rows):
    with open(name, "w") as out:
        out.write(f"# {VERSIONS}; density.py; {header}\n")
        for row in rows:
            out.write(",".join(repr(float(v)) if isinstance(v, float) else str(int(v)) for v in row) + "\n")


bins, counts = make_events()
middle = np.where(bins == int(np.ceil(LENGTH / BIN)) - 1, (bins * BIN + LENGTH) / 2, (bins + 0.5) * BIN)
write("density_events.csv", "bin,count", zip(bins, counts))

at = np.array([0.0, 5.0, 333.25, 1999.9, 9000.0, 12000.0, 12345.678, 20000.0, 31000.0, 44444.4, 49000.0, 49999.0, LENGTH])
rows = []
for number in range(5):
    for h in (3.0, 25.0, 400.0, 2000.0, 15000.0, 50000.0):
        k = mirrored(number, h, at, middle)
        for x, f, v in zip(at, k @ counts, k**2 @ counts):
            rows.append((number, float(h), float(x), float(f), float(v)))
write("density.csv", "kernel,bandwidth_m,at_m,density_per_m,variance", rows)

events = np.repeat(middle, counts)
n = len(events)
scott = gaussian_kde(events, "scott").factor * events.std(ddof=1)
silverman = gaussian_kde(events, "silverman").factor * events.std(ddof=1)

cells = 2**14  # shares of each bin by cell, as the bin overlaps it
edges = np.linspace(0, LENGTH, cells + 1)
share = np.zeros(cells)
for b, c in zip(bins, counts):
    low, high = b * BIN, min((b + 1) * BIN, LENGTH)
    share += c / n * np.clip(np.minimum(edges[1:], high) - np.maximum(edges[:-1], low), 0, None) / (high - low)
a2 = dct(share, type=2)[1:] ** 2
squared = np.arange(1, cells, dtype=float) ** 2
equation = lambda t: _fixed_point(t, n, squared, a2)
grid = 10.0 ** np.arange(-9, -1, 0.05)
first = next(i for i in range(len(grid) - 1) if equation(grid[i]) < 0 <= equation(grid[i + 1]))
isj = np.sqrt(brentq(equation, grid[first], grid[first + 1], xtol=1e-18, rtol=1e-14)) * LENGTH


def lcv(log_h):
    """Minus the mean log density of each event by all others; the event itself is left out with all its images."""
    k = mirrored(0, np.exp(log_h), middle, middle)
    own = k.diagonal().copy()
    np.fill_diagonal(k, 0)
    return -(counts * np.log((k @ counts + (counts - 1) * own) / (n - 1))).sum() / n


trials = np.log(np.geomspace(50, 20000, 40))
best = min(trials, key=lcv)
found = minimize_scalar(lcv, bracket=(best - 0.2, best, best + 0.2), tol=1e-10)
write("density_bandwidth.csv", "method,value_m: scott, silverman, isj, lcv",
      [(0, scott), (1, silverman), (2, float(isj)), (3, float(np.exp(found.x)))])

pilot_h = 2000.0
pilot = mirrored(0, pilot_h, middle, middle) @ counts
g = np.exp((counts * np.log(pilot)).sum() / n)
local = np.clip(pilot_h * np.sqrt(g / pilot), BIN, LENGTH)
x = (np.arange(1000) + 0.5) * LENGTH / 1000
f = np.zeros_like(x)
for m, c, h in zip(middle, counts, local):
    f += c * mirrored(0, h, x, np.array([m]))[:, 0]
write("density_adaptive.csv", "at_m,density_per_m", zip(x, f))
