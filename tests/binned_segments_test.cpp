#include "geo/binned_segments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "geo/profile_read.hpp"
#include "geo/profile_source.hpp"
#include "geo/profile_table.hpp"
#include "geo/route_set.hpp"
#include "geo/write.hpp"
#include "located_events.hpp"
#include "messages.hpp"
#include "routes.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::vector<Route> two_routes() {
  return {random_walk(60, {126, 41}, 51), Route("meridian", {"W", "E"}, {{127, 40}, {127, 40.3}})};
}

/// The counts of the events themselves, with the categories numbered as in a profile of them.
SegmentCounter counted(const LocatedBatch& events, const Profile& p, const SegmentIndex& index) {
  SegmentCounter out(index.segments().size());
  for (std::size_t i = 0; i < events.places.size(); ++i) {
    if (!events.within[i]) continue;
    std::uint32_t category = events.events.category[i];
    if (category != kNoCategory) {
      category =
          static_cast<std::uint32_t>(std::ranges::find(p.categories(), kKinds[category]) - p.categories().begin());
    }
    const Location& place = events.places[i];
    out.add(index.find(place.route, place.chainage), place.side, category, events.events.weight[i]);
  }
  return out;
}

/// Random positions within some 30 km of a route, as CSV.
std::string random_csv(const Route& route, std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  std::string out = "lon,lat,time,category,weight\n";
  for (std::size_t i = 0; i < rows; ++i) {
    const LonLat p = route.vertices()[random.below(route.vertices().size())];
    out += fmt::format("{:.6f},{:.6f},{}-{:02}-{:02},{},{:.3f}\n", p.lon + random.uniform(-0.3, 0.3),
                       p.lat + random.uniform(-0.3, 0.3), 2017 + random.below(2), 1 + random.below(12),
                       1 + random.below(28), kKinds[random.below(kKinds.size())], random.uniform(0, 2));
  }
  return out;
}

Profile profile_of_files(const std::vector<std::string>& files, const RouteSet& set,
                         const AnalysisOptions& given = {}) {
  AnalysisOptions options = given;
  options.read.sources = files;
  RejectLog none({}, false);
  return profile_of(options, set, ProfileGrid(set.routes, {50}), none).profile;
}

}  // namespace

TEST_CASE("segments of a profile are those of the events where they end at bin edges", "[profile][segments]") {
  const auto routes = two_routes();
  const LocatedBatch events = random_located(routes, 5000, 21);
  const double bin = GENERATE(10.0, 0.1, 1000.0 / 3, 1000.0);
  const Profile p = profile_of_batch(ProfileGrid(routes, {bin}), events);
  const SegmentIndex index(cut_by_length(routes, {1000}));
  const BinnedSegments binned = count_by_segment(p, index);
  CHECK(binned.counter == counted(events, p, index));
  CHECK(binned.in_cut_bins == 0);
  CHECK(std::ranges::count(binned.near_ends, 0U) == std::ssize(binned.near_ends));
}

TEST_CASE("elsewhere a segment's count is off by at most the events in the bins that its ends cut",
          "[profile][segments]") {
  const auto routes = two_routes();
  const LocatedBatch events = random_located(routes, 5000, 22);
  const Profile p = profile_of_batch(ProfileGrid(routes, {400}), events);
  const double length = GENERATE(1000.0, 1777.7, 150.0);
  const SegmentIndex index(cut_by_length(routes, {length}));
  const BinnedSegments binned = count_by_segment(p, index);
  const SegmentCounter exact = counted(events, p, index);
  CHECK(binned.counter.total() == exact.total());
  std::uint64_t moved = 0, near_all = 0;
  for (std::size_t s = 0; s < index.segments().size(); ++s) {
    const auto a = static_cast<std::int64_t>(binned.counter.tallies()[s].count);
    const auto b = static_cast<std::int64_t>(exact.tallies()[s].count);
    CHECK(std::abs(a - b) <= static_cast<std::int64_t>(binned.near_ends[s]));
    moved += static_cast<std::uint64_t>(std::abs(a - b));
    near_all += binned.near_ends[s];
  }
  CHECK(moved > 0);
  CHECK(moved / 2 <= binned.in_cut_bins);
  CHECK(binned.in_cut_bins <= near_all / 2);  // each such bin is near two ends at least
}

