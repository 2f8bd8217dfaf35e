#include "geo/profile.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "geo/profile_builder.hpp"
#include "located_events.hpp"
#include "messages.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::vector<Route> two_routes() {
  return {random_walk(60, {126, 41}, 51), Route("meridian", {"W", "E"}, {{127, 40}, {127, 40.3}})};
}

Instant moment(const char* text) {
  return *parse_iso8601(text);
}

/// Event `i` of one batch at the end of another.
void append(LocatedBatch& to, const LocatedBatch& from, std::size_t i) {
  to.places.push_back(from.places[i]);
  to.within.push_back(from.within[i]);
  EventBatch& e = to.events;
  e.row.push_back(from.events.row[i]);
  e.position.push_back(from.events.position[i]);
  e.time.push_back(from.events.time[i]);
  e.category.push_back(from.events.category[i]);
  e.weight.push_back(from.events.weight[i]);
  e.precision_m.push_back(from.events.precision_m[i]);
  ++e.read;
}

template <typename Keep>
LocatedBatch kept(const LocatedBatch& all, Keep keep) {
  LocatedBatch out;
  for (std::size_t i = 0; i < all.places.size(); ++i) {
    if (keep(i)) append(out, all, i);
  }
  return out;
}

/// The cells alone, with their categories' names.
using Row = std::tuple<std::uint32_t, std::size_t, PeriodNumber, std::string, Side, PrecisionClass>;
using Sums = std::map<Row, std::pair<std::uint64_t, std::int64_t>>;

Sums sums_of(const Profile& p) {
  Sums out;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const ProfileCell c = p.cell(i);
    const std::string name = c.category == kNoCategory ? "" : p.categories()[c.category];
    out[{c.route, c.bin, c.period, name, c.side, c.precision}] = {c.count, c.weight.steps()};
  }
  CHECK(out.size() == p.size());
  return out;
}

Sums sums_of(const LocatedBatch& batch, const std::vector<Route>& routes, double bin_m) {
  Sums out;
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (!batch.within[i]) continue;
    const auto& [route, side, chainage, offset, alt] = batch.places[i];
    std::size_t bin = 0;
    while (static_cast<double>(bin + 1) * bin_m <= std::min(chainage.m, routes[route].length().m - 1e-9)) ++bin;
    PeriodNumber month = kNoPeriod;
    if (const auto& t = batch.events.time[i]) {  // format_instant is older than the calendar
      month = std::stoi(format_instant(*t).substr(0, 4)) * 12 + std::stoi(format_instant(*t).substr(5, 2)) - 23641;
    }
    const std::uint32_t category = batch.events.category[i];
    const auto radius = batch.events.precision_m[i];
    const double r = radius.value_or(-1);
    const int precision = !radius ? 0 : 1 + (r > 100) + (r > 1e3) + (r > 5e3) + (r > 25e3) + (r > 100e3);
    auto& [count, steps] = out[{route, bin, month, category == kNoCategory ? "" : kKinds[category], side,
                                static_cast<PrecisionClass>(precision)}];
    ++count;
    steps += std::llround(batch.events.weight[i] * 1048576);
  }
  return out;
}

}  // namespace

TEST_CASE("a profile holds what counting one by one gives", "[profile]") {
  const auto routes = two_routes();
  const ProfileGrid grid(routes, {250});
  const LocatedBatch events = random_located(routes, 3000, 1);
  const Profile p = profile_of_batch(grid, events);
  CHECK(sums_of(p) == sums_of(events, routes, 250));
  CHECK(p.total() == coverage_of(events).accounting.located);
  CHECK(std::ranges::is_sorted(p.categories()));
}

TEST_CASE("merging profiles commutes and is associative", "[profile]") {
  const auto routes = two_routes();
  const ProfileGrid grid(routes, {100});
  const Profile a = profile_of_batch(grid, random_located(routes, 500, 2));
  const Profile b = profile_of_batch(grid, random_located(routes, 300, 3));
  const Profile c = profile_of_batch(grid, kept(random_located(routes, 300, 4), [](auto i) { return i % 7 == 0; }));
  Profile left = a, bc = b, right = a, ba = b, ab = a, empty(grid);
  ab.merge(b);
  ba.merge(a);
  CHECK(ab == ba);
  left.merge(b);
  left.merge(c);
  bc.merge(c);
  right.merge(bc);
  CHECK(left == right);
  CHECK(left.total() == a.total() + b.total() + c.total());
  CHECK(left.total_weight().steps() == a.total_weight().steps() + b.total_weight().steps() + c.total_weight().steps());
  empty.merge(a);
  CHECK(empty == a);
  Profile same = a;
  same.merge(Profile(grid));
  CHECK(same == a);
}

