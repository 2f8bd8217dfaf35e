#include "geo/qml_labels.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geo/xml.hpp"

namespace thalweg {
namespace {

/// Points are labelled around (6: by cartographic preference), lines around a point of theirs, areas inside.
std::string placement(GeometryKind kind) {
  if (kind == GeometryKind::polygon) return "placement=\"1\"";
  const char* const around = "placement=\"6\" predefinedPositionOrder=\"TR,TL,BR,BL,R,L,TSR,BSR\"";
  if (kind == GeometryKind::point) return around;
  return fmt::format(
      "{} geometryGeneratorEnabled=\"1\" geometryGeneratorType=\"PointGeometry\" geometryGenerator=\"{}\"", around,
      "point_on_surface($geometry)");
}

std::string settings(const Label& l, GeometryKind kind) {
  return fmt::format(
      "<settings calloutType=\"simple\">\n"
      "<text-style fieldName=\"{}\" isExpression=\"1\" fontSize=\"{}\" fontSizeUnit=\"Point\" fontWeight=\"{}\" "
      "textColor=\"40,40,40,255\" multilineHeight=\"0.9\">"
      "<text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\"/>"
      "</text-style>\n<placement {} dist=\"{}\" distUnits=\"MM\" priority=\"{}\"/>\n"
      "<rendering drawLabels=\"1\" obstacle=\"1\"/>\n</settings>",
      xml_escaped(l.text), l.size, l.bold ? 75 : 50, placement(kind), l.distance, l.priority);
}

}  // namespace

std::string qml_labels(const std::string& column, GeometryKind kind) {
  return "<labeling type=\"simple\">" + settings({quoted_column(column)}, kind) + "</labeling>\n";
}

std::string qml_labels(std::span<const Label> labels, GeometryKind kind) {
  std::string rules;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Label& l = labels[i];
    rules += fmt::format("<rule key=\"label-{}\"", i);
    if (!l.filter.empty()) rules += fmt::format(" filter=\"{}\"", xml_escaped(l.filter));
    if (l.scale > 0) rules += fmt::format(" scalemaxdenom=\"{}\"", l.scale);
    if (l.beyond > 0 || l.scale > 0) rules += fmt::format(" scalemindenom=\"{}\"", std::max(1.0, l.beyond));
    rules += fmt::format(">{}</rule>\n", settings(l, kind));
  }
  return "<labeling type=\"rule-based\"><rules key=\"labels\">\n" + rules + "</rules></labeling>\n";
}

}  // namespace thalweg
