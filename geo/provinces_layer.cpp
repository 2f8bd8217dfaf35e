#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "geo/datasets.hpp"
#include "geo/error.hpp"
#include "geo/gdal.hpp"
#include "geo/map_layers.hpp"

namespace thalweg {
namespace {

struct Province {
  std::string name, name_zh, name_ko, country;
  Geometry area;
};

constexpr double kBeyond = 0.5;          // degrees that the line is prolonged by, out over the coast
constexpr std::size_t kDirection = 100;  // vertices at an end that give its direction

std::vector<Province> read_provinces() {
  const auto collection = nlohmann::json::parse(dataset_bytes("provinces/provinces.geojson"));
  std::vector<Province> out;
  for (const auto& feature : collection.at("features")) {
    const auto& p = feature.at("properties");
    Geometry area(OGR_G_CreateGeometryFromJson(feature.at("geometry").dump().c_str()));
    if (!area) bad_input("dataset provinces: {} has no geometry", p.at("name").dump());
    out.push_back({p.at("name"), p.at("name_zh"), p.at("name_ko"), p.at("country"), std::move(area)});
  }
  return out;
}

/// A point beyond an end, in the direction that the line comes from `before`.
LonLat beyond(LonLat end, LonLat before) {
  const double dx = end.lon - before.lon, dy = end.lat - before.lat, d = std::hypot(dx, dy);
  return {end.lon + dx / d * kBeyond, end.lat + dy / d * kBeyond};
}

Geometry prolonged_line(const Route& route) {
  const auto v = route.vertices();
  const std::size_t back = std::min(kDirection, v.size() - 1);
  Geometry line(OGR_G_CreateGeometry(wkbLineString));
  const auto add = [&](LonLat p) { OGR_G_AddPoint_2D(line.get(), p.lon, p.lat); };
  add(beyond(v.front(), v[back]));
  for (const LonLat& p : v) add(p);
  add(beyond(v.back(), v[v.size() - 1 - back]));
  return line;
}

template <typename Call>
void each_part(OGRGeometryH g, Call call) {
  if (!g) return;
  if (OGR_G_GetGeometryCount(g) == 0 || wkbFlatten(OGR_G_GetGeometryType(g)) == wkbPolygon) return call(g);
  for (int i = 0; i < OGR_G_GetGeometryCount(g); ++i) call(OGR_G_GetGeometryRef(g, i));
}

Geometry union_of(const std::vector<Province>& all, std::string_view country = {}) {
  Geometry parts(OGR_G_CreateGeometry(wkbMultiPolygon));
  for (const Province& p : all) {
    if (!country.empty() && p.country != country) continue;
    each_part(p.area.get(), [&](OGRGeometryH part) { OGR_G_AddGeometry(parts.get(), part); });
  }
  return Geometry(OGR_G_UnionCascaded(parts.get()));
}

LonLat point_inside(OGRGeometryH area) {
  const Geometry inside(OGR_G_PointOnSurface(area));
  return {OGR_G_GetX(inside.get(), 0), OGR_G_GetY(inside.get(), 0)};
}

/// The province of a country that the border has beside it there.
std::string_view province_at(std::string_view country, Chainage c) {
  const ProvinceStretch* last = nullptr;
  for (const ProvinceStretch& p : thalweg::provinces()) {
    if (p.country != country) continue;
    last = &p;
    if (c < p.stretch.to) break;
  }
  return last ? std::string_view(last->name) : "";
}

/// The land that the line bounds, on its left and on its right.
struct Banks {
  Geometry left{OGR_G_CreateGeometry(wkbMultiPolygon)}, right{OGR_G_CreateGeometry(wkbMultiPolygon)};
};

Banks banks_of(OGRGeometryH land, const Route& border, const Locator& locator) {
  const Geometry line = prolonged_line(border), outline(OGR_G_Boundary(land));
  const Geometry edges(OGR_G_Union(outline.get(), line.get()));
  const Geometry faces(OGR_G_Polygonize(edges.get()));
  Banks banks;
  each_part(faces.get(), [&](OGRGeometryH face) {
    const Geometry inside(OGR_G_PointOnSurface(face));
    if (!OGR_G_Intersects(face, line.get()) || !OGR_G_Intersects(land, inside.get())) return;
    Geometry& bank = locator.locate(point_inside(face)).side == Side::left ? banks.left : banks.right;
    OGR_G_AddGeometry(bank.get(), face);
  });
  banks.left.reset(OGR_G_UnionCascaded(banks.left.get()));
  banks.right.reset(OGR_G_UnionCascaded(banks.right.get()));
  return banks;
}

/// Gives land on the wrong side of the line to the province that the line has beside it there. Natural Earth's border
/// is up to some kilometres off the line.
void cut_along(std::vector<Province>& all, const Route& border) {
  const Locator locator(std::span(&border, 1), {false});
  const Banks banks = banks_of(union_of(all).get(), border, locator);
  for (const Side side : {Side::left, Side::right}) {
    const std::string& country = border.side_name(side);
    const Geometry& own = side == Side::left ? banks.left : banks.right;
    const Geometry& other = side == Side::left ? banks.right : banks.left;
    const Geometry gained(OGR_G_Difference(own.get(), union_of(all, country).get()));
    for (Province& p : all) {
      if (p.country != country) continue;
      Geometry parts(OGR_G_CreateGeometry(wkbMultiPolygon));
      const auto add = [&](OGRGeometryH part) { OGR_G_AddGeometry(parts.get(), part); };
      each_part(Geometry(OGR_G_Difference(p.area.get(), other.get())).get(), add);
      each_part(gained.get(), [&](OGRGeometryH piece) {
        if (province_at(country, locator.locate(point_inside(piece)).chainage) == p.name) add(piece);
      });
      p.area.reset(OGR_G_UnionCascaded(parts.get()));
    }
  }
}

MultiPolygon polygons_of(OGRGeometryH area) {
  MultiPolygon out;
  each_part(area, [&](OGRGeometryH part) {
    Polygon& rings = out.emplace_back();
    for (int r = 0; r < OGR_G_GetGeometryCount(part); ++r) {
      OGRGeometryH ring = OGR_G_GetGeometryRef(part, r);
      auto& points = rings.emplace_back();
      for (int i = 0; i < OGR_G_GetPointCount(ring); ++i) {
        points.push_back({OGR_G_GetX(ring, i), OGR_G_GetY(ring, i)});
      }
    }
  });
  return out;
}

bool along_border(const RouteSet& set) {
  for (std::uint32_t r = 0; r < set.routes.size(); ++r) {
    if (!set.context.river_changes(r).empty()) return true;
  }
  return false;
}

}  // namespace

std::optional<Table> provinces_table(const RouteSet& set) {
  if (!along_border(set)) return std::nullopt;
  gdal_setup();
  const GdalMessages quiet;
  std::vector<Province> provinces = read_provinces();
  cut_along(provinces, default_border());
  Texts name, name_zh, name_ko, country;
  MultiPolygons areas;
  for (const Province& p : provinces) {
    name.push_back(p.name);
    name_zh.push_back(p.name_zh);
    name_ko.push_back(p.name_ko);
    country.push_back(p.country);
    areas.push_back(polygons_of(p.area.get()));
  }
  return Table{"provinces",
               {{"name", name, -1, "name in Latin letters"},
                {"name_zh", name_zh, -1, "Chinese name"},
                {"name_ko", name_ko, -1, "Korean name"},
                {"country", country, -1, "country code"}},
               std::move(areas)};
}

}  // namespace thalweg
