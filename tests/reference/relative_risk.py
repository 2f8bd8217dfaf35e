"""Writes relative_risk.csv: relative risks with exact 95 % limits, by SciPy's Clopper-Pearson limits.

Run with `pip install scipy==1.14.1`, then `python3 relative_risk.py > relative_risk.csv`.
"""
import scipy
from scipy.stats import binomtest

print(f"# scipy {scipy.__version__}: binomtest(...).proportion_ci('exact'); count,expected,total,risk,lower,upper")
for count, expected, total in [(0, 3.0, 50), (1, 0.5, 2), (6, 3.0, 10), (25, 12.2, 100), (131, 20.98, 2905),
                               (2904, 1000.0, 2905), (120000, 100000.0, 10000000), (2, 1e-3, 40)]:
    limits = binomtest(count, total).proportion_ci(0.95, "exact")
    odds = expected / (total - expected)
    risk, low, high = (x / (1 - x) / odds for x in (count / total, limits.low, limits.high))
    print(count, expected, total, *(float(x) for x in (risk, low, high)), sep=",")
