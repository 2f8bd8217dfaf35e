#include "geo/corridors.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "geo/ellipsoid.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/geos.hpp"
#include "geo/site_cells.hpp"

namespace thalweg {
namespace {

constexpr double kPart = 50e3;          // metres that are buffered in one plane
constexpr double kLongestEdge = 5e3;    // in that plane
constexpr int kArcSteps = 16;           // a quarter circle: off by 0.12 % of the radius
constexpr double kSites = 50;           // per width
constexpr double kMostSites = 5e6;      // in all
constexpr double kMostLongitude = 170;  // from the middle

constexpr double kDegree = std::numbers::pi / 180;

/// The meridian in the middle of the routes.
double middle_longitude(const RouteSet& set) {
  double x = 0, y = 0;
  for (const Route& route : set.routes) {
    for (const LonLat& p : route.vertices()) {
      x += std::cos(p.lat * kDegree) * std::cos(p.lon * kDegree);
      y += std::cos(p.lat * kDegree) * std::sin(p.lon * kDegree);
    }
  }
  return std::round(std::atan2(y, x) / kDegree);
}

/// A longitude counted on from a meridian, in [-180, 180]. A whole meridian costs no digit.
double from_meridian(double lon, double meridian) {
  return std::remainder(lon - meridian, 360.0);
}

/// Vertices of a stretch, no edge longer than kLongestEdge.
std::vector<LonLat> dense_vertices(const Route& route, Stretch stretch) {
  std::vector<LonLat> out;
  const Line line = route.between(stretch);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0) {
      const double from = line[i - 1].m, length = line[i].m - from;
      const double pieces = std::ceil(length / kLongestEdge);
      for (double k = 1; k < pieces; ++k) out.push_back(route.at({from + length * k / pieces}));
    }
    out.push_back(line[i].at);
  }
  return out;
}

/// Makes the ground of one set of routes, in degrees counted on from the meridian in their middle.
class Ground {
 public:
  Ground(const RouteSet& set, const SegmentIndex& index, Span width)
      : set_(set), index_(index), width_(width), meridian_(middle_longitude(set)) {}

  std::vector<MultiPolygon> operator()() const {
    const GeosGeometry whole = this->whole();
    std::vector<GeosGeometry> lines;
    lines.push_back(geos_.boundary(whole.get()));
    const SiteCells cells(sites(), width_);
    for (const auto& [a, b] : cells.borders()) lines.push_back(geos_.line(std::vector{a, b}));
    const double antimeridian = from_meridian(180, meridian_);
    lines.push_back(geos_.line(std::vector<LonLat>{{antimeridian, -89}, {antimeridian, 89}}));
    const GeosGeometry noded = geos_.merged(geos_.collection(std::move(lines)).get());

    std::vector<std::vector<GeosGeometry>> faces(index_.segments().size());
    for (const GeosGeometry& face : geos_.faces(noded.get())) {
      const LonLat inside = geos_.inside(face.get());
      const GeosGeometry at = geos_.point(inside);
      if (GEOSIntersects_r(geos_.context(), whole.get(), at.get()) != 1) continue;
      faces[cells.owner_at(inside)].push_back(geos_.mapped(face.get(), [&](LonLat p) {
        return LonLat{p.lon + meridian_ - turn(inside.lon + meridian_), p.lat};
      }));
    }
    std::vector<MultiPolygon> out;
    for (auto& own : faces) out.push_back(geos_.polygons(geos_.merged(geos_.collection(std::move(own)).get()).get()));
    return out;
  }

 private:
  /// What must be taken from a longitude to bring it into [-180, 180].
  static double turn(double lon) { return lon > 180 ? 360 : lon < -180 ? -360 : 0; }

  /// Everything within the width of a route.
  [[nodiscard]] GeosGeometry whole() const {
    std::vector<GeosGeometry> parts;
    for (const Route& route : set_.routes) {
      const double length = route.length().m, pieces = std::ceil(length / kPart);
      for (double k = 0; k < pieces; ++k) {
        parts.push_back(part(route, {{length * k / pieces}, {length * (k + 1) / pieces}}));
      }
    }
    return geos_.merged(geos_.collection(std::move(parts)).get());
  }

