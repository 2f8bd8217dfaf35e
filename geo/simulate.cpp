#include "geo/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/number.hpp"

namespace thalweg {
namespace {

/// To a multiple of 1 / steps.
double in_steps(double x, double steps) {
  return std::round(x * steps) / steps;
}

void check_range(std::string_view what, double value, bool ok, std::string_view limits) {
  if (!std::isfinite(value) || !ok) bad_input("simulate: {} is {}, must be {}", what, value, limits);
}

void check_categories(const std::vector<CategoryShare>& categories) {
  if (categories.empty()) bad_input("simulate: there is no category; give at least one");
  for (const CategoryShare& c : categories) {
    if (c.name.empty()) bad_input("simulate: a category has no name");
    if (!std::isfinite(c.share) || c.share <= 0) {
      bad_input("simulate: category '{}' has the share {}, must be a finite number > 0", c.name, c.share);
    }
  }
}

void check_hot(const HotStretch& hot, const Route& route) {
  const auto [from, to] = hot.stretch;
  if (!(from.m >= 0 && from < to && to.m <= route.length().m)) {
    bad_input("simulate: hot stretch {} m to {} m is not a stretch of route '{}', which goes from 0 to {} m", from.m,
              to.m, route.name(), route.length().m);
  }
  check_range("the factor of a hot stretch", hot.factor, hot.factor >= 0, "a finite number >= 0");
  if (!hot.categories.empty()) check_categories(hot.categories);
}

void check_times(const SimulateOptions& o) {
  if (o.since >= o.until) bad_input("simulate: there is no time between --since and --until");
  if (o.change && (*o.change < o.since || *o.change > o.until)) {
    bad_input("simulate: the change date must lie between --since and --until");
  }
  check_range("the factor after the change date", o.change_factor, o.change_factor >= 0, "a finite number >= 0");
}

void check(const SimulateOptions& o, const Route& route) {
  if (o.events.has_value() == o.rate_per_km.has_value()) {
    bad_input("simulate: give either the expected number of events or a rate per km");
  }
  if (o.events) check_range("the expected number of events", *o.events, *o.events > 0, "a finite number > 0");
  if (o.rate_per_km) check_range("the rate per km", *o.rate_per_km, *o.rate_per_km > 0, "a finite number > 0");
  check_categories(o.categories);
  for (const HotStretch& hot : o.hot) check_hot(hot, route);
  check_times(o);
  check_range("the median offset", o.offset_median.m, o.offset_median.m >= 0 && o.offset_median.m <= 100e3,
              "in [0, 100 km]");
  check_range("the share of the left side", o.left_share, o.left_share >= 0 && o.left_share <= 1, "in [0, 1]");
  check_range("the precision", o.precision.m, o.precision.m >= 0, "a finite length >= 0");
}

Table empty_table() {
  Table t;
  t.name = "simulated_events";
  t.geometry = Points{};
  t.columns = {
      {"id", Integers{}, -1, "number of the event, from 1, in order of time"},
      {"date", Instants{}, -1, "simulated moment, UTC"},
      {"category", Texts{}, -1, "simulated category"},
      {"lon", Reals{}, 6, "longitude, degrees on WGS84"},
      {"lat", Reals{}, 6, "latitude, degrees on WGS84"},
      {"precision_m", Reals{}, 1, "radius around the position within which the event is thought to be, metres"},
      {"weight", Reals{}, -1, "how much the event counts"},
      {"true_chainage_m", Reals{}, 3, "chainage that was drawn, metres from the start of the route"},
      {"true_offset_m", Reals{}, 3, "distance from the line at that chainage that was drawn, metres"},
      {"true_side", Texts{}, -1, "side of the line that was drawn"},
      {"source", Texts{}, -1, "`simulated`: no such event is known to have happened"},
  };
  return t;
}

}  // namespace

Simulator::Simulator(const Route& route, SimulateOptions options)
    : route_(route), options_(std::move(options)), engine_(options_.seed) {
  check(options_, route_);
  const auto vertices = route_.vertices();
  for (std::size_t i = 0; i + 1 < vertices.size(); ++i) {
    azimuth_.push_back(geodesic_between(vertices[i], vertices[i + 1]).azimuth_start);
  }
  cut_into_cells();
  scale();
}

/// Cuts the route where a hot stretch begins or ends, so that the rate is constant within a cell.
void Simulator::cut_into_cells() {
  mixtures_.push_back(options_.categories);
  std::vector<double> breaks{0, route_.length().m};
  for (const HotStretch& hot : options_.hot) {
    breaks.push_back(hot.stretch.from.m);
    breaks.push_back(hot.stretch.to.m);
    if (!hot.categories.empty()) mixtures_.push_back(hot.categories);
  }
  std::ranges::sort(breaks);
  breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
  for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
    Cell cell{{{breaks[i]}, {breaks[i + 1]}}, 1, mass_, 0};
    std::size_t mixture = 0;
    for (const HotStretch& hot : options_.hot) {
      if (!hot.categories.empty()) ++mixture;
      if (hot.stretch.from > cell.stretch.from || hot.stretch.to < cell.stretch.to) continue;
      cell.rate *= hot.factor;
      if (!hot.categories.empty()) cell.mixture = mixture;
    }
    mass_ += cell.rate * cell.stretch.length().m;
    cells_.push_back(cell);
  }
}