TEST_CASE("the profile of a concatenation is the merge of the profiles, in any portions and order", "[profile]") {
  const auto routes = two_routes();
  const ProfileGrid grid(routes, {20}, PeriodKind::day);
  LocatedBatch all = random_located(routes, 150'000, 5);  // more than the builder's buffer holds
  const Profile whole = profile_of_batch(grid, all);
  const std::size_t cut = GENERATE(1UL, 70'000UL, 149'999UL);
  Profile parts = profile_of_batch(grid, kept(all, [&](auto i) { return i >= cut; }));
  parts.merge(profile_of_batch(grid, kept(all, [&](auto i) { return i < cut; })));
  CHECK(parts == whole);
  // In portions and backwards, with the categories numbered in another order.
  const std::vector<std::string> names(kKinds.rbegin(), kKinds.rend());
  for (auto& c : all.events.category) c = c == kNoCategory ? c : static_cast<std::uint32_t>(kKinds.size()) - 1 - c;
  ProfileBuilder builder(grid);
  LocatedBatch portion;
  for (std::size_t i = all.places.size(); i-- > 0;) {
    append(portion, all, i);
    if (i % cut == 0 || portion.places.size() > 50'000) builder.add(std::exchange(portion, {}));
  }
  builder.add(portion);
  CHECK(builder.finish(names, coverage_of(all)) == whole);
}

TEST_CASE("a filtered profile is the profile of the filtered events", "[profile]") {
  const auto routes = two_routes();
  const ProfileGrid grid(routes, {100});
  const LocatedBatch events = random_located(routes, 4000, 6);
  const Profile p = profile_of_batch(grid, events);
  const EventBatch& e = events.events;
  CellFilter filter;
  const auto check = [&](auto keep) {
    const Profile some = p.filtered(filter);
    CHECK(sums_of(some) == sums_of(profile_of_batch(grid, kept(events, keep))));
    const Accounting& a = some.coverage.accounting;
    CHECK(a.located == some.total());
    CHECK(a.read == a.located + a.too_far + a.rejected_total());
    CHECK(a.read + a.filtered == e.read);
  };
  filter.categories = {"arrest", "越境", "unheard of"};
  check([&](auto i) { return e.category[i] == 1 || e.category[i] == 3; });
  filter = {};
  filter.side = Side::right;
  check([&](auto i) { return events.places[i].side == Side::right; });
  filter = {};
  filter.since = moment("2017-05-01");
  filter.until = moment("2018-02-01");
  check([&](auto i) { return e.time[i] && *e.time[i] >= *filter.since && *e.time[i] < *filter.until; });
  CHECK(p.filtered(filter).coverage.accounting.rejected.at("no_time") > 0);
  filter = {};
  filter.precisions = {PrecisionClass::m100, PrecisionClass::km1};
  check([&](auto i) { return e.precision_m[i] && *e.precision_m[i] <= 1000; });
  CHECK(p.filtered({}) == p);
}

TEST_CASE("a filter in time needs whole periods where events may lie on both sides", "[profile]") {
  const auto routes = two_routes();
  LocatedBatch events = random_located(routes, 100, 7);
  for (auto& t : events.events.time)
    t = std::clamp(t.value_or(moment("2017-06-01")), moment("2017-03-10"), moment("2018-03-10"));
  const Profile p = profile_of_batch(ProfileGrid(routes), events);
  CellFilter filter;
  filter.since = moment("2017-05-02");
  CHECK_THAT(message_of([&] { (void)p.filtered(filter); }),
             Contains("--since 2017-05-02T00:00:00Z is inside of a month") && Contains("use 2017-05-01T00:00:00Z or"));
  filter.since = moment("2017-03-05");  // nothing is before it in its month
  CHECK(p.filtered(filter).total() == p.total());
  filter = {};
  filter.until = moment("2018-03-05");
  CHECK_THAT(message_of([&] { (void)p.filtered(filter); }), Contains("--until 2018-03-05T00:00:00Z is inside"));
  filter.until = moment("2018-03-20");
  CHECK(p.filtered(filter).total() == p.total());
  const Profile timeless = profile_of_batch(ProfileGrid(routes, {10}, PeriodKind::none), events);
  CHECK_THAT(message_of([&] { (void)timeless.filtered(filter); }), Contains("does not tell when"));
}

TEST_CASE("a line sums the cells of its route by bin", "[profile]") {
  const auto routes = two_routes();
  const ProfileGrid grid(routes, {300});
  const LocatedBatch events = random_located(routes, 2000, 8);
  const Profile p = profile_of_batch(grid, events);
  CellFilter left;
  left.side = Side::left;
  for (std::uint32_t r = 0; r < 2; ++r) {
    const BinnedLine counts = p.line(r), weights = p.line(r, Measure::weight), some = p.line(r, Measure::count, left);
    REQUIRE(counts.value.size() == bin_count(routes[r].length().m, 300));
    std::vector<double> count(counts.value.size()), weight(count), on_left(count);
    for (std::size_t i = 0; i < events.places.size(); ++i) {
      if (!events.within[i] || events.places[i].route != r) continue;
      const std::size_t bin = grid.bin_at(r, events.places[i].chainage);
      ++count[bin];
      weight[bin] += static_cast<double>(std::llround(events.events.weight[i] * 1048576)) / 1048576;
      on_left[bin] += events.places[i].side == Side::left;
    }
    CHECK(counts.value == count);
    CHECK(weights.value == weight);
    CHECK(some.value == on_left);
    CHECK(counts.length_m == routes[r].length().m);
  }
}

TEST_CASE("a bin holds its start but not its end, and the route's end belongs to the last", "[profile]") {
  const std::vector<Route> routes{random_walk(60, {126, 41}, 52)};
  for (const double width : {10.0, 0.1, 33.3, 1000.0 / 3}) {
    const ProfileGrid grid(routes, {width});
    for (std::size_t k = 0; k < grid.bins(); k += 1 + grid.bins() / 1000) {
      const double edge = static_cast<double>(k) * width;
      CHECK(grid.bin_at(0, {edge}) == k);
      if (k > 0) CHECK(grid.bin_at(0, {std::nextafter(edge, 0)}) == k - 1);
    }
    CHECK(grid.bin_at(0, {routes[0].length().m}) == grid.bins() - 1);
    CHECK(grid.bin_at(0, {-1}) == 0);
    CHECK(grid.bin_at(0, {1e12}) == grid.bins() - 1);
  }
}

TEST_CASE("grids that do not fit are refused", "[profile]") {
  const auto routes = two_routes();
  const auto make = [&](double bin) { return message_of([&] { ProfileGrid(routes, {bin}); }); };
  CHECK_THAT(make(0), Contains("a bin of 0 m does not fit"));
  CHECK_THAT(make(-5), Contains("must be > 0"));
  CHECK_THAT(make(1e9), Contains("at most the route's length"));
  CHECK_THAT(make(1e-4), Contains("choose wider ones"));
  const std::vector<Route> twins{routes[1], routes[1]};
  CHECK_THAT(message_of([&] { ProfileGrid(twins, {10}); }), Contains("two routes are called 'meridian'"));
}

TEST_CASE("profiles on different grids are not merged", "[profile]") {
  const auto routes = two_routes();
  Profile p{ProfileGrid(routes)};
  const auto merge = [&](const ProfileGrid& other) { return message_of([&] { p.merge(Profile(other)); }); };
  CHECK_THAT(merge(ProfileGrid(routes, {20})), Contains("bins of 10 m and 20 m"));
  CHECK_THAT(merge(ProfileGrid(routes, {10}, PeriodKind::year)), Contains("period month and year"));
  CHECK_THAT(merge(ProfileGrid(std::span(routes).first(1))), Contains("2 routes and 1"));
  const std::vector<Route> renamed{routes[0], Route("other", {}, {{127, 40}, {127, 40.3}})};
  CHECK_THAT(merge(ProfileGrid(renamed)), Contains("route 'meridian' and 'other'"));
  const std::vector<Route> moved{routes[0], Route("meridian", {}, {{127, 40}, {127, 40.2999999}})};
  CHECK_THAT(merge(ProfileGrid(moved)), Contains("with vertices"));
}

TEST_CASE("more categories than a key has room for are refused", "[profile]") {
  const std::vector<Route> routes{Route("long", {}, {{0, 0}, {60, 0}})};
  const ProfileGrid grid(routes, {0.1}, PeriodKind::day);
  ProfileBuilder builder(grid);
  const auto most = ProfileKey(grid).max_categories();
  REQUIRE(most == 1023);  // 64 bits less 26 of the bins, 23 of the days, 5 of side and class
  ProfileCell cell;
  cell.count = 1;
  std::vector<std::string> names;
  for (cell.category = 0; cell.category < most; ++cell.category) {
    builder.add(cell);
    names.push_back(fmt::format("kind {}", cell.category));
  }
  CHECK_THAT(message_of([&] { builder.add(cell); }), Contains("1024 categories are more than"));
  CHECK(builder.finish(names, {}).total() == most);
}

TEST_CASE("weights beyond what a sum holds are refused, and merging then changes nothing", "[profile]") {
  const auto routes = two_routes();
  ProfileBuilder builder{ProfileGrid(routes)};
  ProfileCell cell;
  cell.count = 1;
  cell.weight.add(8e12);
  builder.add(cell);
  Profile p = builder.finish({}, {}), before = p;
  CHECK_THAT(message_of([&] { p.merge(before); }), Contains("add up to more than 8.7e12"));
  CHECK(p == before);
}

TEST_CASE("periods of the calendar are found and written as ISO 8601", "[calendar]") {
  const auto text = [](PeriodKind kind, const char* t) { return format_period(kind, period_at(kind, moment(t))); };
  CHECK(text(PeriodKind::year, "2018-12-31T23:59:59.999Z") == "2018");
  CHECK(text(PeriodKind::month, "2018-12-31T23:59:59.999Z") == "2018-12");
  CHECK(text(PeriodKind::day, "2020-02-29T12:00") == "2020-02-29");
  CHECK(text(PeriodKind::month, "1969-12-31T23:59:59.999Z") == "1969-12");
  CHECK(text(PeriodKind::day, "0000-03-01") == "0000-03-01");
  CHECK(format_period(PeriodKind::month, period_at(PeriodKind::month, {-63'000'000'000'000})) == "-0027-08");
  CHECK(period_at(PeriodKind::none, moment("2018-01-01")) == kNoPeriod);
  CHECK(period_start(PeriodKind::month, -1) == moment("1969-12-01"));
  CHECK_THAT(message_of([] { (void)period_at(PeriodKind::day, {400'000'000'000'000}); }),
             Contains("outside the years"));
}

TEST_CASE("a period starts at its start, and its text reads back", "[calendar]") {
  Random random(9);
  for (const PeriodKind kind : {PeriodKind::year, PeriodKind::month, PeriodKind::day}) {
    for (int i = 0; i < 2000; ++i) {
      const auto span = static_cast<std::size_t>(last_period(kind) - first_period(kind));
      const PeriodNumber n = first_period(kind) + static_cast<PeriodNumber>(random.below(span));
      CHECK(period_at(kind, period_start(kind, n)) == n);
      CHECK(period_at(kind, {period_start(kind, n + 1).ms - 1}) == n);
      CHECK(parse_period(kind, format_period(kind, n)) == n);
    }
  }
  for (const char* bad : {"", "2018", "2018-13", "2018-00", "2018-1", "2018/01", "2018-01-01", " 2018-01", "+018-01"}) {
    CHECK(!parse_period(PeriodKind::month, bad));
  }
  CHECK(!parse_period(PeriodKind::day, "2019-02-29"));
  CHECK(parse_period_kind("day", "--period") == PeriodKind::day);
  CHECK_THAT(message_of([] { parse_period_kind("week", "--period"); }), Contains("'week' is no kind of period"));
}

TEST_CASE("precision classes take radii up to their limit", "[profile]") {
  CHECK(precision_class(std::nullopt) == PrecisionClass::unknown);
  CHECK(precision_class(0.0) == PrecisionClass::m100);
  CHECK(precision_class(100.0) == PrecisionClass::m100);
  CHECK(precision_class(100.1) == PrecisionClass::km1);
  CHECK(precision_class(25e3) == PrecisionClass::km25);
  CHECK(precision_class(1e6) == PrecisionClass::more);
  for (std::size_t c = 0; c < kPrecisionClasses; ++c) {
    const auto kind = static_cast<PrecisionClass>(c);
    CHECK(parse_precision_class(name_of(kind)) == kind);
  }
  CHECK(!parse_precision_class("10km"));
}
