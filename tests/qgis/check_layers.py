"""Opens layers in headless QGIS and checks that they are drawn as intended, with no call that sets a style.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 check_layers.py FOLDER PNG_FOLDER

FOLDER holds what `thalweg analyze` and other commands left: GeoPackages, GeoJSON, FlatGeobuf. A file is named after its
layer, and what follows: `hotspots_gi.gpkg`. For each layer, and each style that its GeoPackage holds: the renderer and
what it is drawn by, that every column that classes, symbols and labels name exists and every expression can be read,
that every feature is drawn by one class, the columns' aliases, times, metadata; and a picture with its legend in
PNG_FOLDER. Vector tiles (.mbtiles) have no style of ours: they draw as much as border.gpkg does. Ends with
`N passed, N failed`.
"""
import os
import sys
from collections import namedtuple

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsDateTimeRange, QgsExpression,
                       QgsExpressionContextUtils, QgsLayerTree, QgsLayerTreeModel, QgsLegendRenderer,
                       QgsLegendSettings, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle, QgsRenderContext,
                       QgsSingleSymbolRenderer, QgsSymbol, QgsVectorLayer, QgsVectorTileLayer)
from qgis.PyQt.QtCore import QDateTime, QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter
from qgis.PyQt.QtXml import QDomDocument

Layer = namedtuple("Layer", "renderer drawn_by styles licence")
LAYERS = {
    "segments": Layer("RuleRenderer", {"rate_per_km", "q_fdr"},
                      ["By side", "Probability to be the first", "Rate, empirical Bayes", "Significance"], "CC-BY-4.0"),
    "change": Layer("RuleRenderer", {"rate_ratio", "q_fdr", "count_before", "count_after"}, ["By change of share"],
                    "CC-BY-4.0"),
    "sides": Layer("categorizedSymbol", {"side"}, [], "ODbL-1.0"),
    "corridors": Layer("RuleRenderer", {"rate_per_km", "q_fdr"}, [], "CC-BY-4.0"),
    "events": Layer("graduatedSymbol", {"offset_m"}, ["By side", "By category", "By time"], "ODbL-1.0"),
    "density": Layer("RuleRenderer", {"density_per_km"}, ["By side", "Relative standard error"], "ODbL-1.0"),
    "hotspots": Layer("RuleRenderer", {"q_fdr", "relative_risk"}, ["Relative risk"], "CC-BY-4.0"),
    "kilometre_posts": Layer("RuleRenderer", {"every_km", "azimuth_deg"}, [], "ODbL-1.0"),
    "places": Layer("categorizedSymbol", {"kind", "rank"}, [], "CC-BY-4.0"),
    "route": Layer("singleSymbol", set(), [], "ODbL-1.0"),
    "regions": Layer("singleSymbol", set(), [], "ODbL-1.0"),
    "provinces": Layer("categorizedSymbol", {"country"}, [], "Public domain"),
}
INPUT = {"id", "date", "category", "lon", "lat", "precision_m", "weight", "true_chainage_m", "true_offset_m",
         "true_side", "source"}  # columns of the sample events, which have no alias
EVENTS = "simulated_events.csv; 2905 read"
DPI = 110
# Classes that some features must be in.
SHOWN = {"segments_fine": {"none"}, "segments_exposure": {"no data"},
         "change_hot": {"no events", "new: none before", "ceased: none after", "over 4 times as many",
                        "under 0.25 times"}}
CASING = "more than chance gives (q < 0.05)"  # ends the label of what is drawn besides a feature's class


def expected(name):
    return LAYERS[max((n for n in LAYERS if name.startswith(n)), key=len)]


def open_layer(source, name):
    layer = QgsVectorLayer(source, name, "ogr")
    assert layer.isValid(), f"{source}: not valid"
    assert layer.featureCount() > 0, f"{source}: no features"
    return layer


def context_of(layer):
    context = QgsRenderContext()
    context.setRendererScale(1e5)
    context.expressionContext().appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.expressionContext().setFields(layer.fields())
    return context


