#include "geo/locator_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "geo/datasets.hpp"
#include "geo/map_frame.hpp"
#include "geo/words.hpp"

namespace thalweg {
namespace {

struct Province {
  std::string country;
  std::vector<std::vector<LonLat>> shells;
};

std::vector<Province> read_provinces() {
  std::vector<Province> out;
  const auto collection = nlohmann::json::parse(dataset_bytes("provinces/provinces.geojson"));
  for (const auto& feature : collection.at("features")) {
    Province& province = out.emplace_back();
    province.country = feature.at("properties").at("country");
    const auto add = [&](const nlohmann::json& polygon) {
      std::vector<LonLat>& shell = province.shells.emplace_back();
      for (const auto& v : polygon.at(0)) shell.push_back({v.at(0), v.at(1)});
    };
    const nlohmann::json& geometry = feature.at("geometry");
    if (geometry.at("type") == "Polygon") add(geometry.at("coordinates"));
    if (geometry.at("type") == "MultiPolygon") {
      for (const auto& polygon : geometry.at("coordinates")) add(polygon);
    }
  }
  return out;
}

std::span<const Province> province_shapes() {
  static const std::vector<Province> all = read_provinces();
  return all;
}

std::vector<LonLat> positions_of(const Line& line) {
  std::vector<LonLat> out;
  for (const Vertex& v : line) out.push_back(v.at);
  return out;
}

struct Box {
  double left, top, right, bottom;
  [[nodiscard]] bool meets(const Box& b) const {
    return left < b.right && b.left < right && top < b.bottom && b.top < bottom;
  }
};

class Map {
 public:
  Map(const ScopeReport& report, const Surroundings& around, PictureSize size)
      : report_(report),
        around_(around),
        frame_(around.set.routes, picture_width(size) * (size == PictureSize::wide ? 0.75 : 1)),
        svg_(
            size == PictureSize::wide ? "locator-wide" : "locator-narrow", "Map of " + report.scope.name,
            fmt::format("The whole line{}, its towns and hot spots.",
                        report.scope.kind == ScopeKind::whole ? "" : ", on which the part of this document stands out"),
            frame_.width(), frame_.height()) {}

  Svg draw() {
    const std::vector<const Province*> land = provinces_in_frame();
    svg_.rect(land.empty() ? "tw-ground" : "tw-water", 0, 0, frame_.width(), frame_.height());
    svg_.begin_clip(0, 0, frame_.width(), frame_.height());
    provinces(land);
    for (const HotSpot& spot : report_.hotspots.spots) along("tw-hot-line", spot.route, spot.stretch);
    for (const Route& route : around_.set.routes) svg_.path("tw-route", frame_.path(route.vertices()));
    if (report_.scope.kind != ScopeKind::whole) {
      for (const Segment& part : report_.scope.parts) along("tw-part", part.route, part.stretch);
    }
    scale_bar();
    keep_clear_of_routes();
    spot_numbers();
    if (around_.set.routes.size() > 1) route_names();
    towns();
    svg_.end_group();
    return std::move(svg_);
  }

 private:
  [[nodiscard]] std::vector<const Province*> provinces_in_frame() const {
    std::vector<const Province*> out;
    const auto seen = [&](const std::vector<LonLat>& shell) {
      return std::ranges::any_of(frame_.project(shell), [&](Pixel p) { return frame_.holds(p); });
    };
    for (const Province& province : province_shapes()) {
      if (std::ranges::any_of(province.shells, seen)) out.push_back(&province);
    }
    return out;
  }

  void provinces(const std::vector<const Province*>& land) {
    const SideNames& sides = around_.set.routes.front().sides();
    for (const Province* province : land) {
      const std::string side = province->country == sides.left ? "tw-land-left" : "tw-land-right";
      for (const auto& shell : province->shells) {
        SvgPath path = frame_.path(shell);
        svg_.path("tw-province " + side, path.close());
      }
    }
  }

  void along(const char* cls, std::uint32_t route, Stretch stretch) {
    svg_.path(cls, frame_.path(positions_of(around_.set.routes[route].between(stretch))));
  }

  /// Names do not cover the line.
  void keep_clear_of_routes() {
    constexpr double step = 4;
    for (const Route& route : around_.set.routes) {
      Pixel last{-step, -step};
      for (const Pixel& p : frame_.project(route.vertices())) {
        if (std::hypot(p.x - last.x, p.y - last.y) < step) continue;
        taken_.push_back({p.x - 2, p.y - 2, p.x + 2, p.y + 2});
        last = p;
      }
    }
  }

  [[nodiscard]] bool inside(const RoutePlace& town) const {
    return std::ranges::any_of(report_.scope.parts, [&](const Segment& part) {
      return part.route == town.route && !(town.at < part.stretch.from) && town.at < part.stretch.to;
    });
  }

