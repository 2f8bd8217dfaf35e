#include "geo/plot.hpp"

#include <utility>

#include "geo/error.hpp"
#include "geo/files.hpp"
#include "geo/locator_map.hpp"
#include "geo/picture_style.hpp"
#include "geo/raster.hpp"
#include "geo/space_time.hpp"
#include "geo/staging.hpp"
#include "geo/strip_map.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

const ScopeReport& find_document(const Report& report, const std::string& wanted) {
  if (wanted.empty()) return report.scopes.front();
  std::string names;
  for (const ScopeReport& s : report.scopes) {
    if (s.scope.id == wanted || s.scope.name == wanted) return s;
    names += (names.empty() ? "" : ", ") + s.scope.id;
  }
  bad_input("--document: there is no '{}'; there are {}", wanted, names);
}

Svg drawn(const PlotRequest& request, const ScopeReport& scope, const Surroundings& around) {
  const PictureSize size = request.narrow ? PictureSize::narrow : PictureSize::wide;
  if (request.kind == PlotKind::strip) return strip_map(scope, around, size);
  if (request.kind == PlotKind::locator) return locator_map(scope, around, size);
  auto svg = space_time(scope, around, size);
  if (!svg) bad_input("--kind spacetime: no event has a time");
  return *std::move(svg);
}

}  // namespace

PlotKind parse_plot_kind(std::string_view name) {
  if (name == "strip") return PlotKind::strip;
  if (name == "locator") return PlotKind::locator;
  if (name == "spacetime") return PlotKind::spacetime;
  bad_input("--kind: there is no '{}'; there are strip, locator, spacetime", name);
}

ReportAnalysis analyze_plot(const AnalysisOptions& events, const ReportOptions& options, const PlotRequest& request,
                            const RouteSet& set, const fs::path& out) {
  const std::string ending = lower_case(out.extension().string());
  if (ending != ".svg" && ending != ".png") bad_input("{}: plots are written as .svg or .png", out.string());
  if (!(request.scale > 0 && request.scale <= 20))
    bad_input("--scale: {} is not above 0 and at most 20", request.scale);
  check_new_file(out, events.overwrite);
  Staging staging(out);
  ReportAnalysis result = read_report(events, options, set);
  const Surroundings around(set);
  const std::string svg =
      drawn(request, find_document(result.report, request.document), around).document(picture_style(Scheme::light));
  const fs::path file = staging.path(out.filename().string());
  if (ending == ".svg") write_file(file, svg);
  if (ending == ".png") write_png(file, svg, request.scale);
  staging.commit();
  add_outputs(result, events, out);
  return result;
}

}  // namespace thalweg
