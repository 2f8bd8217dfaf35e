"""GeoPandas as a contender: sjoin_nearest with the edges, then project on the edge found, all in planar degrees.

Run with a Python that has GeoPandas as: geopandas_peer.py VERTICES.csv EVENTS.csv PLACES.csv RUNS
Writes the degrees along the line, one event a row, and prints a Peer (peers.py) as JSON.
"""

import json
import statistics
import sys
import time
import warnings

import geopandas
import numpy
import shapely

vertices_file, events_file, places_file, runs = sys.argv[1:]
vertices = numpy.loadtxt(vertices_file, delimiter=",")
xy = numpy.loadtxt(events_file, delimiter=",")
events = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(xy[:, 0], xy[:, 1]), crs=4326)
ends = numpy.stack([vertices[:-1], vertices[1:]], axis=1)
edges = geopandas.GeoDataFrame(geometry=shapely.linestrings(ends), crs=4326)
assert edges.sindex.size == len(edges)  # makes the index, before the time counts


def locate() -> tuple[numpy.ndarray, numpy.ndarray]:
    joined = geopandas.sjoin_nearest(events, edges)
    joined = joined[~joined.index.duplicated()]  # at a vertex both edges are nearest
    edge = joined["index_right"].to_numpy()
    return edge, edges.geometry.iloc[edge].project(joined.geometry, align=False).to_numpy()


warnings.simplefilter("ignore")  # it warns that degrees are no plane, which is what is compared here
seconds = []
for _ in range(int(runs)):
    start = time.process_time()
    edge, along = locate()
    seconds.append(time.process_time() - start)
before = numpy.concatenate([[0.0], numpy.cumsum(numpy.hypot(*numpy.diff(vertices, axis=0).T))])
numpy.savetxt(places_file, before[edge] + along)
name = f"GeoPandas {geopandas.__version__} `sjoin_nearest` + `project`"
print(json.dumps({"name": name, "events": len(events), "seconds": statistics.median(seconds), "unit": "degrees"}))