def rules_below(rule):
    for child in rule.children():
        yield child
        yield from rules_below(child)


def expressions(layer):
    """All that are written in a style."""
    renderer = layer.renderer()
    if renderer.type() == "RuleRenderer":
        yield from (r.filterExpression() for r in rules_below(renderer.rootRule()) if not r.isElse())
    for symbol in renderer.symbols(context_of(layer)):
        for part in symbol.symbolLayers():
            properties = part.dataDefinedProperties()
            yield from (properties.property(key).expressionString() for key in properties.propertyKeys())
    if renderer.orderByEnabled():
        yield from (clause.expression().expression() for clause in renderer.orderBy().list())
    labels = layer.labeling()
    if labels is None:
        return
    if labels.type() == "simple":
        settings = labels.settings()  # owns the expression
        yield settings.getLabelExpression().expression()
        return
    for rule in rules_below(labels.rootRule()):
        yield rule.filterExpression()
        yield rule.settings().getLabelExpression().expression()


def check_columns(layer, drawn_by=frozenset()):
    names = {f.name() for f in layer.fields()}
    used = layer.renderer().usedAttributes(context_of(layer))
    assert drawn_by <= used, f"drawn by {sorted(used)}, not by {sorted(drawn_by - used)}"
    for text in filter(None, expressions(layer)):
        expression = QgsExpression(text)
        assert not expression.hasParserError(), f"{text}: {expression.parserErrorString()}"
        used |= expression.referencedColumns()
    assert used <= names, f"no columns: {sorted(used - names)}"


def classes_of(renderer, feature, context):
    if renderer.type() != "RuleRenderer":
        return [s for s in renderer.originalSymbolsForFeature(feature, context)]
    return [r for r in renderer.rootRule().rulesForFeature(feature, context) if r.symbol() and not r.label().endswith(CASING)]


def check_all_drawn(layer):
    context = context_of(layer)
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    wrong, shown = [], set()
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        classes = classes_of(renderer, feature, context)
        if len(classes) != 1:
            wrong.append(feature.id())
        shown |= {c.label() for c in classes if hasattr(c, "label")}
    renderer.stopRender(context)
    assert not wrong, f"{len(wrong)} features are drawn by no class or several, such as {wrong[:3]}"
    return shown


def check_aliases(layer):
    aliases = {}
    for i, field in enumerate(layer.fields()):
        if field.name() == "fid" or (layer.name().startswith("events") and field.name() in INPUT):
            continue
        alias = layer.attributeAlias(i)
        assert alias and "_" not in alias.replace(field.name(), ""), f"{field.name()} is called '{alias}'"
        assert alias not in aliases, f"{field.name()} and {aliases[alias]} are both called '{alias}'"
        aliases[alias] = field.name()


def check_metadata(layer, licence):
    data = layer.metadata()
    assert data.title() and data.abstract() and data.rights(), "title, abstract or attribution is missing"
    assert licence in data.licenses(), f"licences are {data.licenses()}"
    if layer.name().split("_")[0] in ("segments", "change", "events", "density", "hotspots"):
        assert len(data.extent().temporalExtents()) == 1, "no time span"
        source = "simulated_before.csv, simulated_after.csv;" if layer.name() == "change_hot" else EVENTS
        assert any(f"Events: {source}" in line for line in data.history()), data.history()


def settings_for(layers):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(1600, 1000))
    settings.setOutputDpi(DPI)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32652"))
    extent = settings.layerExtentToOutputExtent(layers[-1], layers[-1].extent())
    extent.scale(1.1)
    settings.setExtent(extent)
    return settings


def image_of(settings):
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def coloured(image):
    white = QColor("white").rgb()
    return sum(image.pixel(x, y) != white for x in range(0, 1600, 2) for y in range(0, 1000, 2))


