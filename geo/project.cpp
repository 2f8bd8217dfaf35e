#include "geo/project.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "geo/datasets.hpp"
#include "geo/error.hpp"
#include "geo/package.hpp"
#include "geo/project_styles.hpp"

namespace thalweg {
namespace {

constexpr double kFrame = 0.08;  // of the view, free around the data

struct KnownLayer {
  std::string_view table, title, group;
};

/// Our layers with geometry as they lie on each other, top to bottom.
constexpr std::array kKnown{
    KnownLayer{"places", "Places", "Places"},
    KnownLayer{"kilometre_posts", "Kilometre posts", "Places"},
    KnownLayer{"hotspots", "Hot spots", "Results"},
    KnownLayer{"sides", "Events per km on each side", "Results"},
    KnownLayer{"change", "Change after a date, by segment", "Results"},
    KnownLayer{"segments", "Events per km, by segment", "Results"},
    KnownLayer{"density", "Events per km, smoothed", "Results"},
    KnownLayer{"corridors", "Events per km, by corridor", "Results"},
    KnownLayer{"events", "Located events", "Events"},
    KnownLayer{"route", "Route", "Border"},
    KnownLayer{"regions", "Regions of the atlas", "Border"},
    KnownLayer{"provinces", "Provinces", "Basemap"},
};

std::string with_spaces(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

bool can_be_drawn(const PackageLayer& layer) {
  return layer.kind != GeometryKind::none && layer.rows > 0;
}

/// The layers in their order; those that are not ours after the results.
std::vector<ProjectLayer> arranged(const Package& package, const std::string& path) {
  std::vector<ProjectLayer> out;
  for (const auto& [table, title, group] : kKnown) {
    const PackageLayer* layer = package.find(table);
    if (!layer || !can_be_drawn(*layer)) continue;
    out.push_back({layer->name, std::string(title), std::string(group), layer->kind, layer->styles});
  }
  std::string names;
  auto after_results = std::ranges::find_if(
      out, [](const ProjectLayer& l) { return l.group == "Events" || l.group == "Border" || l.group == "Basemap"; });
  const bool any_known = !out.empty();
  for (const PackageLayer& layer : package.layers()) {
    names += (names.empty() ? "" : ", ") + layer.name;
    const bool known = std::ranges::find(kKnown, layer.name, &KnownLayer::table) != kKnown.end();
    if (known || !can_be_drawn(layer)) continue;
    after_results =
        out.insert(after_results, {layer.name, with_spaces(layer.name), "Results", layer.kind, layer.styles});
    ++after_results;
  }
  if (!any_known) {
    bad_input(
        "{}: none of its layers is one of ours with features (segments, change, density, hotspots, events, route, "
        "...); it holds {}",
        path, names.empty() ? "no layer" : names);
  }
  return out;
}

bool has_style(const ProjectLayer& layer, std::string_view name) {
  return std::ranges::find(layer.styles, name, &StoredStyle::name) != layer.styles.end();
}

/// Adds our own styles where the GeoPackage has none of that name.
void add_own_styles(Project& p, const Package& package) {
  for (ProjectLayer& layer : p.layers) {
    const PackageLayer& table = *package.find(layer.table);
    const auto add = [&](StoredStyle style) {
      if (!has_style(layer, style.name)) layer.styles.push_back(std::move(style));
    };
    if (layer.table == "provinces") {
      add(ground_style(true));
      add(ground_style(false));
      // the project shows it first
      std::ranges::rotate(layer.styles, std::ranges::find(layer.styles, kGround, &StoredStyle::name));
    }
    if (layer.table == "regions") add(atlas_page_style());
    if (layer.table != "segments") continue;
    if (table.has("count_left") && table.has("count_right")) {
      add(side_style(p.facts.strip, true));
      add(side_style(p.facts.strip, false));
    }
    if (table.has("rank_lo") && table.has("rank_hi")) add(rank_width_style());
  }
}

/// A theme of those of the layers that there are, drawn over the ground, with or without names; nothing if the first
/// one or its style is missing.
void add_theme(Project& p, std::string_view name, std::vector<MapTheme::Entry> wanted, bool named = true) {
  const ProjectLayer* subject = p.find(wanted.front().layer);
  if (!subject || (!wanted.front().style.empty() && !has_style(*subject, wanted.front().style))) return;
  if (named) wanted.push_back({"places", ""});
  wanted.push_back({"route", ""});
  wanted.push_back({"provinces", ground_style(named).name});
  MapTheme theme{std::string(name), {}};
  for (MapTheme::Entry& e : wanted) {
    const bool twice = std::ranges::find(theme.layers, e.layer, &MapTheme::Entry::layer) != theme.layers.end();
    if (p.find(e.layer) && !twice) theme.layers.push_back(std::move(e));
  }
  p.themes.push_back(std::move(theme));
}

void add_themes(Project& p) {
  const auto first_of = [&](std::initializer_list<const char*> tables) -> std::string {
    for (const char* table : tables) {
      if (p.find(table)) return table;
    }
    return p.layers.front().table;
  };
  const std::string subject = first_of({"segments", "change", "density", "hotspots", "events", "route"});
  add_theme(p, kOverviewTheme, {{subject, ""}});
  add_theme(p, "Both sides", {{"sides", ""}});
  add_theme(p, p.facts.left + " side", {{"segments", p.facts.left + " side"}});
  add_theme(p, p.facts.right + " side", {{"segments", p.facts.right + " side"}});
  add_theme(p, "Smoothed density", {{"density", ""}});
  add_theme(p, "Corridors", {{"corridors", ""}});
  add_theme(p, "Hot spots", {{"hotspots", ""}});
  add_theme(p, kChangeTheme, {{"change", ""}});
  add_theme(p, "Change of share", {{"change", "By change of share"}});
  add_theme(p, "Uncertainty", {{"segments", rank_width_style().name}});
  add_theme(p, "Located events", {{"events", ""}});
  if (p.find("regions")) {
    add_theme(p, kAtlasTheme, {{subject, ""}, {"kilometre_posts", ""}, {"regions", atlas_page_style().name}});
    add_theme(p, kLocatorTheme, {{subject, ""}}, false);
  }
}

/// Every vertex of the layer that the map is of.
std::vector<LonLat> positions_of(const Package& package, const std::vector<ProjectLayer>& layers) {
  for (const char* table : {"route", "segments", "change", "density", "regions", "hotspots", "events"}) {
    if (std::vector<LonLat> all = package.vertices(table); !all.empty()) return all;
  }
  for (const ProjectLayer& layer : layers) {
    if (std::vector<LonLat> all = package.vertices(layer.table); !all.empty()) return all;
  }
  return {};
}

std::string title_of(const ProjectFacts& facts, std::string_view about) {
  constexpr std::size_t most = 3;
  std::string names;
  for (std::size_t i = 0; i < std::min(most, facts.routes.size()); ++i) names += (i > 0 ? ", " : "") + facts.routes[i];
  if (facts.routes.size() > most) names += fmt::format(" and {} more", facts.routes.size() - most);
  return names.empty() ? "Events along a line" : fmt::format("{}: {}", names, about);
}

std::string abstract_of(const ProjectFacts& facts) {
  std::string text = facts.events ? fmt::format("{} events", *facts.events) : "Events";
  if (!facts.data.empty()) text += " of " + facts.data;
  if (!facts.first.empty()) text += fmt::format(", {} to {}", facts.first, facts.last);
  return text;
}

std::string credit(std::string_view dataset) {
  const auto all = datasets();
  const auto it = std::ranges::find(all, dataset, &DatasetInfo::name);
  return it == all.end() ? std::string() : fmt::format("{} ({})", it->attribution, it->licence);
}

/// Whose data the map shows.
std::string attribution_of(const Project& p) {
  const auto& routes = p.facts.routes;
  const bool border = p.find("provinces") || std::ranges::find(routes, default_border().name()) != routes.end();
  std::string text;
  if (!p.facts.data.empty()) text += fmt::format("Events: {}. ", p.facts.data);
  if (border) text += fmt::format("Border: {}; any line in joint water is a convention. ", credit("border"));
  if (p.find("places")) text += fmt::format("Places: {}. ", credit("places"));
  if (p.find("provinces")) text += fmt::format("Provinces: {}, cut along the border. ", credit("provinces"));
  return text + fmt::format("Projection: {}.", p.crs.name);
}

}  // namespace

const ProjectLayer* Project::find(std::string_view table) const {
  const auto it = std::ranges::find(layers, table, &ProjectLayer::table);
  return it == layers.end() ? nullptr : &*it;
}

const MapTheme* Project::theme(std::string_view name) const {
  const auto it = std::ranges::find(themes, name, &MapTheme::name);
  return it == themes.end() ? nullptr : &*it;
}

bool Project::is_about_change() const {
  return theme(kOverviewTheme)->layers.front().layer == "change";
}

Project make_project(const Package& package, const std::string& path) {
  Project p;
  p.layers = arranged(package, path);
  p.facts = read_facts(package);
  const std::vector<LonLat> positions = positions_of(package, p.layers);
  if (positions.empty()) bad_input("{}: its layers hold no feature; there is nothing to draw", path);
  p.crs = map_crs_for(positions);
  p.extent = extent_in(p.crs, positions).grown(kFrame);
  p.abstract = abstract_of(p.facts);
  p.attribution = attribution_of(p);
  add_own_styles(p, package);
  add_themes(p);
  p.change_title = title_of(p.facts, "how events changed");
  p.title = p.is_about_change() ? p.change_title : title_of(p.facts, "where events are concentrated");
  return p;
}

}  // namespace thalweg
