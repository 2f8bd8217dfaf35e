"""Writes poisson_limits.csv: exact two-sided 95 % and 99 % limits of a Poisson mean, by SciPy's chi-squared quantiles.

Run with `pip install scipy==1.14.1`, then `python3 poisson_limits.py > poisson_limits.csv`.
"""
import scipy
from scipy.stats import chi2

print(f"# scipy {scipy.__version__}: chi2.ppf; count,level,lower,upper")
for level in (0.95, 0.99):
    tail = (1 - level) / 2
    for count in [*range(0, 31), 50, 100, 1000, 12345, 1000000]:
        lower = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
        upper = chi2.isf(tail, 2 * count + 2) / 2
        print(f"{count},{level},{lower!r},{upper!r}".replace("np.float64(", "").replace(")", ""))
