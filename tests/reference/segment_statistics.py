"""Writes poisson_mid_p.csv, excess_p.csv, benjamini_hochberg.csv and negative_binomial.csv: SciPy's and statsmodels' values.

Run with `pip install scipy==1.17.1 statsmodels==0.15.0`, then `python3 segment_statistics.py`.
Mid-P limits: root of the tail equation with SciPy's Poisson distribution (`scipy.optimize.brentq`).
Negative binomial: the log-likelihood with scipy.stats.nbinom, maximised by Nelder-Mead and then BFGS; where exposure is the length,
statsmodels' NB1 model (`NegativeBinomial(loglike_method="nb1", exposure=...)`) gives the same and is checked here.
"""
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.optimize import brentq, minimize
from scipy.stats import binom, gamma, nbinom, poisson
from statsmodels.stats.multitest import multipletests

FROM = f"# scipy {scipy.__version__}, statsmodels {statsmodels.__version__}"


def write(name, what, rows):
    with open(name, "w") as out:
        print(f"{FROM}: {what}", file=out)
        for row in rows:
            print(",".join(repr(float(x)) if isinstance(x, (float, np.floating)) else str(int(x)) for x in row), file=out)


def mid_p(count, level):
    tail = (1 - level) / 2
    above = lambda mean: poisson.sf(count, mean) + poisson.pmf(count, mean) / 2 - tail
    below = lambda mean: poisson.cdf(count - 1, mean) + poisson.pmf(count, mean) / 2 - tail
    reach = 10 * np.sqrt(count + 1) + 10
    solve = lambda f, a, b: brentq(f, a, b, xtol=1e-300, rtol=8.9e-16, maxiter=1000)
    lower = 0.0 if count == 0 else solve(above, max(count - reach, 1e-9), count + 1.0)
    return lower, solve(below, max(count - 1.0, 1e-9), count + reach)


def fit(count, exposure, length):
    """Rate, phi and gain over the Poisson model, by direct maximisation."""
    overall = count.sum() / exposure.sum()

    def loss(x):
        mean, shape = np.exp(x[0]) * exposure, np.exp(x[1]) * length
        return -nbinom.logpmf(count, shape, shape / (shape + mean)).sum()

    start = min(((np.log(overall), x) for x in np.linspace(-8, 6, 57)), key=loss)
    found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 20000})
    found = minimize(loss, found.x, method="BFGS", options={"gtol": 1e-9})
    gain = -found.fun - poisson.logpmf(count, overall * exposure).sum()
    return np.exp(found.x[0]), np.exp(found.x[1]), gain


def check_nb1(count, length, phi):
    model = sm.NegativeBinomial(count, np.ones((len(count), 1)), loglike_method="nb1", exposure=length)
    alpha = model.fit(disp=0, method="bfgs", gtol=1e-9, maxiter=1000).params[1]
    rate = count.sum() / length.sum()
    assert abs(rate / alpha / phi - 1) < 1e-4, (rate / alpha, phi)


def negative_binomial():
    random = np.random.default_rng(20261125)
    for case, (cases, rate, phi, own) in enumerate(
        [(30, 2.0, 0.5, False), (139, 2.0, 0.2, False), (139, 0.05, 0.1, False), (60, 5.0, 0.4, True), (400, 300.0, 3.0, True)]
    ):
        length = random.uniform(1, 12, cases).round(3)
        exposure = (length * random.uniform(0.2, 5, cases)).round(3) if own else length
        count = random.poisson(rate * exposure * random.gamma(phi * length) / (phi * length))
        found_rate, found_phi, gain = fit(count, exposure, length)
        if not own:
            check_nb1(count, length, found_phi)
        shape, scale = found_phi * length + count, 1 / (found_phi * length / found_rate + exposure)
        for i in range(cases):
            yield (case, count[i], exposure[i], length[i], found_rate, found_phi, gain, shape[i] * scale[i],
                   gamma.ppf(0.025, shape[i], scale=scale[i]), gamma.ppf(0.975, shape[i], scale=scale[i]))


def adjusted():
    random = np.random.default_rng(7)
    for family, size in enumerate([1, 2, 10, 200]):
        p = random.uniform(size=size) ** 3
        p[:size // 4] = p[0]  # ties
        for x, q in zip(p, multipletests(p, method="fdr_bh")[1]):
            yield family, x, q


write("poisson_mid_p.csv", "root of the mid-P tail; count,level,lower,upper",
      ((n, level, *mid_p(n, level)) for level in (0.95, 0.99) for n in [*range(31), 50, 100, 1000, 12345]))
write("excess_p.csv", "binom.sf(count - 1, total, share); count,total,share,p",
      ((n, total, share, binom.sf(n - 1, total, share))
       for total, share in [(10, 0.1), (100, 0.0072), (2905, 0.00722), (100000, 0.004), (7, 1.0), (50, 0.0)]
       for n in sorted({0, 1, 2, total // 2, total, round(total * share), round(total * share * 1.5), round(total * share * 2) + 1})
       if n <= total))
write("benjamini_hochberg.csv", 'multipletests(method="fdr_bh"); family,p,q', adjusted())
write("negative_binomial.csv", "maximum likelihood and gamma posterior; case,count,exposure,length,rate,phi,gain,eb_rate,eb_lo,eb_hi",
      negative_binomial())
