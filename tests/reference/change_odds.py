"""Writes change_odds.csv: how odds here stand to odds elsewhere, by SciPy's fisher_exact (two-sided) and the exact 95 %
limits of its conditional odds ratio.

Run with `pip install scipy==1.17.1`, then `python3 change_odds.py > change_odds.csv`.
"""
import math

import scipy
from scipy.stats import fisher_exact
from scipy.stats.contingency import odds_ratio

print(f"# scipy {scipy.__version__}: fisher_exact, contingency.odds_ratio(...).confidence_interval(0.95); "
      "here_before,here_after,elsewhere_before,elsewhere_after,ratio,lower,upper,p; -1: infinite")
for counts in [(0, 3, 20, 25), (4, 0, 30, 20), (1, 1, 1, 1), (7, 12, 100, 110), (2, 15, 400, 380), (40, 9, 1160, 1696),
               (3, 5, 0, 6), (5, 2, 9, 0), (0, 1, 1, 0), (300, 420, 9000, 9500), (5000, 6200, 60000, 61000),
               (12, 90, 1188, 1615)]:
    here_before, here_after, elsewhere_before, elsewhere_after = counts
    table = [[here_after, here_before], [elsewhere_after, elsewhere_before]]
    found = fisher_exact(table)
    limits = odds_ratio(table, kind="conditional").confidence_interval(0.95)
    values = (found.statistic, limits.low, limits.high, found.pvalue)
    print(*counts, *(-1.0 if math.isinf(v) else float(v) for v in values), sep=",")
