#include "geo/context.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "geo/error.hpp"

namespace thalweg {
namespace {

constexpr double kSampleStep = 500;    // metres
constexpr double kSliver = 200;        // metres; the shortest part of a stretch worth a mention
constexpr double kSampleWidth = 1e-3;  // metres; a sample is a piece of this length around the foot
constexpr std::size_t kMostNames = 3;
constexpr int kTownRank = 2;

const Locator& border_locator() {
  static const Locator locator(std::span(&default_border(), 1), {.runner_up = false});
  return locator;
}

double overlap(Stretch a, Stretch b) {
  return std::min(a.to.m, b.to.m) - std::max(a.from.m, b.from.m);
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += all.empty() ? name : " / " + name;
  return all;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

/// The names of those of `parts` that hold a share worth a mention of the pieces, in the pieces' order.
template <typename Part, typename Wanted>
std::optional<std::string> names_along(const std::vector<Stretch>& pieces, std::span<const Part> parts, Wanted wanted) {
  std::vector<std::string> names;
  for (const Stretch piece : pieces) {
    const double enough = std::min(kSliver, piece.length().m / 2);
    for (const Part& part : parts) {
      if (wanted(part) && overlap(part.stretch, piece) >= enough) add_once(names, part.name);
    }
  }
  if (names.empty()) return std::nullopt;
  return joined(names);
}

/// The name of the part that holds a place of the default border; the tables' last ends a rounding from its end.
template <typename Part, typename Wanted>
std::string name_at(Chainage c, std::span<const Part> parts, Wanted wanted) {
  std::string name;
  for (const Part& part : parts) {
    if (wanted(part) && part.stretch.from <= c) name = part.name;
  }
  return name;
}

bool is_main_town(const Place& place) {
  return place.kind == "town" && place.rank <= kTownRank;
}

}  // namespace

Context::Context(std::span<const Route> routes, const Locator& locator, std::span<const Place> places)
    : routes_(routes) {
  for (const Route& route : routes_) {
    is_border_.push_back(std::ranges::equal(route.vertices(), default_border().vertices()));
  }
  for (const Place& place : places) {
    const Location at = locator.locate(place.at);
    if (at.offset <= kPlaceReach) places_.push_back({&place, at});
  }
  std::ranges::stable_sort(places_, {}, [](const LocatedPlace& p) { return std::tuple(p.at.route, p.at.chainage); });
}

std::span<const Context::LocatedPlace> Context::places_in(std::uint32_t route, Stretch s) const {
  const auto key = [](const LocatedPlace& p) { return std::tuple(p.at.route, p.at.chainage); };
  const auto from = std::ranges::lower_bound(places_, std::tuple(route, s.from), {}, key);
  const bool to_the_end = s.to.m >= routes_[route].length().m;
  const auto to = to_the_end ? std::ranges::upper_bound(places_, route, {}, [](const auto& p) { return p.at.route; })
                             : std::ranges::lower_bound(places_, std::tuple(route, s.to), {}, key);
  return from < to ? std::span(from, to) : std::span<const LocatedPlace>();
}

const Context::LocatedPlace* Context::town_before(std::uint32_t route, Chainage c) const {
  const LocatedPlace* last = nullptr;
  for (const LocatedPlace& p : places_in(route, {{0}, c})) {
    if (is_main_town(*p.place)) last = &p;
  }
  return last;
}

const Context::LocatedPlace* Context::town_after(std::uint32_t route, Chainage c) const {
  for (const LocatedPlace& p : places_in(route, {c, Chainage{} + routes_[route].length()})) {
    if (is_main_town(*p.place)) return &p;
  }
  return nullptr;
}

std::string Context::name_of(std::uint32_t route, Stretch s) const {
  const auto inside = places_in(route, s);
  std::vector<LocatedPlace> best(inside.begin(), inside.end());
  std::ranges::stable_sort(
      best, {}, [](const LocatedPlace& p) { return std::tuple(p.place->kind != "town", p.place->rank, p.at.offset); });
  std::vector<std::string> names;
  for (const LocatedPlace& p : best) {
    if (names.size() < kMostNames) add_once(names, p.place->name);
  }
  if (!names.empty()) return joined(names);
  const LocatedPlace* before = town_before(route, s.from);
  const LocatedPlace* after = town_after(route, s.to);
  const auto km = [](Span d) { return std::max(1.0, std::round(d.m / 1000)); };
  if (before && after) return fmt::format("between {} and {}", before->place->name, after->place->name);
  if (before) return fmt::format("{}, {:.0f} km on", before->place->name, km(s.from - before->at.chainage));
  if (after) return fmt::format("{:.0f} km before {}", km(after->at.chainage - s.to), after->place->name);
  return {};
}

std::optional<Chainage> Context::border_chainage(std::uint32_t route, Chainage c) const {
  if (is_border_[route]) return c;
  const Location foot = border_locator().locate(routes_[route].at(c));
  if (foot.offset > kBorderReach) return std::nullopt;
  return foot.chainage;
}

std::vector<Stretch> Context::on_border(std::uint32_t route, Stretch s) const {
  if (is_border_[route]) return {s};
  const double length = s.length().m;
  const double steps = std::max(1.0, std::ceil(length / kSampleStep));
  std::vector<Stretch> pieces;
  for (double i = 0; i < steps; ++i) {
    const auto foot = border_chainage(route, s.from + Span{(i + 0.5) / steps * length});
    if (foot) pieces.push_back({*foot - Span{kSampleWidth / 2}, *foot + Span{kSampleWidth / 2}});
  }
  return pieces;
}

std::optional<std::string> Context::river(std::uint32_t route, Stretch s) const {
  return names_along(on_border(route, s), rivers(), [](const RiverStretch&) { return true; });
}

std::optional<std::string> Context::province(std::uint32_t route, Side side, Stretch s) const {
  if (side == Side::on) return std::nullopt;
  const std::string& country = routes_[route].side_name(side);
  const auto of_country = [&](const ProvinceStretch& p) { return p.country == country; };
  if (std::ranges::none_of(provinces(), of_country)) return std::nullopt;
  return names_along(on_border(route, s), provinces(), of_country);
}

template <typename Label>
std::vector<Chainage> Context::changes(std::uint32_t route, Label label) const {
  const auto label_at = [&](double m) {
    const auto foot = border_chainage(route, {m});
    return foot ? label(*foot) : std::string();
  };
  const double length = routes_[route].length().m;
  std::vector<Chainage> found;
  std::string here = label_at(0);
  for (double at = 0; at < length; at += kSampleStep) {
    double low = at, high = std::min(at + kSampleStep, length);
    std::string next = label_at(high);
    if (next == here) continue;
    while (high - low > kSampleWidth) {
      const double middle = (low + high) / 2;
      (label_at(middle) == here ? low : high) = middle;
    }
    found.push_back({high});
    here = std::move(next);
  }
  return found;
}

std::vector<Chainage> Context::river_changes(std::uint32_t route) const {
  return changes(route, [](Chainage c) { return name_at(c, rivers(), [](const RiverStretch&) { return true; }); });
}

std::vector<Chainage> Context::province_changes(std::uint32_t route) const {
  const auto& [left, right] = routes_[route].sides();
  return changes(route, [&](Chainage c) {
    const auto on = [&](const std::string& side) {
      return name_at(c, provinces(), [&](const ProvinceStretch& p) { return p.country == side; });
    };
    return on(left) + '|' + on(right);
  });
}

std::vector<Chainage> Context::town_feet(std::uint32_t route) const {
  std::vector<Chainage> feet;
  for (const LocatedPlace& p : places_in(route, {{0}, Chainage{} + routes_[route].length()})) {
    if (is_main_town(*p.place)) feet.push_back(p.at.chainage);
  }
  return feet;
}

}  // namespace thalweg
