#include "geo/exposure.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "geo/column_names.hpp"
#include "geo/error.hpp"
#include "geo/shapes.hpp"

namespace thalweg {
namespace {

struct FileColumn {
  std::string file, column;
};

FileColumn split(const std::string& spec) {
  std::error_code ignored;
  const auto colon = spec.rfind(':');
  if (colon == std::string::npos || std::filesystem::exists(spec, ignored)) return {spec, "exposure"};
  if (colon + 1 == spec.size()) bad_input("--exposure: '{}' names no column after the colon", spec);
  return {spec.substr(0, colon), spec.substr(colon + 1)};
}

Stretch on_route(const Shape& s, const std::string& where, Span length) {
  const Stretch given{{*s.from_km * 1000}, {*s.to_km * 1000}};
  const Stretch clipped{{std::max(given.from.m, 0.0)}, {std::min(given.to.m, length.m)}};
  if (!(given.from < given.to))
    bad_input("{}: from_km is {}, to_km {}; it must end after it begins", where, *s.from_km, *s.to_km);
  if (!(clipped.from < clipped.to)) {
    bad_input("{}: km {} to {} is outside the route (0 to {:.3f} km)", where, *s.from_km, *s.to_km, length.m / 1000);
  }
  return clipped;
}

}  // namespace

Exposure::Exposure(std::string unit, std::vector<Amount> amounts) : unit_(std::move(unit)) {
  double most = 0;
  for (const Amount& a : amounts) {
    if (!(a.amount >= 0) || std::isinf(a.amount)) bad_input("an exposure of {} is not a number >= 0", a.amount);
    most = std::max(most, a.amount);
    if (a.route >= routes_.size()) routes_.resize(a.route + 1);
  }
  if (!(most > 0)) bad_input("the exposure '{}' is 0 everywhere; rates need some", unit_);
  std::ranges::stable_sort(amounts, {}, [](const Amount& a) { return a.stretch.from.m; });
  for (const Amount& a : amounts) {
    Along& along = routes_[a.route];
    along.reach.push_back(std::max(along.reach.empty() ? a.stretch.to.m : along.reach.back(), a.stretch.to.m));
    along.amounts.push_back(a);
  }
}

double Exposure::of(std::uint32_t route, Stretch s) const {
  if (route >= routes_.size()) return 0;
  const Along& along = routes_[route];
  // Amounts before `first` end before the stretch begins.
  const auto first = std::ranges::lower_bound(along.reach, s.from.m) - along.reach.begin();
  double sum = 0;
  for (auto a = along.amounts.begin() + first; a != along.amounts.end() && a->stretch.from < s.to; ++a) {
    if (a->stretch.from == a->stretch.to) {
      if (a->stretch.from >= s.from) sum += a->amount;
      continue;
    }
    const double shared = std::min(a->stretch.to.m, s.to.m) - std::max(a->stretch.from.m, s.from.m);
    if (shared > 0) sum += a->amount * (shared / a->stretch.length().m);
  }
  return sum;
}

ExposureFile read_exposure(const std::string& spec, const RouteSet& set, Span max_offset) {
  const auto [file, column] = split(spec);
  const std::vector<Shape> shapes = read_shapes(file, column);
  std::vector<Exposure::Amount> amounts;
  std::size_t far = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Shape& s = shapes[i];
    const std::string where = fmt::format("--exposure: {} row {}", file, i + 1);
    if (!s.amount || !(*s.amount >= 0)) {
      bad_input("{}: '{}' is {}; it must be a number >= 0", where, column,
                s.amount ? fmt::format("{}", *s.amount) : "missing or no number");
    }
    if (s.from_km && s.to_km) {
      if (set.routes.size() > 1) {
        bad_input("--exposure: a table of stretches goes with one route; this one has {}", set.routes.size());
      }
      amounts.push_back({0, on_route(s, where, set.routes[0].length()), *s.amount});
    } else if (s.point) {
      const Location at = set.locator.locate(*s.point);
      const double last =
          std::nextafter(set.routes[at.route].length().m, 0);  // a route's very end is in its last segment
      const Chainage c{std::min(at.chainage.m, last)};
      if (at.offset > max_offset)
        ++far;
      else
        amounts.push_back({at.route, {c, c}, *s.amount});
    } else {
      bad_input("{}: has neither from_km and to_km nor a point", where);
    }
  }
  if (amounts.empty())
    bad_input("--exposure: none of {} points of {} is within {:g} km of the route", far, file, max_offset.m / 1000);
  std::optional<std::string> note;
  if (far > 0) {
    note = fmt::format("exposure: {} of {} points are farther than {:g} km from the route and do not count", far,
                       shapes.size(), max_offset.m / 1000);
  }
  return {Exposure(slug(column), std::move(amounts)), std::move(note)};
}

}  // namespace thalweg
