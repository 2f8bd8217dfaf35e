"""Kulldorff's scan of a line in plain NumPy: every window, all ends of a start at once.

Run as: peer.py TABLES.csv MAX_WINDOW. Prints a JSON list of seconds and greatest statistic for each table.
"""

import json
import sys
import time

import numpy as np


def greatest(counts: np.ndarray, max_window: float) -> float:
    total = counts.sum()
    before = np.concatenate([[0], np.cumsum(counts)])
    bins = len(counts)
    longest = int(np.floor(max_window * bins * (1 + 1e-9)))
    length = np.arange(1, longest + 1)
    expected = total * length / bins
    best = 0.0
    for start in range(bins):
        count = before[start + 1 : start + 1 + longest] - before[start]
        m = expected[: len(count)]
        hot = count > m
        c, m = count[hot], m[hot]
        rest = total - c
        with np.errstate(divide="ignore", invalid="ignore"):
            outside = np.where(rest > 0, rest * np.log(rest / (total - m)), 0)
        ratio = c * np.log(c / m) + outside
        if len(ratio):
            best = max(best, ratio.max())
    return best


if __name__ == "__main__":
    results = []
    for counts in np.loadtxt(sys.argv[1], delimiter=",", dtype=np.int64, ndmin=2):
        start = time.perf_counter()
        statistic = greatest(counts, float(sys.argv[2]))
        results.append({"seconds": time.perf_counter() - start, "statistic": float(statistic)})
    print(json.dumps({"version": np.__version__, "tables": results}))