void Simulator::scale() {
  expected_ = options_.events ? *options_.events : *options_.rate_per_km * mass_ / 1000;
  const bool all_before = options_.change && options_.change_factor == 0 && *options_.change == options_.since;
  if (!(mass_ > 0) || all_before) bad_input("simulate: the factors leave no place or time where events can happen");
  check_range("the product of the factors and the length", mass_, true, "finite");
  check_range("the expected number of events", expected_, true, "finite");
}

/// In [0, 1), in steps of 2^-53.
double Simulator::uniform() {
  return static_cast<double>(engine_() >> 11) * 0x1p-53;
}

/// Of mean 1, by comparisons alone (von Neumann 1951, Various techniques used in connection with random digits): the
/// probability that a falling run from x has odd length is exp(-x).
double Simulator::exponential() {
  for (double whole = 0;; whole += 1) {
    const double first = uniform();
    double last = first;
    bool odd = true;
    for (double u = uniform(); u <= last; u = uniform()) {
      last = u;
      odd = !odd;
    }
    if (odd) return whole + first;
  }
}

/// The moment by which a share of the expected events has happened, down to the second but not before `since`.
Instant Simulator::time_of(double share) const {
  const double begin = static_cast<double>(options_.since.ms), end = static_cast<double>(options_.until.ms);
  const double change = options_.change ? static_cast<double>(options_.change->ms) : end;
  const double before = change - begin, after = (end - change) * options_.change_factor;
  const double mass = share * (before + after);
  const double ms =
      mass < before || options_.change_factor == 0 ? begin + mass : change + (mass - before) / options_.change_factor;
  const auto whole = static_cast<std::int64_t>(std::floor(ms / 1000)) * 1000;
  return {std::clamp(whole, options_.since.ms, options_.until.ms - 1)};
}

Simulator::Place Simulator::draw_place() {
  const double mass = uniform() * mass_;
  // The last cell that begins at or before `mass`: never one of rate 0, whose follower begins at the same mass.
  const auto after = std::ranges::upper_bound(cells_, mass, {}, &Cell::mass_before);
  const Cell& cell = *std::prev(after);
  const double along = cell.rate > 0 ? (mass - cell.mass_before) / cell.rate : 0;
  return {std::min(cell.stretch.from + Span{along}, cell.stretch.to), cell.mixture};
}

const std::string& Simulator::draw_category(std::size_t mixture) {
  const std::vector<CategoryShare>& categories = mixtures_[mixture];
  double all = 0;
  for (const CategoryShare& c : categories) all += c.share;
  double left = uniform() * all;
  for (const CategoryShare& c : categories) {
    left -= c.share;
    if (left < 0) return c.name;
  }
  return categories.back().name;
}

LonLat Simulator::position(Chainage c, Side side, double offset_m) const {
  const std::size_t edge = route_.edge_at(c);
  const GeodesicPoint foot = geodesic_step(route_.vertices()[edge], azimuth_[edge], c.m - route_.chainage_m()[edge]);
  const LonLat at = geodesic_step(foot.at, foot.azimuth + (side == Side::left ? -90 : 90), offset_m).at;
  return {in_steps(at.lon, 1e6), in_steps(at.lat, 1e6)};
}

Table Simulator::next(std::size_t rows) {
  constexpr double ln2 = 0.693147180559945309;
  Table t = empty_table();
  const auto put = [&t](std::size_t column, auto value) {
    using Values = std::vector<std::optional<decltype(value)>>;
    std::get<Values>(t.columns[column].values).push_back(std::move(value));
  };
  for (std::size_t i = 0; i < rows && arrived_ < expected_; ++i) {
    arrived_ += exponential();
    if (arrived_ >= expected_) break;
    const Place place = draw_place();
    const Side side = uniform() < options_.left_share ? Side::left : Side::right;
    const double offset = in_steps(exponential() * options_.offset_median.m / ln2, 1e3);
    const LonLat at = position(place.chainage, side, offset);
    put(0, ++made_);
    put(1, time_of(arrived_ / expected_));
    put(2, draw_category(place.mixture));
    put(3, at.lon);
    put(4, at.lat);
    put(5, options_.precision.m);
    put(6, 1.0);
    put(7, in_steps(place.chainage.m, 1e3));
    put(8, offset);
    put(9, route_.side_name(side));
    put(10, std::string("simulated"));
    std::get<Points>(t.geometry).push_back(at);
  }
  return t;
}

}  // namespace thalweg