TEST_CASE("events, profiles, and both together give one profile", "[profile]") {
  const RouteSet set({two_routes()[0]});
  const TempFolder folder;
  const std::string a = folder.file("a.csv", random_csv(set.routes[0], 400, 23));
  const std::string b = folder.file("b.csv", random_csv(set.routes[0], 300, 24));
  const Profile whole = profile_of_files({a, b}, set);
  REQUIRE(whole.total() > 500);
  write_profile(folder / "a.gpkg", false, profile_of_files({a}, set));
  write_profile(folder / "b.geojson", false, profile_of_files({b}, set));
  CHECK(profile_of_files({folder / "a.gpkg", folder / "b.geojson"}, set) == whole);
  CHECK(profile_of_files({b, folder / "a.gpkg"}, set) == whole);
  const std::vector<std::string> both{folder / "b.geojson", folder / "a.gpkg"};
  CHECK(read_profiles(both, {}, {}) == whole);
}

TEST_CASE("filters of whole periods do to a profile what they do to events", "[profile]") {
  const RouteSet set({two_routes()[0]});
  const TempFolder folder;
  const std::string events = folder.file("e.csv", random_csv(set.routes[0], 600, 25));
  write_profile(folder / "p.csv", false, profile_of_files({events}, set));
  AnalysisOptions options;
  options.max_offset = {200e3};  // none is too far: of those that are, a profile does not tell what was filtered
  options.read.since = parse_iso8601("2017-04-01");
  options.read.until = parse_iso8601("2018-07-01");
  options.read.keep_categories = {"arrest", "越境"};
  Profile of_profile = profile_of_files({folder / "p.csv"}, set, options),
          of_events = profile_of_files({events}, set, options);
  CHECK(of_profile.coverage.since == of_events.coverage.since);
  CHECK(of_profile.total() == of_events.total());
  const Period x = *period_of(of_profile.coverage), y = *period_of(of_events.coverage);
  CHECK(x.from == y.from);
  CHECK(x.to == y.to);
  of_profile.coverage = of_events.coverage = {};
  CHECK(of_profile == of_events);
}

TEST_CASE("the period is as stated, or whole days of events beyond it", "[profile]") {
  const auto at = [](const char* t) { return parse_iso8601(t); };
  Coverage known;
  CHECK(!period_of(known));
  known.accounting.first = at("2017-03-05T10:00");
  known.accounting.last = at("2017-09-30T23:59");
  CHECK(period_of(known)->from == at("2017-03-05"));
  CHECK(period_of(known)->to == at("2017-10-01"));
  known.since = at("2017-03-05T09:00");
  known.until = at("2018-01-01");
  CHECK(period_of(known)->from == known.since);
  CHECK(period_of(known)->to == known.until);
  Coverage earlier;
  earlier.accounting.first = earlier.accounting.last = at("2016-12-31T12:00");
  known.merge(earlier);
  CHECK(period_of(known)->from == at("2016-12-31"));
  CHECK(period_of(known)->to == known.until);
}

TEST_CASE("what a profile cannot tell is not asked of it", "[profile]") {
  const RouteSet set({two_routes()[0]});
  const TempFolder folder;
  const std::string events = folder.file("e.csv", random_csv(set.routes[0], 100, 26));
  const std::vector<std::string> file{folder / "p.csv"};
  write_profile(file[0], false, profile_of_files({events}, set));
  const auto says = [&](auto change) {
    AnalysisOptions options;
    change(options);
    return message_of([&] { (void)profile_of_files(file, set, options); });
  };
  CHECK_THAT(says([](auto& o) { o.read.where = "count > 1"; }), Contains("p.csv: is a profile") && Contains("--where"));
  CHECK_THAT(says([](auto& o) { o.read.lon = "x"; }), Contains("--lon goes with the events"));
  CHECK_THAT(says([](auto& o) { o.rejects = "r.csv"; }), Contains("--rejects goes with the events"));
  CHECK_THAT(says([](auto& o) { o.read.since = parse_iso8601("2017-05-05"); }), Contains("p.csv: --since"));
  CHECK_THAT(says([](auto& o) {
               o.max_offset = {5e3};
               o.max_offset_stated = true;
             }),
             Contains("it was made with 50 km"));
  CHECK_THAT(says([](auto& o) { o.read.keep_categories = {"none such"}; }),
             Contains("no row has the category 'none such'; there are"));
}
