"""Opens a project in headless QGIS, checks it and draws what it holds, with no call that sets a style.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 check_project.py PROJECT.qgz PICTURE_FOLDER

PROJECT is what `thalweg analyze` or `thalweg project` wrote. It is opened where it is and again in a copy of its folder
elsewhere. Checked: no bad layer, no message of QGIS while it is read and drawn, relative paths, themes and their styles,
every layout as PNG and PDF, and the atlas as one PDF per region that holds the region's name (by pdftotext). Pictures
of all themes, layouts and pages are left in PICTURE_FOLDER. Ends with `N passed, N failed`.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata

from qgis.core import (Qgis, QgsApplication, QgsExpression, QgsExpressionContextUtils, QgsLayoutExporter, QgsLayoutItemMap,
                       QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsRenderContext, QgsVectorLayer)
from qgis.PyQt.QtCore import QSize

messages = []
passed, failed = 0, 0


def check(what, call, *arguments):
    global passed, failed
    try:
        call(*arguments)
        passed += 1
        print(f"ok    {what}")
    except AssertionError as error:
        failed += 1
        print(f"FAIL  {what}: {error}")


def no_messages():
    assert not messages, "; ".join(messages)


def opened(path):
    messages.clear()
    project = QgsProject()
    assert project.read(path), f"not read: {project.error()}"
    bad = [layer.name() for layer in project.mapLayers().values() if not layer.isValid()]
    assert not bad, f"bad layers: {bad}"
    assert project.mapLayers(), "no layers"
    return project


def check_basics(project, folder):
    assert project.title() and project.metadata().abstract(), "no title or abstract"
    assert project.crs().isValid() and not project.crs().isGeographic(), f"CRS is {project.crs().authid()}"
    assert project.ellipsoid() == "EPSG:7030", f"ellipsoid is {project.ellipsoid()}"
    assert project.filePathStorage() == Qgis.FilePathType.Relative if hasattr(project, "filePathStorage") else True
    for layer in project.mapLayers().values():
        source = layer.source().split("|")[0]
        assert os.path.dirname(os.path.realpath(source)) == folder, f"{layer.name()} comes from {source}"
        assert layer.crs().authid() == "EPSG:4326", f"{layer.name()} has the CRS {layer.crs().authid()}"
    view = project.viewSettings().defaultViewExtent()
    assert not view.isEmpty() and view.crs() == project.crs(), "no initial view"


def check_drawn(layer):
    """Every feature is drawn by some class of the current style, and what it is drawn by is known."""
    renderer = layer.renderer().clone()
    attribute = getattr(renderer, "classAttribute", lambda: "")()
    if attribute:
        expression = QgsExpression(attribute if layer.fields().indexOf(attribute) < 0 else QgsExpression.quotedColumnRef(attribute))
        missing = [c for c in expression.referencedColumns() if layer.fields().indexOf(c) < 0]
        assert not missing, f"{layer.name()}: no columns {missing}"
    if renderer.type() == "RuleRenderer":
        return  # draws a choice of the features
    context = QgsRenderContext()
    context.expressionContext().appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.expressionContext().setFields(layer.fields())
    renderer.startRender(context, layer.fields())
    undrawn = []
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        if renderer.symbolForFeature(feature, context) is None:
            undrawn.append(feature.id())
    renderer.stopRender(context)
    assert not undrawn, f"{layer.name()}: {len(undrawn)} features are drawn by no class, such as {undrawn[:3]}"


def check_theme(project, name, pictures):
    themes = project.mapThemeCollection()
    layers = themes.mapThemeVisibleLayers(name)
    records = themes.mapThemeState(name).layerRecords()
    assert layers and len(layers) == len(records), f"{len(records)} records for {len(layers)} layers"
    for record in records:
        styles = record.layer().styleManager()
        assert record.currentStyle in styles.styles(), f"{record.layer().name()} has no style {record.currentStyle!r}"
        assert styles.setOverrideStyle(record.currentStyle)
        try:
            check_drawn(record.layer())
        finally:
            styles.restoreOverrideStyle()
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setLayerStyleOverrides(themes.mapThemeStyleOverrides(name))
    settings.setBackgroundColor(project.backgroundColor())
    settings.setOutputSize(QSize(1600, 1000))
    settings.setOutputDpi(110)
    settings.setDestinationCrs(project.crs())
    settings.setExtent(project.viewSettings().defaultViewExtent())
    settings.setTransformContext(project.transformContext())
    settings.setLabelingEngineSettings(project.labelingEngineSettings())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors(), "; ".join(e.message for e in job.errors())
    image = job.renderedImage()
    assert len({image.pixel(x, y) for x in range(0, 1600, 4) for y in range(0, 1000, 4)}) > 3, "the picture is empty"
    assert image.save(os.path.join(pictures, f"theme {name}.png"))


def check_layout(project, layout, pictures):
    for item in layout.items():
        if isinstance(item, QgsLayoutItemMap) and item.followVisibilityPreset():
            assert project.mapThemeCollection().hasMapTheme(item.followVisibilityPresetName())
    exporter = QgsLayoutExporter(layout)
    stem = os.path.join(pictures, f"layout {layout.name()}")
    png = QgsLayoutExporter.ImageExportSettings()
    png.dpi = 150
    assert exporter.exportToImage(stem + ".png", png) == QgsLayoutExporter.Success, "PNG not written"
    pdf = QgsLayoutExporter.PdfExportSettings()
    assert exporter.exportToPdf(stem + ".pdf", pdf) == QgsLayoutExporter.Success, "PDF not written"


def check_atlas(project, layout, pictures):
    folder = os.path.join(pictures, "atlas")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    pdf = QgsLayoutExporter.PdfExportSettings()
    pdf.textRenderFormat = QgsRenderContext.TextFormatAlwaysText
    result, why = QgsLayoutExporter.exportToPdfs(layout.atlas(), folder + os.sep, pdf)
    assert result == QgsLayoutExporter.Success, why
    regions = sorted(layout.atlas().coverageLayer().getFeatures(), key=lambda f: f["region_id"])
    files = sorted(os.listdir(folder))
    assert len(files) == len(regions) > 0, f"{len(files)} files for {len(regions)} regions"
    for file, region in zip(files, regions):
        text = subprocess.run(["pdftotext", os.path.join(folder, file), "-"], stdout=subprocess.PIPE, check=True)
        words = unicodedata.normalize("NFKC", " ".join(text.stdout.decode().split()))  # without ligatures
        assert region["name"] in words, f"{file} does not name {region['name']}"
        assert "[% " not in words, f"{file} holds an expression that was not understood"
        subprocess.run(["pdftoppm", "-r", "110", "-png", "-singlefile", os.path.join(folder, file),
                        os.path.join(folder, file[:-4])], check=True)


def main(path, pictures):
    os.makedirs(pictures, exist_ok=True)
    with tempfile.TemporaryDirectory() as elsewhere:
        folder = os.path.realpath(os.path.join(elsewhere, "moved"))
        shutil.copytree(os.path.dirname(os.path.abspath(path)), folder)
        moved = os.path.join(folder, os.path.basename(path))
        check("opens where it is", lambda: opened(path))
        check("no message while it is read", no_messages)
        project = opened(moved)
        QgsProject.instance().read(moved)  # expressions that look for layers look here
        project = QgsProject.instance()
        check("opens in a moved folder, sources beside it", check_basics, project, folder)
        names = project.mapThemeCollection().mapThemes()
        check("has themes", lambda: names or (_ for _ in ()).throw(AssertionError("none")))
        for layer in project.mapLayers().values():
            check(f"layer {layer.name()}: {layer.featureCount()} features, all drawn", check_drawn, layer)
        for name in names:
            check(f"theme {name}", check_theme, project, name, pictures)
        layouts = project.layoutManager().printLayouts()
        check("has a layout", lambda: layouts or (_ for _ in ()).throw(AssertionError("none")))
        for layout in layouts:
            check(f"layout {layout.name()} as PNG and PDF", check_layout, project, layout, pictures)
            if layout.atlas().enabled():
                check(f"atlas {layout.name()}, a PDF per region", check_atlas, project, layout, pictures)
        check("no message until the end", no_messages)
        project.clear()
    print(f"QGIS {Qgis.QGIS_VERSION}: {passed} passed, {failed} failed")
    return failed == 0 and passed > 0


if __name__ == "__main__":
    app = QgsApplication([], False)
    app.initQgis()
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: messages.append(f"{tag}: {text}") if level != Qgis.Success else None)
    fine = main(*sys.argv[1:3])
    app.exitQgis()
    sys.exit(0 if fine else 1)