  /// Names around their dots where nothing else is: the widely known towns, and more in a region.
  void towns() {
    const int most = report_.scope.kind == ScopeKind::region ? 2 : 1;
    std::vector<RoutePlace> order = around_.towns;
    std::ranges::stable_partition(order, [&](const RoutePlace& t) { return inside(t) && t.rank <= most; });
    for (const RoutePlace& town : order) {
      const std::vector<Pixel> at = frame_.project(std::array{town.position});
      if (at.empty() || !frame_.holds(at[0]) || town.rank > (inside(town) ? most : 1)) continue;
      name(town, at[0]);
    }
  }

  void name(const RoutePlace& town, Pixel p) {
    const double width = text_width(town.name, 10.5) * 0.95, left = p.x - 7 - width, right = p.x + 7;
    const double up = town.side == Side::right ? 1 : -1, middle = p.x - width / 2;
    const std::array<Pixel, 8> places{Pixel{right, p.y + 4},
                                      Pixel{left, p.y + 4},
                                      Pixel{right, p.y + 4 + 8 * up},
                                      Pixel{left, p.y + 4 + 8 * up},
                                      Pixel{middle, p.y + 4 + 12 * up},
                                      Pixel{right, p.y + 4 - 8 * up},
                                      Pixel{left, p.y + 4 - 8 * up},
                                      Pixel{middle, p.y + 4 - 12 * up}};
    for (const Pixel& q : places) {
      const Box box{q.x - 2, q.y - 10, q.x + width + 2, q.y + 3};
      if (!fits(box)) continue;
      taken_.push_back(box);
      taken_.push_back({p.x - 4, p.y - 4, p.x + 4, p.y + 4});
      svg_.circle("tw-place", p.x, p.y, 2.6, fmt::format("{}, km {:.1f}", town.name, town.at.m / 1000));
      svg_.text("tw-small tw-halo", q.x, q.y, town.name);
      return;
    }
  }

  [[nodiscard]] bool fits(const Box& box) const {
    if (box.left < 2 || box.top < 2 || box.right > frame_.width() - 2 || box.bottom > frame_.height() - 2) return false;
    return std::ranges::none_of(taken_, [&](const Box& b) { return b.meets(box); });
  }

  void route_names() {
    for (const Route& route : around_.set.routes) {
      const double half = text_width(route.name(), 10.5) / 2;
      for (const Pixel& p : frame_.project(std::array{route.at({route.length().m / 2})})) {
        for (const double down : {-8.0, 16.0, -20.0, 28.0}) {
          const double x = std::clamp(p.x, half + 3, std::max(half + 3, frame_.width() - half - 3));
          const Box box{x - half, p.y + down - 10, x + half, p.y + down + 3};
          if (!fits(box)) continue;
          taken_.push_back(box);
          svg_.text("tw-small tw-bold tw-halo", x, p.y + down, route.name(), Anchor::middle);
          break;
        }
      }
    }
  }

  void spot_numbers() {
    for (std::size_t i = 0; i < report_.hotspots.spots.size(); ++i) {
      const HotSpot& spot = report_.hotspots.spots[i];
      const Chainage middle{(spot.stretch.from.m + spot.stretch.to.m) / 2};
      for (const Pixel& p : frame_.project(std::array{around_.set.routes[spot.route].at(middle)})) {
        spot_number(std::to_string(i + 1), p);
      }
    }
  }

  void spot_number(const std::string& number, Pixel p) {
    for (const double away : {15.0, 22.0, 30.0}) {
      for (const Pixel& q :
           {Pixel{p.x, p.y - away}, Pixel{p.x, p.y + away}, Pixel{p.x + away, p.y}, Pixel{p.x - away, p.y}}) {
        const Box box{q.x - 7, q.y - 7, q.x + 7, q.y + 7};
        if (!fits(box)) continue;
        taken_.push_back(box);
        svg_.circle("tw-spot-bar", q.x, q.y, 8);
        svg_.text("tw-small tw-bold tw-on-spot", q.x, q.y + 4, number, Anchor::middle);
        return;
      }
    }
  }

  /// In the lower right corner, beneath an arrow to the north.
  void scale_bar() {
    const double most = frame_.width() * 0.22, metres = nice_number(most * frame_.metres_per_pixel() / 2.5);
    const double length = metres / frame_.metres_per_pixel(), x = frame_.width() - length - 12,
                 y = frame_.height() - 12;
    svg_.path("tw-ink", SvgPath().move(x, y).line(x + length, y).line(x + length, y + 3).line(x, y + 3).close());
    svg_.text("tw-small tw-halo", x + length / 2, y - 5, length_text({metres}), Anchor::middle);
    const double north = x + length / 2;
    svg_.path(
        "tw-ink",
        SvgPath().move(north, y - 46).line(north + 5, y - 32).line(north, y - 35).line(north - 5, y - 32).close());
    svg_.text("tw-small tw-halo tw-bold", north, y - 20, "N", Anchor::middle);
    taken_.push_back({x - 4, y - 50, frame_.width(), frame_.height()});
  }

  const ScopeReport& report_;
  const Surroundings& around_;
  MapFrame frame_;
  Svg svg_;
  std::vector<Box> taken_;
};

}  // namespace

Svg locator_map(const ScopeReport& report, const Surroundings& around, PictureSize size) {
  return Map(report, around, size).draw();
}

}  // namespace thalweg