def draw_legend(image, layer):
    tree = QgsLayerTree()
    tree.addLayer(layer)
    model = QgsLayerTreeModel(tree)
    legend = QgsLegendSettings()
    renderer = QgsLegendRenderer(model, legend)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.Antialiasing)
    painter.translate(20, 20)
    context = QgsRenderContext.fromQPainter(painter)
    context.setScaleFactor(DPI / 25.4)
    painter.scale(DPI / 25.4, DPI / 25.4)  # a legend is laid out in millimetres
    renderer.drawLegend(context)
    painter.end()


def render(layers, path):
    image = image_of(settings_for(layers))
    assert coloured(image) > 100, "the picture is empty"
    image = image.convertToFormat(QImage.Format_RGB32)
    image.setDotsPerMeterX(int(DPI / 0.0254))
    image.setDotsPerMeterY(int(DPI / 0.0254))
    draw_legend(image, layers[0])
    assert image.save(path), f"{path}: could not be written"


def check_times(layer, mode, month):
    """QGIS's temporal controller shows what is of a month, and not the rest."""
    layer.loadDefaultStyle()  # as QGIS's window does with each layer it adds; opening alone forgets that times are on
    times = layer.temporalProperties()
    assert times.isActive(), "has no times"
    assert times.mode() == mode, f"mode is {times.mode()}"
    settings = settings_for([layer])
    everything = coloured(image_of(settings))
    settings.setIsTemporal(True)
    settings.setTemporalRange(QgsDateTimeRange(QDateTime.fromString(f"{month}-01T00:00:00Z", Qt.ISODate),
                                               QDateTime.fromString(f"{month}-28T00:00:00Z", Qt.ISODate)))
    shown = coloured(image_of(settings))
    assert 0 < shown < 0.8 * everything, f"{shown} of {everything} pixels are coloured in {month}"


def check_default(layer, form, pictures):
    wanted = expected(layer.name())
    assert layer.renderer().type() == wanted.renderer, f"renderer is {layer.renderer().type()}"
    drawn_by = wanted.drawn_by
    if layer.name() == "segments_exposure":
        drawn_by = {"rate_per_traffic", "q_fdr"}
    check_columns(layer, drawn_by)
    shown = check_all_drawn(layer)
    missing = SHOWN.get(layer.name(), set()) - shown
    assert not missing, f"no feature is in the classes {sorted(missing)}"
    check_aliases(layer)
    if layer.name().startswith("events"):
        check_times(layer, 1, "2018-01")
    if layer.name() == "hotspots_period":
        check_times(layer, 2, "2018-05")  # one of the two is hot till 2018-04
    if form == "gpkg":
        check_metadata(layer, wanted.licence)
    render([layer], os.path.join(pictures, f"{layer.name()}_{form}.png"))


