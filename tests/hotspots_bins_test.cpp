#include "geo/hotspots_bins.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "catch.hpp"
#include "geo/hotspots_methods.hpp"
#include "located_events.hpp"
#include "messages.hpp"
#include "random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::vector<GridRoute> two_lines() {
  return {{"long", 20050, 1}, {"short", 10000, 2}};
}

ProfileGrid grid(double bin_m = 50, PeriodKind period = PeriodKind::month) {
  return {two_lines(), bin_m, period};
}

ProfileCell cell(std::uint32_t route, std::size_t bin, PeriodNumber period, std::uint64_t count) {
  ProfileCell c;
  c.route = route;
  c.bin = bin;
  c.period = period;
  c.count = count;
  c.weight.add(static_cast<double>(count));
  return c;
}

constexpr PeriodNumber kJanuary2018 = 48 * 12;

Profile profile_of(const ProfileGrid& g, const std::vector<ProfileCell>& cells, Coverage coverage = {}) {
  ProfileBuilder builder(g);
  for (const ProfileCell& c : cells) {
    builder.add(c);
    coverage.accounting.located += c.count;
  }
  return builder.finish({}, coverage);
}

}  // namespace

TEST_CASE("hot spot bins group a profile's, route by route", "[hotspots]") {
  Random random(1);
  std::vector<ProfileCell> cells;
  for (int k = 0; k < 300; ++k) {
    const auto route = static_cast<std::uint32_t>(random.below(2));
    cells.push_back(cell(route, random.below(route == 0 ? 401 : 200), kNoPeriod, 1 + random.below(5)));
  }
  const Profile profile = profile_of(grid(), cells);
  const HotSpotBins b = bins_of(profile, std::nullopt, PeriodKind::none);
  CHECK(b.bin_m == 100);  // 30 km of routes
  CHECK(default_hotspot_bin({1384e3}).m == 1000);
  CHECK(default_hotspot_bin({99.9e3}).m == 100);
  CHECK(default_hotspot_bin({5e3}).m == 10);
  CHECK(default_hotspot_bin({50}).m == 1);
  CHECK(b.first == std::vector<std::size_t>{0, 201, 301});
  CHECK(b.total() == profile.total());
  CHECK(b.without_time == 0);
  for (std::uint32_t r = 0; r < 2; ++r) {
    const BinnedLine own = profile.line(r), line = b.line(r);
    REQUIRE(line.value.size() == bin_count(own.length_m, 100));
    std::vector<double> sums(line.value.size());
    for (std::size_t i = 0; i < own.value.size(); ++i) sums[i / 2] += own.value[i];
    CHECK(line.value == sums);
  }
  CHECK(b.route_of(200) == 0);
  CHECK(b.route_of(201) == 1);
  CHECK(b.stretch(199, 201) == Stretch{{19900}, {20050}});
  CHECK(b.stretch(201, 203) == Stretch{{0}, {200}});
  CHECK(bins_of(profile, Span{50}, PeriodKind::none).first.back() == 601);
  CHECK_THAT(message_of([&] { bins_of(profile, Span{75}, PeriodKind::none); }), Contains("a multiple of those"));
  CHECK_THAT(message_of([&] { bins_of(profile, Span{10}, PeriodKind::none); }), Contains("bins of 50 m"));
}