  [[nodiscard]] GeosGeometry part(const Route& route, Stretch stretch) const {
    const LonLat middle = route.at({(stretch.from.m + stretch.to.m) / 2});
    std::vector<LonLat> plane;
    for (const LonLat& p : dense_vertices(route, stretch)) {
      const Geodesic g = geodesic_between(middle, p);
      plane.push_back(
          {g.length_m * std::sin(g.azimuth_start * kDegree), g.length_m * std::cos(g.azimuth_start * kDegree)});
    }
    return geos_.mapped(geos_.buffer(geos_.line(plane).get(), width_.m, kArcSteps).get(), [&](LonLat p) {
      const LonLat at = geodesic_step(middle, std::atan2(p.lon, p.lat) / kDegree, std::hypot(p.lon, p.lat)).at;
      return LonLat{from_meridian(at.lon, meridian_), at.lat};
    });
  }

  /// Points along the segments; those about a cut are as far from it as each other, so that the border runs through it.
  [[nodiscard]] std::vector<Site> sites() const {
    std::vector<Site> out;
    for (std::size_t i = 0; i < index_.segments().size(); ++i) {
      const Segment& s = index_.segments()[i];
      const double length = s.stretch.length().m;
      const double from_cut = std::min(width_.m / kSites / 10, length / 4);
      const double between = length - 2 * from_cut;
      const double pieces = std::ceil(between * kSites / width_.m);
      for (double k = 0; k <= pieces; ++k) {
        const LonLat p = set_.routes[s.route].at(s.stretch.from + Span{from_cut + between * k / pieces});
        out.push_back({{from_meridian(p.lon, meridian_), p.lat}, static_cast<std::uint32_t>(i)});
      }
    }
    return out;
  }

  const RouteSet& set_;
  const SegmentIndex& index_;
  Span width_;
  double meridian_;
  Geos geos_;
};

}  // namespace

void check_corridors(const RouteSet& set, Span width) {
  if (!(width.m > 0 && width <= kMaxCorridor)) {
    bad_input("--corridor {:g} km: must be more than 0 and at most {:g} km", width.m / 1000, kMaxCorridor.m / 1000);
  }
  if (set.length().m * kSites > kMostSites * width.m) {
    bad_input("--corridor {} m: is too narrow for {:.1f} km of routes; give {:.0f} m or more", width.m,
              set.length().m / 1000, std::ceil(set.length().m * kSites / kMostSites));
  }
  const double reach = width.m / wgs84_form::kB / kDegree, meridian = middle_longitude(set);
  for (const Route& route : set.routes) {
    for (const LonLat& p : dense_vertices(route, {{0}, {route.length().m}})) {
      if (std::abs(p.lat) + reach > kMaxSiteLatitude) {
        bad_input("--corridor: route '{}' comes to latitude {:.1f}; corridors end at {:g}", route.name(), p.lat,
                  kMaxSiteLatitude);
      }
      if (std::abs(from_meridian(p.lon, meridian)) + reach / std::cos(p.lat * kDegree) > kMostLongitude) {
        bad_input(
            "--corridor: the routes go round the Earth (from longitude {:g} to {:.1f}); give parts of them one by one",
            meridian, p.lon);
      }
    }
  }
}

std::vector<MultiPolygon> corridors(const RouteSet& set, const SegmentIndex& index, Span width) {
  check_corridors(set, width);
  return Ground(set, index, width)();
}

Table corridors_table(const Table& segments, std::vector<MultiPolygon> ground) {
  std::vector<bool> has_ground;
  for (const MultiPolygon& polygons : ground) has_ground.push_back(!polygons.empty());
  Table out;
  out.name = "corridors";
  for (const Column& column : segments.columns) out.columns.push_back(chosen(column, has_ground));
  std::erase_if(ground, [](const MultiPolygon& polygons) { return polygons.empty(); });
  out.geometry = std::move(ground);
  return out;
}

}  // namespace thalweg
