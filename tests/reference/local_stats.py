"""Writes local_stats.csv: Getis-Ord Gi* and local Moran on a line, by PySAL's esda and libpysal.

Run with `pip install esda==2.9.0 libpysal==4.14.1 scipy==1.17.1`, then `python3 local_stats.py > local_stats.csv`.
moran_p_directed is esda's pseudo p of 99,999 conditional permutations, seed 1: the smaller tail alone, so half of a two-sided p.
esda's z of Gi* is that of binary weights: with row-standardised ones its variance is wrong (spdep's z does not change with the style).
"""
import esda
import libpysal
import numpy as np
from libpysal.weights import W
from scipy.stats import norm

PERMUTATIONS = 99999


def line(random, cases):
    length = random.uniform(2, 12, cases).round(3)
    end = np.cumsum(length).round(3)
    return end - length, end, (random.gamma(0.8, 2.0, cases) * (1 + 3 * (np.arange(cases) // 7 % 4 == 1))).round(3)


def neighbours(middle, band, nearest):
    for i in range(len(middle)):
        distance = np.abs(middle - middle[i])
        if band:
            yield i, [int(j) for j in np.flatnonzero(distance <= band) if j != i]
        else:
            yield i, [int(j) for j in np.argsort(distance, kind="stable")[1 : nearest + 1]]


print(f"# esda {esda.__version__}, libpysal {libpysal.__version__}: G_Local(star=True), Moran_Local; "
      "case,band_km,nearest,row_standardised,from_km,to_km,value,g,g_z,g_p,moran,moran_e,moran_var,moran_p_directed")
random = np.random.default_rng(5)
for case, (cases, band, nearest, style) in enumerate([(40, 15, 0, "B"), (40, 15, 0, "R"), (60, 0, 4, "R"), (25, 40, 0, "B")]):
    start, end, y = line(random, cases)
    middle = (start + end) / 2
    w = W(dict(neighbours(middle, band, nearest)), silence_warnings=True)
    g = esda.G_Local(y, w, transform=style, permutations=0, star=1.0)
    moran = esda.Moran_Local(y, w, transformation=style, permutations=PERMUTATIONS, seed=1, n_jobs=1)
    for i in range(cases):
        print(",".join(repr(float(x)) for x in (
            case, band, nearest, style == "R", start[i], end[i], y[i], g.Gs[i], g.Zs[i],
            2 * norm.sf(abs(g.Zs[i])), moran.Is[i], moran.EIc[i], moran.VIc[i], moran.p_sim[i])))
