#include "geo/layer_metadata.hpp"

#include <fmt/format.h>

#include "geo/time.hpp"
#include "geo/xml.hpp"

namespace thalweg {
namespace {

std::string element(std::string_view name, const std::string& text) {
  return fmt::format("<{0}>{1}</{0}>\n", name, xml_escaped(text));
}

std::string elements(std::string_view name, const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += element(name, text);
  return all;
}

std::string time_span(const LayerMetadata& m) {
  if (!m.from || !m.to) return "<extent/>\n";
  return "<extent><temporal><period>\n" + element("start", format_instant(*m.from)) +
         element("end", format_instant(*m.to)) + "</period></temporal></extent>\n";
}

}  // namespace

std::string metadata_elements(const LayerMetadata& m) {
  return "<type>dataset</type>\n<language>ENG</language>\n" + element("title", m.title) +
         element("abstract", m.abstract) + elements("history", m.history) + elements("rights", m.rights) +
         elements("license", m.licences) + time_span(m);
}

std::string to_qmd(const LayerMetadata& metadata) {
  return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\">\n" +
         metadata_elements(metadata) + "</qgis>\n";
}

}  // namespace thalweg
