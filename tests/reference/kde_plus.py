"""Writes kde_plus.csv: densities and thresholds of KDE+ by NumPy, direct sums over events and their mirror images.

Run with `pip install numpy==2.1.3`, then `python3 kde_plus.py > kde_plus.csv`. A line of 10 km in bins of 100 m with
the counts below, Epanechnikov's kernel of bandwidth (standard deviation) 400 m. Thresholds are the means of 40 runs of
999 simulations each, with the standard deviation of one such run. Row -1 is the greatest density anywhere.
"""
import numpy as np

LENGTH, BIN, BANDWIDTH, REPLICATES, KEPT = 10000.0, 100.0, 400.0, 999, 50
middle = np.arange(100) * BIN + BIN / 2
counts = np.array([2 if i % 9 == 4 else 0 for i in range(100)])
counts[60:66] += [2, 3, 4, 4, 3, 1]


def kernel(distance):
    u = distance / (np.sqrt(5) * BANDWIDTH)
    return np.where(np.abs(u) < 1, 0.75 * (1 - u * u), 0) / (np.sqrt(5) * BANDWIDTH)


x, y = middle[:, None], middle[None, :]
smooth = kernel(x - y) + kernel(x + y) + kernel(x + y - 2 * LENGTH)
random = np.random.default_rng(1)
local, greatest = [], []
for _ in range(40):
    density = random.multinomial(counts.sum(), np.full(100, 0.01), REPLICATES) @ smooth.T
    local.append(np.sort(density, axis=0)[-KEPT])
    greatest.append(np.sort(density.max(axis=1))[-KEPT])
print(f"# numpy {np.__version__}, direct sums, 40 runs; bin,density,threshold,deviation of the threshold")
observed = smooth @ counts
local, greatest = np.array(local), np.array(greatest)
print(-1, *(float(v) for v in (observed.max(), greatest.mean(), greatest.std(ddof=1))), sep=",")
for i in range(0, 100):
    print(i, *(float(v) for v in (observed[i], local[:, i].mean(), local[:, i].std(ddof=1))), sep=",")
