"""Writes great_changes.csv: two-sided p of binomial and hypergeometric counts of 10^9 and more, and limits of odds ratios.

Run with `pip install mpmath==1.3.0`, then `python3 great_counts.py > great_changes.csv`; Log-probabilities are
sums of mpmath's loggamma with 40 digits. The sum of a run of neighbours is the integral of the probability of a real number
(mpmath.quad, Gauss-Legendre) less Euler and Maclaurin's correction by the derivative.
"""
import mpmath as mp

mp.mp.dps = 40
HALF = mp.mpf(1) / 2


class Law:
    def __init__(self, log_p, mode, sd):
        self.log_p, self.mode, self.sd = log_p, mode, sd
        self.top = log_p(mode)

    def p(self, k):
        return mp.exp(self.log_p(k) - self.top)

    def run(self, a, b):
        """The sum from a to b, relative to the most probable count, of whole standard deviations about it or about a."""
        near = a if a > self.mode else b if b < self.mode else self.mode
        a, b = max(a, near - 14 * self.sd), min(b, near + 14 * self.sd)
        if a > b:
            return mp.mpf(0)
        a, b = mp.ceil(a) - HALF, mp.floor(b) + HALF
        steep = abs(near - self.mode) > 8 * self.sd
        panels = int((b - a) / self.sd * (20 if steep else 1)) + 1
        slope = lambda k: self.p(k + HALF) - self.p(k - HALF)
        return mp.quad(self.p, [a + (b - a) * i / panels for i in range(panels + 1)], maxdegree=4, method="gauss-legendre") - (slope(b) - slope(a)) / 24

    def all(self):
        return self.run(self.mode - 14 * self.sd, self.mode + 14 * self.sd)

    def two_sided(self, x):
        """The counts that are no more probable than x, up to 1 in 10^7."""
        bound = self.log_p(x) + mp.log1p(mp.mpf("1e-7"))
        if self.log_p(self.mode) <= bound:
            return mp.mpf(1)
        lower = self.edge(bound, -1)
        upper = self.edge(bound, 1)
        return (self.run(mp.mpf(-1e30), lower) + self.run(upper, mp.mpf(1e30))) / self.all()

    def edge(self, bound, side):
        """The nearest count to the mode on that side that is within the bound."""
        inside, outside = mp.mpf(0), mp.mpf(2) ** int(mp.log(40 * self.sd, 2) + 1)
        while outside - inside > 1:
            middle = mp.floor((inside + outside) / 2)
            inside, outside = (inside, middle) if self.log_p(self.mode + side * middle) <= bound else (middle, outside)
        return self.mode + side * outside


def law(tops, bottoms, odds, x):
    """P(k) ~ odds^k / prod of (top - k)! (k + bottom)!"""
    lg = mp.loggamma
    log_p = lambda k: k * mp.log(odds) - sum(lg(t - k + 1) for t in tops) - sum(lg(k + b + 1) for b in bottoms)
    ratio = lambda k: mp.log(odds) + sum(mp.log(t - k) for t in tops) - sum(mp.log(k + b + 1) for b in bottoms)
    low, high = max(-min(bottoms), mp.mpf(0)), min(tops) - 1
    while high - low > 1:
        middle = mp.floor((low + high) / 2)
        low, high = (middle, high) if ratio(middle) > 0 else (low, middle)
    sd = 1 / mp.sqrt(sum(1 / (t - high) for t in tops) + sum(1 / (high + b + 1) for b in bottoms))
    return Law(log_p, high, sd)


def fisher(a, b, c, d):
    """Odds ratio (b / a) / (d / c), its limits and p: b is the count."""
    here, after, before = mp.mpf(a + b), mp.mpf(b + d), mp.mpf(a + c)
    at = lambda odds: law([here, after], [mp.mpf(0), before - here], odds, b)

    def above(log_odds):
        l = at(mp.exp(log_odds))
        return l.run(mp.mpf(b), mp.mpf(1e30)) / l.all() - mp.mpf("0.025")

    def below(log_odds):
        l = at(mp.exp(log_odds))
        return l.run(mp.mpf(-1e30), mp.mpf(b)) / l.all() - mp.mpf("0.025")

    log_ratio, se = mp.log(mp.mpf(b) * c / (mp.mpf(a) * d)), mp.sqrt(sum(1 / mp.mpf(v) for v in (a, b, c, d)))
    solve = lambda f, z: mp.exp(mp.findroot(f, (log_ratio + z * se * 0.9, log_ratio + z * se * 1.1), solver="anderson", tol=1e-30))
    return mp.exp(log_ratio), solve(above, -2), solve(below, 2), at(mp.mpf(1)).two_sided(mp.mpf(b))


def text(v):
    return mp.nstr(v, 17, min_fixed=-5, max_fixed=5)


print(f"# mpmath {mp.__version__}; here_before,here_after,elsewhere_before,elsewhere_after,ratio,lower,upper,p of the ratio,"
      "share,p of here_after being that share of here")
N = 10**9
for a, b, c, d, share in [
    (5 * N, 4434100000, 30 * N, 26604500000, 0.47),
    (5 * N, 4434100000, 30 * N, 26625 * 10**6, 0.470001),
    (53 * 10**11, 47 * 10**11 + 2500000, 53 * 10**12, 47 * 10**12, 0.47),
    (53 * 10**11 - 5 * 10**6, 47 * 10**11 + 5 * 10**6, 10**14 + 10**7, 886792 * 10**8, 0.4699999),
    (2**51, 2**51 + 10**8, 2**51, 2**51 - 10**8, 0.50000002),
    (2**51 + 260000000, 2**51 - 250000000, 2**51, 2**51 - 10**8, 0.49999997),
    (3 * 10**6, 3010000, 10**13, 10**13, 0.5005),
]:
    n, odds = mp.mpf(a + b), mp.mpf(share) / (1 - mp.mpf(share))
    p = law([n], [mp.mpf(0)], odds, b).two_sided(mp.mpf(b))
    print(a, b, c, d, *(text(v) for v in fisher(a, b, c, d)), share, text(p), sep=",", flush=True)
