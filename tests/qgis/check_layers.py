"""Opens layers in headless QGIS and checks that they are drawn as intended, with no call that sets a style.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 check_layers.py FOLDER PNG_FOLDER

FOLDER is what `thalweg analyze --corridor` left, and layers of other commands as FlatGeobuf or GeoJSON. For each layer: the renderer's type and attribute, that the attribute is a field, that
every feature is drawn by some class, and a picture of it in PNG_FOLDER. Ends with `N passed, N failed`.
"""
import os
import sys

from qgis.core import (QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsRenderContext, QgsVectorLayer)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

EXPECTED = {  # layer: (renderer, attribute)
    "segments": ("graduatedSymbol", "rate_per_km"),
    "sides": ("categorizedSymbol", "side"),
    "corridors": ("graduatedSymbol", "rate_per_km"),
    "density": ("graduatedSymbol", "density_per_km"),
    "hotspots": ("graduatedSymbol", "p"),
    "events": ("graduatedSymbol", "offset_m"),
    "kilometre_posts": ("graduatedSymbol", "every_km"),
    "places": ("categorizedSymbol", "kind"),
    "route": ("singleSymbol", None),
}


def open_layer(source, name):
    layer = QgsVectorLayer(source, name, "ogr")
    assert layer.isValid(), f"{source}: not valid"
    assert layer.featureCount() > 0, f"{source}: no features"
    return layer


def check_renderer(layer, kind, attribute):
    renderer = layer.renderer()
    assert renderer.type() == kind, f"renderer is {renderer.type()}, not {kind}"
    if attribute is None:
        return
    assert renderer.classAttribute() == attribute, f"drawn by {renderer.classAttribute()}, not {attribute}"
    assert layer.fields().indexOf(attribute) >= 0, f"{attribute} is no field"


def check_all_drawn(layer):
    context = QgsRenderContext()
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    missing = [f.id() for f in layer.getFeatures() if renderer.symbolForFeature(f, context) is None]
    renderer.stopRender(context)
    assert not missing, f"{len(missing)} features are drawn by no class, such as {missing[:3]}"


def render(layers, path):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(1600, 1000))
    settings.setDestinationCrs(layers[0].crs())
    extent = layers[-1].extent()
    extent.scale(1.1)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    colours = {image.pixel(x, y) for x in range(0, 1600, 2) for y in range(0, 1000, 2)}
    assert len(colours) > 2, "the picture is empty"
    assert image.save(path), f"{path}: could not be written"


def sources(folder):
    package = os.path.join(folder, "border.gpkg")
    for name in EXPECTED:
        yield name, "gpkg", f"{package}|layername={name}"
    for file in sorted(os.listdir(folder)):
        stem, ending = os.path.splitext(file)
        if ending in (".geojson", ".fgb"):
            yield stem, ending[1:], os.path.join(folder, file)


def main(folder, pictures):
    os.makedirs(pictures, exist_ok=True)
    passed, failed, package = 0, 0, {}
    for name, form, source in sources(folder):
        try:
            layer = open_layer(source, name)
            check_renderer(layer, *EXPECTED[name])
            check_all_drawn(layer)
            render([layer], os.path.join(pictures, f"{name}_{form}.png"))
            if form == "gpkg":
                package[name] = layer
            passed += 1
            print(f"ok    {form:8} {name}")
        except AssertionError as error:
            failed += 1
            print(f"FAIL  {form:8} {name}: {error}")
    order = ["places", "segments", "route"]
    render([package[n] for n in order if n in package], os.path.join(pictures, "map.png"))
    print(f"{passed} passed, {failed} failed")
    return failed == 0 and passed > 0


if __name__ == "__main__":
    app = QgsApplication([], False)
    app.initQgis()
    fine = main(*sys.argv[1:3])
    app.exitQgis()
    sys.exit(0 if fine else 1)
