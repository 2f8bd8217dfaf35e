"""Writes scan.csv: the most likely cluster of seven tables, by a NumPy search through every window.

Run with `pip install numpy==2.1.3`, then `python3 scan.py > scan.csv`. The counts and exposures come from a formula
that the test repeats, so that the file holds results only. Kulldorff's log likelihood ratio is written here as
sums of x log y (1997, doi:10.1080/03610929708831995), not in the form that the program uses.
"""
import numpy as np


def table(number, bins):
    i = np.arange(bins)
    x = (i * i * 7 + i * 13 + number * 31) % 101
    hot = (i >= bins // 3) & (i < bins // 3 + 5)
    return x % 4 + 3 * hot, 1 + 0.01 * x


def xlogy(x, y):
    return np.where(x > 0, x * np.log(np.where(x > 0, y, 1)), 0)


def scan(counts, exposure, max_window):
    """Start, end, events, expected events and log likelihood ratio of the best window."""
    total = counts.sum()
    c = np.concatenate([[0], np.cumsum(counts)])
    m = np.concatenate([[0], np.cumsum(exposure)]) * (total / exposure.sum())
    count = c[None, :] - c[:, None]
    expected = m[None, :] - m[:, None]
    start, end = np.triu_indices(len(c), 1)
    count, expected = count[start, end], expected[start, end]
    rest, rest_expected = total - count, total - expected
    # ln of the greatest likelihood with two rates, less that with one.
    ratio = (xlogy(count, count) + xlogy(rest, rest) - xlogy(count, expected) - xlogy(rest, rest_expected))
    ratio[(count <= expected) | (expected > max_window * total * (1 + 1e-9))] = 0
    best = np.argmax(ratio)
    return start[best], end[best], count[best], expected[best], ratio[best]


if __name__ == "__main__":
    print(f"# numpy {np.__version__}, every window; table,bins,max_window,from,to,count,expected,statistic")
    for number, bins, max_window in [(0, 30, 0.5), (1, 100, 0.5), (2, 400, 0.5), (3, 400, 0.01), (4, 1000, 0.5),
                                     (5, 2000, 0.1), (6, 50, 1.0)]:
        counts, exposure = table(number, bins)
        found = scan(counts, exposure, max_window)
        print(number, bins, max_window, *(float(x) if isinstance(x, np.floating) else int(x) for x in found), sep=",")