TEST_CASE("hot spot bins cut time where the data begin and end", "[hotspots]") {
  Coverage coverage;
  coverage.accounting.first = parse_iso8601("2018-01-11T07:00Z");
  coverage.accounting.last = parse_iso8601("2019-02-03T07:00Z");
  const std::vector<ProfileCell> cells{cell(0, 3, kJanuary2018, 4), cell(0, 3, kJanuary2018 + 13, 2),
                                       cell(1, 7, kJanuary2018 + 6, 1), cell(1, 7, kNoPeriod, 5)};
  const Profile profile = profile_of(grid(), cells, coverage);
  const HotSpotBins months = bins_of(profile, std::nullopt, PeriodKind::month);
  CHECK(months.counts.size() == 14);
  CHECK(months.without_time == 5);
  CHECK(months.total() == 7);
  CHECK(months.from.front() == *parse_iso8601("2018-01-11"));
  CHECK(months.from[1] == *parse_iso8601("2018-02-01"));
  CHECK(months.from.back() == *parse_iso8601("2019-02-04"));
  const HotSpotBins years = bins_of(profile, std::nullopt, PeriodKind::year);
  CHECK(years.counts.size() == 2);
  CHECK(years.counts[0][1] == 4);
  CHECK(years.counts[1][1] == 2);
  CHECK(years.counts[0][201 + 3] == 1);

  coverage.since = parse_iso8601("2017-12-15");
  coverage.until = parse_iso8601("2019-04-01");
  const HotSpotBins stated = bins_of(profile_of(grid(), cells, coverage), std::nullopt, PeriodKind::month);
  CHECK(stated.counts.size() == 16);
  CHECK(stated.from.front() == *coverage.since);
  CHECK(stated.from.back() == *coverage.until);

  const auto message = [](const Profile& p, PeriodKind kind) {
    return message_of([&] { bins_of(p, std::nullopt, kind); });
  };
  CHECK_THAT(message(profile, PeriodKind::day), Contains("whose periods are 'month'"));
  CHECK_THAT(message(profile_of(grid(), {cell(0, 1, kNoPeriod, 3)}), PeriodKind::year),
             Contains("no event has a time"));
}

TEST_CASE("hot spots of several routes are found on the right one", "[hotspots]") {
  Random random(5);
  std::vector<ProfileCell> cells;
  for (int k = 0; k < 400; ++k) {
    const bool hot = random.below(3) == 0;
    const auto route = static_cast<std::uint32_t>(hot ? 1 : random.below(3) / 2);
    const std::size_t bin = hot ? 100 + random.below(20) : random.below(route == 0 ? 401 : 200);
    cells.push_back(
        cell(route, bin, kJanuary2018 + static_cast<PeriodNumber>(hot ? 5 + random.below(3) : random.below(24)), 1));
  }
  const Profile profile = profile_of(grid(), cells);
  MonteCarlo monte_carlo;
  monte_carlo.replicates = 99;
  const HotSpotBins whole = bins_of(profile, std::nullopt, PeriodKind::none);
  KdePlusRequest kde;
  kde.bandwidth = {500};
  const HotSpotFindings all[]{find_by_scan(whole, {}, monte_carlo), find_by_kde_plus(whole, kde, monte_carlo)};
  for (const HotSpotFindings& found : all) {
    INFO(found.method.name);
    const double off = found.method.name == "scan" ? 300 : std::sqrt(5) * 500;  // bins; how far the kernel carries
    REQUIRE(!found.spots.empty());
    const HotSpot& best = found.spots[0];
    CHECK(best.route == 1);
    CHECK(std::abs(best.stretch.from.m - 5000) <= off);
    CHECK(std::abs(best.stretch.to.m - 6000) <= off);
    CHECK(best.expected == Approx(400 * best.stretch.length().m / 30050));
    CHECK(best.risk.lower.value() < best.risk.value.value());
    for (const Column& column : found.method.columns) CHECK(column.size() == found.spots.size());
  }
  const HotSpotFindings timed = find_by_scan(bins_of(profile, Span{200}, PeriodKind::month), {}, monte_carlo);
  REQUIRE(!timed.spots.empty());
  CHECK(timed.method.columns[1].name == "from_time");
  CHECK(std::get<Instants>(timed.method.columns[1].values)[0] == parse_iso8601("2018-06-01"));
  CHECK(std::get<Instants>(timed.method.columns[2].values)[0] == parse_iso8601("2018-09-01"));
}
