"""Draws map.png: the segments that `thalweg analyze` left, in headless QGIS, with the styles they have.

    ./build/thalweg analyze datasets/samples/simulated_events.csv -o out/demo --overwrite
    QT_QPA_PLATFORM=offscreen /usr/bin/python3 docs/images/make_map.py out/demo/border.gpkg docs/images/map.png
"""
import sys

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings,
                       QgsVectorLayer)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def main(package, picture):
    layers = [QgsVectorLayer(f"{package}|layername={name}", name, "ogr") for name in ("places", "segments", "route")]
    layers[0].setSubsetString("rank = 1 AND kind = 'town'")
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(1400, 820))
    settings.setOutputDpi(110)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32652"))
    extent = settings.layerExtentToOutputExtent(layers[1], layers[1].extent())
    extent.scale(1.08)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)


app = QgsApplication([], False)
app.initQgis()
main(*sys.argv[1:3])
app.exitQgis()
