"""scipy_kde.py EVENTS LENGTH BANDWIDTH STATIONS VALUES: gaussian_kde of the events and their nearest mirror images; writes
`at,value`, prints the processor time of making and evaluating it."""

import sys
import time

import numpy as np
from scipy.stats import gaussian_kde

events = np.loadtxt(sys.argv[1])
length, bandwidth, stations = float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
at = (np.arange(stations) + 0.5) * length / stations
start = time.process_time()
mirrored = np.concatenate([-events, events, 2 * length - events])
values = gaussian_kde(mirrored, bandwidth / mirrored.std(ddof=1))(at) * len(mirrored)
print(time.process_time() - start)
np.savetxt(sys.argv[5], np.column_stack([at, values]), delimiter=",", fmt="%.17g")