def blocks(image, size=4):
    """The blocks of pixels in which something is drawn."""
    white = QColor("white").rgb()
    return {(x // size, y // size) for x in range(0, 1600, 2) for y in range(0, 1000, 2) if image.pixel(x, y) != white}


def far_from(some, others):
    return [(x, y) for x, y in some if not any((x + i, y + j) in others for i in (-1, 0, 1) for j in (-1, 0, 1))]


def check_tiles(path, name, package, pictures):
    """Draws what the GeoPackage's layer draws, from afar and from near."""
    tiles = QgsVectorTileLayer(f"type=mbtiles&url={path}", name)
    assert tiles.isValid(), "not valid"
    zooms = tiles.sourceMinZoom(), tiles.sourceMaxZoom()
    assert zooms == (0, 12), f"zooms are {zooms}"
    layer = open_layer(f"{package}|layername={name}", name)
    layer.setRenderer(QgsSingleSymbolRenderer(QgsSymbol.defaultSymbol(layer.geometryType())))
    layer.setLabelsEnabled(False)
    middle = list(layer.getFeatures())[layer.featureCount() // 2].geometry().boundingBox().center()
    for scale in (1, 0.3, 0.02):
        drawn = []
        for drawer in (tiles, layer):
            settings = settings_for([layer])
            extent = settings.extent()
            if scale < 1:
                extent = QgsRectangle.fromCenterAndSize(settings.layerToMapCoordinates(layer, middle),
                                                        extent.width() * scale, extent.height() * scale)
            settings.setExtent(extent)
            settings.setLayers([drawer])
            image = image_of(settings)
            drawn.append(blocks(image))
            if drawer is tiles:
                assert image.save(os.path.join(pictures, f"{name}_mbtiles_{scale}.png"))
        assert drawn[1], f"nothing is drawn at {scale} of the extent"
        missing, more = far_from(drawn[1], drawn[0]), far_from(drawn[0], drawn[1])
        assert not missing and not more, f"at {scale} of the extent {len(missing)} places are missing, {len(more)} new"


def stored_styles(layer):
    """The styles in the GeoPackage: name, QML; the default first."""
    count, ids, names, descriptions, error = layer.listStylesInDatabase()
    assert not error, error
    assert all(descriptions[:count]), f"a style has no description: {descriptions[:count]}"
    return [(names[i], layer.getStyleFromDatabase(ids[i])[0]) for i in range(count)]


def check_style(layer, name, qml, pictures):
    document = QDomDocument()
    assert document.setContent(qml)[0], "is no XML"
    fine, error = layer.importNamedStyle(document)
    assert fine, error
    check_columns(layer)
    check_all_drawn(layer)
    file = f"{layer.name()}-{name.lower().replace(' ', '_').replace(',', '')}.png"
    render([layer], os.path.join(pictures, file))


def sources(folder):
    for file in sorted(os.listdir(folder)):
        stem, ending = os.path.splitext(file)
        path = os.path.join(folder, file)
        if file == "border.gpkg":
            for name in ("segments", "change", "events", "kilometre_posts", "places", "route"):
                yield name, "gpkg", f"{path}|layername={name}"
        elif ending == ".gpkg":
            yield stem, "gpkg", f"{path}|layername={stem.split('_')[0]}"
        elif ending in (".geojson", ".fgb"):
            yield stem, ending[1:], path


class Results:
    def __init__(self):
        self.passed = self.failed = 0

    def run(self, what, check, *arguments):
        try:
            check(*arguments)
            self.passed += 1
            print(f"ok    {what}")
        except AssertionError as error:
            self.failed += 1
            print(f"FAIL  {what}: {error}")


def main(folder, pictures):
    os.makedirs(pictures, exist_ok=True)
    results, package = Results(), {}
    for name, form, source in sources(folder):
        layer = open_layer(source, name)
        results.run(f"{form:8} {name}", check_default, layer, form, pictures)
        if form != "gpkg":
            continue
        package.setdefault(name, layer)
        styles = stored_styles(layer)
        found = sorted(n for n, _ in styles[1:])
        results.run(f"{form:8} {name}: its styles", lambda: check_names(found, sorted(expected(name).styles)))
        for style, qml in styles[1:]:
            other = open_layer(source, name)
            results.run(f"{form:8} {name}: {style}", check_style, other, style, qml, pictures)
    for file in sorted(f for f in os.listdir(folder) if f.endswith(".mbtiles")):
        name = file.split(".")[0]
        results.run(f"mbtiles  {name}", check_tiles, os.path.join(folder, file), name,
                    os.path.join(folder, "border.gpkg"), pictures)
    render([package[n] for n in ("places", "segments", "kilometre_posts", "route")], os.path.join(pictures, "map.png"))
    print(f"{results.passed} passed, {results.failed} failed")
    return results.failed == 0 and results.passed > 0


def check_names(found, wanted):
    assert found == wanted, f"the other styles are {found}, not {wanted}"


if __name__ == "__main__":
    app = QgsApplication([], False)
    app.initQgis()
    fine = main(*sys.argv[1:3])
    app.exitQgis()
    sys.exit(0 if fine else 1)
