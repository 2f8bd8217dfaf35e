#include "geo/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "catch.hpp"
#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/locate.hpp"
#include "geo/read.hpp"
#include "geo/write.hpp"
#include "routes.hpp"
#include "temp_folder.hpp"

using namespace thalweg;

namespace {

constexpr Instant kSince{1514764800000};  // 2018-01-01T00:00:00Z by date(1)
constexpr Instant kUntil{1546300800000};  // 2019-01-01T00:00:00Z
constexpr std::int64_t kDay = 86400000;

/// Along the equator, which is a geodesic: a right angle to it is a meridian.
Route equator(double degrees) {
  return Route("equator", {"north", "south"}, {{0, 0}, {degrees / 3, 0}, {degrees, 0}});
}

SimulateOptions basic(double events, std::uint64_t seed) {
  SimulateOptions o;
  o.events = events;
  o.since = kSince;
  o.until = kUntil;
  o.seed = seed;
  return o;
}

/// All rows of a simulation, taken `rows` at a time.
struct Sample {
  std::vector<double> chainage, offset, lon, lat;
  std::vector<std::int64_t> id, ms;
  std::vector<std::string> category, side;
};

template <typename T>
void append(std::vector<T>& to, const Table& from, const char* column) {
  for (const auto& v : std::get<std::vector<std::optional<T>>>(from.find(column)->values)) to.push_back(v.value());
}

Sample draw(const Route& route, const SimulateOptions& options, std::size_t rows = 1000) {
  Simulator simulator(route, options);
  Sample s;
  for (Table t = simulator.next(rows); t.rows() > 0; t = simulator.next(rows)) {
    append(s.chainage, t, "true_chainage_m");
    append(s.offset, t, "true_offset_m");
    append(s.lon, t, "lon");
    append(s.lat, t, "lat");
    append(s.id, t, "id");
    append(s.category, t, "category");
    append(s.side, t, "true_side");
    for (const auto& v : std::get<Instants>(t.find("date")->values)) s.ms.push_back(v.value().ms);
  }
  return s;
}

/// Kolmogorov–Smirnov distance of values from the uniform distribution on [low, high).
double uniform_distance(std::vector<double> values, double low, double high) {
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  double worst = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double f = (values[i] - low) / (high - low);
    worst = std::max({worst, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return worst;
}

/// Exceeded with probability 0.001 for large n: sqrt(-ln(0.0005) / 2) / sqrt(n) (Smirnov 1948,
/// doi:10.1214/aoms/1177730256).
double critical_distance(std::size_t n) {
  return 1.9495 / std::sqrt(static_cast<double>(n));
}

/// Whether a count is within 4 standard deviations of a Poisson mean (missed by chance with probability 6e-5).
bool fits(double count, double mean) {
  return std::abs(count - mean) <= 4 * std::sqrt(mean);
}

double count_between(const Sample& s, double from, double to) {
  return static_cast<double>(std::ranges::count_if(s.chainage, [&](double c) { return c >= from && c < to; }));
}

std::string message_of(const SimulateOptions& o) {
  try {
    Simulator(equator(10), o);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a flat simulation is uniform along the route and in time") {
  const Route route = equator(10);
  const Sample s = draw(route, basic(20000, 7));
  CHECK(fits(static_cast<double>(s.chainage.size()), 20000));
  CHECK(uniform_distance(s.chainage, 0, route.length().m) < critical_distance(s.chainage.size()));
  const std::vector<double> ms(s.ms.begin(), s.ms.end());
  CHECK(uniform_distance(ms, static_cast<double>(kSince.ms), static_cast<double>(kUntil.ms)) <
        critical_distance(ms.size()));
  CHECK(std::ranges::is_sorted(s.ms));
  CHECK(s.id.back() == static_cast<std::int64_t>(s.id.size()));
}

TEST_CASE("numbers of events are Poisson: mean and variance agree over seeds") {
  const Route route = equator(1);
  constexpr int seeds = 400;
  double sum = 0, squares = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const auto n = static_cast<double>(draw(route, basic(50, static_cast<std::uint64_t>(seed))).id.size());
    sum += n;
    squares += n * n;
  }
  const double mean = sum / seeds, variance = (squares - sum * mean) / (seeds - 1);
  CHECK(fits(sum, 50.0 * seeds));
  CHECK(variance / mean == Approx(1).margin(4 * std::sqrt(2.0 / seeds)));  // index of dispersion: chi2(n - 1) / (n - 1)
}

TEST_CASE("hot stretches get their factor times the rate, and overlapping ones the product") {
  const Route route = equator(10);  // 1113.195 km
  SimulateOptions o = basic(0, 11);
  o.events.reset();
  o.rate_per_km = 10;
  o.hot = {parse_hot_stretch("100km-200km:8"), parse_hot_stretch("150km-250km:0.5"),
           parse_hot_stretch("400km-500km:0")};
  const Sample s = draw(route, o);
  const double rest_km = route.length().m / 1000 - 250;
  CHECK(Simulator(route, o).expected() == Approx(10 * (50 * 8 + 50 * 4 + 50 * 0.5 + rest_km)));
  CHECK(fits(count_between(s, 100e3, 150e3), 10 * 50 * 8));
  CHECK(fits(count_between(s, 150e3, 200e3), 10 * 50 * 4));
  CHECK(fits(count_between(s, 200e3, 250e3), 10 * 50 * 0.5));
  CHECK(count_between(s, 400e3, 500e3) == 0);
  CHECK(fits(static_cast<double>(s.id.size()), Simulator(route, o).expected()));
}

TEST_CASE("categories keep their shares, in hot stretches those of the stretch") {
  const Route route = equator(10);
  SimulateOptions o = basic(20000, 3);
  o.categories = parse_categories("smuggling:5, seizure:2,crossing");
  o.hot = {parse_hot_stretch("0km-500km:3:seizure:1,fire:3")};
  const Sample s = draw(route, o);
  std::map<std::string, double> cold, hot;
  double cold_all = 0, hot_all = 0;
  for (std::size_t i = 0; i < s.id.size(); ++i) {
    const bool inside = s.chainage[i] < 500e3;
    ++(inside ? hot : cold)[s.category[i]];
    ++(inside ? hot_all : cold_all);
  }
  CHECK(fits(cold["smuggling"], cold_all * 5 / 8));
  CHECK(fits(cold["seizure"], cold_all * 2 / 8));
  CHECK(fits(cold["crossing"], cold_all * 1 / 8));
  CHECK(fits(hot["seizure"], hot_all / 4));
  CHECK(hot.size() == 2);
}

TEST_CASE("offsets have the stated median, sides their share, both independent of place") {
  SimulateOptions o = basic(20000, 5);
  o.offset_median = {2500};
  o.left_share = 0.8;
  const Sample s = draw(equator(10), o);
  const auto n = static_cast<double>(s.id.size());
  CHECK(fits(static_cast<double>(std::ranges::count_if(s.offset, [](double m) { return m < 2500; })), n / 2));
  CHECK(fits(static_cast<double>(std::ranges::count(s.side, "north")), 0.8 * n));
  std::vector<double> share;  // 1 - exp(-x ln 2 / median) is uniform if x is exponential
  for (const double x : s.offset) share.push_back(1 - std::exp2(-x / 2500));
  CHECK(uniform_distance(share, 0, 1) < critical_distance(share.size()));
}

TEST_CASE("a change date moves events in time and keeps their number") {
  SimulateOptions o = basic(20000, 9);
  o.change = Instant{kSince.ms + 73 * kDay};  // a fifth of the year
  o.change_factor = 4;
  const Sample s = draw(equator(10), o);
  const auto n = static_cast<double>(s.ms.size());
  const auto before = static_cast<double>(std::ranges::count_if(s.ms, [&](auto t) { return t < o.change->ms; }));
  CHECK(fits(n, 20000));
  CHECK(fits(before, 20000.0 * 1 / 17));  // 1 part of 1 + 4 * 4
  o.change_factor = 0;
  CHECK(std::ranges::max(draw(equator(10), o).ms) < o.change->ms);
}

TEST_CASE("positions stand at the drawn offset, side and chainage where the line is straight") {
  const Route route = equator(10);
  const Sample s = draw(route, basic(2000, 13));
  const Locator locator(std::vector<Route>{route});
  for (std::size_t i = 0; i < s.id.size(); ++i) {
    const Location at = locator.locate(LonLat{s.lon[i], s.lat[i]});
    CHECK(std::abs(at.chainage.m - s.chainage[i]) < 0.06 + 1e-3);  // 0.5e-6 degrees, and the millimetre rounding
    CHECK(std::abs(at.offset.m - s.offset[i]) < 0.06 + 1e-3);
    if (s.offset[i] > 0.2) CHECK(route.side_name(at.side) == s.side[i]);
  }
}

TEST_CASE("the nearest place of a winding route is never farther than the drawn offset") {
  const Route route = test::border();
  const Sample s = draw(route, basic(3000, 17));
  const Locator locator(std::vector<Route>{route});
  for (std::size_t i = 0; i < s.id.size(); ++i) {
    CHECK(locator.locate(LonLat{s.lon[i], s.lat[i]}).offset.m < s.offset[i] + 0.08 + 2e-3);
  }
}

TEST_CASE("the same seed gives the same rows, in batches of any size, another seed gives others") {
  const Route route = test::border();
  const SimulateOptions o = basic(500, 42);
  const Sample a = draw(route, o, 7), b = draw(route, o, 100000);
  CHECK(a.lon == b.lon);
  CHECK(a.lat == b.lat);
  CHECK(a.ms == b.ms);
  CHECK(a.category == b.category);
  CHECK(draw(route, basic(500, 43)).lon != a.lon);
}

TEST_CASE("a simulated table says so and is complete") {
  Simulator simulator(equator(1), basic(20, 1));
  const Table t = simulator.next();
  CHECK(t.name == "simulated_events");
  for (const Column& c : t.columns) {
    CHECK(c.size() == t.rows());
    CHECK_FALSE(c.comment.empty());
  }
  CHECK(std::get<Points>(t.geometry).size() == t.rows());
  for (const auto& source : std::get<Texts>(t.find("source")->values)) CHECK(source == "simulated");
  CHECK(simulator.next().rows() == 0);
  CHECK(simulator.next().rows() == 0);
}

TEST_CASE("hot stretches and categories are parsed or refused with the reason") {
  const HotStretch hot = parse_hot_stretch("700km-760500m:8");
  CHECK(hot.stretch == Stretch{{700e3}, {760.5e3}});
  CHECK(hot.factor == 8);
  CHECK(hot.categories.empty());
  CHECK(parse_hot_stretch("0-1km:2:a:3,b").categories == std::vector<CategoryShare>{{"a", 3}, {"b", 1}});
  for (const char* bad : {"", "700km", "700km-760km", "760km-700km:8", "1km-1km:2", "a-b:2", "1km-2km:x", "1km-2km:-1",
                          "1km-2km:nan", "1km-2km:inf", "1km-2km:2:", "-1km-2km:2", ":", "-:"}) {
    INFO(bad);
    CHECK_THROWS_AS(parse_hot_stretch(bad), Error);
  }
  for (const char* bad : {"", ",", "a,", ":2", "a:", "a:0", "a:-1", "a:nan", "a:1e999"}) {
    INFO(bad);
    CHECK_THROWS_AS(parse_categories(bad), Error);
  }
}

TEST_CASE("impossible simulations are refused and the option is named") {
  const auto refuses = [](auto change, std::string_view part) {
    SimulateOptions o = basic(10, 1);
    change(o);
    INFO(message_of(o));
    CHECK(message_of(o).find(part) != std::string::npos);
  };
  refuses([](auto& o) { o.events.reset(); }, "either the expected number of events or a rate per km");
  refuses([](auto& o) { o.rate_per_km = 1; }, "either");
  refuses([](auto& o) { o.events = 0; }, "expected number of events is 0");
  refuses([](auto& o) { o.events = std::nan(""); }, "expected number of events is nan");
  refuses([](auto& o) { o.until = o.since; }, "--since and --until");
  refuses([](auto& o) { o.change = Instant{0}; }, "change date");
  refuses([](auto& o) { o.hot = {parse_hot_stretch("1000km-2000km:2")}; }, "is not a stretch of route 'equator'");
  refuses([](auto& o) { o.hot = {{{{0}, {equator(10).length().m}}, 0, {}}}; }, "no place or time");
  refuses([](auto& o) { o.categories.clear(); }, "no category");
  refuses([](auto& o) { o.left_share = 1.5; }, "share of the left side is 1.5");
  refuses([](auto& o) { o.offset_median = {-1}; }, "median offset is -1");
}

TEST_CASE("a simulated table written as CSV reads back as the same events") {
  const test::TempFolder folder;
  SimulateOptions o = basic(300, 19);
  o.precision = {500};
  o.categories = parse_categories("smuggling:5,seizure:2");
  const Table t = Simulator(test::border(), o).next();
  const auto path = folder.path() / "simulated.csv";
  write_table(path, false, t);
  ReadOptions options;
  options.sources = {path.string()};
  EventReader reader(options);
  EventBatch events;
  REQUIRE(reader.next(events));
  CHECK(events.rejects.empty());
  CHECK(events.position == std::get<Points>(t.geometry));
  REQUIRE(events.size() == t.rows());
  for (std::size_t i = 0; i < t.rows(); ++i) {
    CHECK(events.time[i] == std::get<Instants>(t.find("date")->values)[i]);
    CHECK(reader.categories()[events.category[i]] == std::get<Texts>(t.find("category")->values)[i]);
    CHECK(events.precision_m[i] == 500.0);
    CHECK(events.weight[i] == 1.0);
  }
}
