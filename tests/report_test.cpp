#include "geo/report.hpp"

#include <cpl_minixml.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <set>

#include "catch.hpp"
#include "geo/cut_spec.hpp"
#include "geo/gdal.hpp"
#include "geo/locator_map.hpp"
#include "geo/picture_style.hpp"
#include "geo/report_answer.hpp"
#include "geo/report_fields.hpp"
#include "geo/report_tables.hpp"
#include "geo/space_time.hpp"
#include "geo/strip_map.hpp"
#include "located_events.hpp"
#include "messages.hpp"
#include "routes.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

/// Nine replicates: these tests are not about the scan.
ReportOptions quick(const std::string& by = {}) {
  ReportOptions o;
  o.by = by;
  o.monte_carlo.replicates = 9;
  o.monte_carlo.level = 0.1;
  return o;
}

ProfiledEvents events_on(const RouteSet& set, std::size_t count, std::uint64_t seed) {
  return {profile_of_batch(ProfileGrid(set.routes), random_located(set.routes, count, seed)), {"random: events"}};
}

/// Events at stated chainages of the first route, all on the left.
ProfiledEvents events_at(const RouteSet& set, const std::vector<double>& km, bool timed) {
  LocatedBatch batch;
  for (const double at : km) {
    batch.places.push_back({0, Side::left, {at * 1000}, {0}, {}});
    batch.within.push_back(true);
    batch.events.position.push_back({0, 0});
    batch.events.time.push_back(timed ? parse_iso8601("2018-04-09") : std::nullopt);
    batch.events.category.push_back(kNoCategory);
    batch.events.weight.push_back(1);
    batch.events.precision_m.emplace_back();
  }
  batch.events.read = km.size();
  return {profile_of_batch(ProfileGrid(set.routes), batch), {"made: events"}};
}

std::vector<Route> two_routes() {
  const Route a = random_walk(300, {10, 50}, 5), b = random_walk(60, {11, 51}, 6);
  return {Route("first <a> & \"b\"", {"A", "B"}, {a.vertices().begin(), a.vertices().end()}),
          Route("second", {}, {b.vertices().begin(), b.vertices().end()})};
}

struct FreeXml {
  void operator()(CPLXMLNode* n) const noexcept { CPLDestroyXMLNode(n); }
};

bool is_xml(const std::string& text) {
  const GdalMessages quiet;
  return std::unique_ptr<CPLXMLNode, FreeXml>(CPLParseXMLString(text.c_str())) != nullptr;
}

std::vector<std::string> drawings(const ScopeReport& report, const Surroundings& around) {
  std::vector<std::string> out;
  for (const PictureSize size : {PictureSize::wide, PictureSize::narrow}) {
    out.push_back(strip_map(report, around, size).document(picture_style(Scheme::light)));
    out.push_back(locator_map(report, around, size).document(picture_style(Scheme::light)));
    if (const auto svg = space_time(report, around, size)) out.push_back(svg->document(picture_style(Scheme::light)));
  }
  return out;
}

std::uint64_t sum(const std::vector<std::vector<std::uint64_t>>& rows) {
  std::uint64_t out = 0;
  for (const auto& row : rows) out = std::accumulate(row.begin(), row.end(), out);
  return out;
}

std::int64_t sum_of(const Table& table, const char* column) {
  std::int64_t out = 0;
  for (const auto& v : std::get<Integers>(table.find(column)->values)) out += v.value_or(0);
  return out;
}

}  // namespace

TEST_CASE("regions of a report add up to the whole", "[report]") {
  const std::string by = GENERATE("provinces", "rivers");
  const RouteSet set({border()});
  const ProfiledEvents events = events_on(set, 3000, 41);
  const Report report = make_report(events, set, quick(by));
  const ScopeReport& whole = report.scopes.front();
  CHECK(whole.tally.count == events.profile.total());
  CHECK(whole.tally.weight == events.profile.total_weight());
  Tally regions;
  double length = 0;
  std::vector<std::vector<std::uint64_t>> months;
  for (const ScopeReport& s : report.scopes) {
    INFO(s.scope.name);
    CHECK(static_cast<std::uint64_t>(sum_of(s.stretches, "count")) == s.tally.count);
    CHECK(sum(s.periods.counts) + s.periods.without_time == s.tally.count);
    CHECK(s.periods.counts.size() == whole.periods.counts.size());
    CHECK(s.classes.size() == s.scope.stretches.size());
    CHECK(s.rate_per_km.lower <= s.per_km(static_cast<double>(s.tally.count)));
    CHECK(s.per_km(static_cast<double>(s.tally.count)) <= s.rate_per_km.upper);
    std::uint64_t categories = 0;
    for (const CategoryCount& c : s.categories) categories += c.count;
    CHECK(categories <= s.tally.count);
    if (s.scope.kind != ScopeKind::region) continue;
    length += s.scope.length().m;
    regions.count += s.tally.count;
    regions.weight.merge(s.tally.weight);
    for (std::size_t side = 0; side < 3; ++side) regions.by_side[side] += s.tally.by_side[side];
  }
  CHECK(regions == whole.tally);
  CHECK(std::abs(length - set.length().m) < 1e-6);
}

TEST_CASE("the whole document's stretches and hot spots are those of the commands for them", "[report]") {
  const RouteSet set({border()});
  const ProfiledEvents events = events_on(set, 1500, 42);
  const Report report = make_report(events, set, quick());
  const ScopeReport& whole = report.scopes.front();

  const std::vector<Segment> cut = make_cut({}, set);
  REQUIRE(whole.scope.stretches.size() == cut.size());
  SegmentCounter counter(cut.size());
  const SegmentIndex index(cut);
  counter.add(random_located(set.routes, 1500, 42), index);
  for (std::size_t i = 0; i < cut.size(); ++i) {
    CHECK(whole.scope.stretches[i].stretch == cut[i].stretch);
    // 10 km are whole bins, so a profile counts exactly.
    CHECK(std::get<Integers>(whole.stretches.find("count")->values)[i] ==
          static_cast<std::int64_t>(counter.tallies()[i].count));
  }

  const HotSpotFindings found = find_by_scan(bins_of(events.profile, {}, PeriodKind::none), {}, quick().monte_carlo);
  REQUIRE(whole.hotspots.spots.size() == found.spots.size());
  CHECK_FALSE(found.spots.empty());
  for (std::size_t i = 0; i < found.spots.size(); ++i) {
    CHECK(whole.hotspots.spots[i].stretch == found.spots[i].stretch);
    CHECK(whole.hotspots.spots[i].count == found.spots[i].count);
    CHECK(whole.hotspots.spots[i].p == found.spots[i].p);
  }
}

TEST_CASE("stretches cover their document without short ends", "[report]") {
  const RouteSet set({border()});
  const Span stretch{GENERATE(1e3, 10e3, 37e3)};
  for (const ReportScope& scope : region_scopes(set, stretch, "provinces")) {
    INFO(scope.name);
    const Segment& part = scope.parts.front();
    CHECK(scope.stretches.front().stretch.from == part.stretch.from);
    CHECK(scope.stretches.back().stretch.to == part.stretch.to);
    for (std::size_t i = 0; i < scope.stretches.size(); ++i) {
      const Stretch s = scope.stretches[i].stretch;
      if (i > 0) CHECK(s.from == scope.stretches[i - 1].stretch.to);
      const bool at_end = part.stretch.from.m == 0 || part.stretch.to.m == set.length().m;
      CHECK(s.length().m < 1.5 * stretch.m + 1e-6);
      if (scope.stretches.size() > 1 && !at_end) CHECK(s.length().m >= 0.5 * stretch.m);
    }
  }
}

TEST_CASE("the density of both banks holds the events of each", "[report]") {
  const RouteSet set({random_walk(400, {10, 50}, 7)});
  const ProfiledEvents events = events_on(set, 2000, 43);
  const Report report = make_report(events, set, quick());
  const BankDensity& d = report.scopes.front().density.front();
  const auto integral = [&](const std::vector<double>& v) {
    double out = 0;
    for (std::size_t i = 0; i + 1 < v.size(); ++i) out += (v[i] + v[i + 1]) / 2 * (d.at_m[i + 1] - d.at_m[i]);
    return out;
  };
  CHECK(d.at_m.front() == 0);
  CHECK(d.at_m.back() == set.length().m);
  // The trapezium rule with steps of a fifth of the bandwidth is off by some 1e-3.
  const Tally& t = report.scopes.front().tally;
  CHECK(integral(d.left.per_m) == Approx(static_cast<double>(t.by_side[0])).epsilon(0.01));
  CHECK(integral(d.right.per_m) == Approx(static_cast<double>(t.by_side[1])).epsilon(0.01));
}

TEST_CASE("an answer says what is known and what is not", "[report]") {
  const RouteSet set({border()});
  const auto answer = [&](const std::vector<double>& km) {
    return answer_of(make_report(events_at(set, km, true), set, quick()).scopes.front(), set);
  };
  // 3.689 is the two-sided upper limit of a count of 0 (Garwood 1936).
  const auto regions = make_report(events_at(set, {10}, true), set, quick("rivers"));
  const auto none = answer_of(regions.scopes.back(), set);
  CHECK_THAT(none[0], Contains("No event was located"));
  const double upper = 3.688879454 / (regions.scopes.back().scope.length().m / 1000);
  CHECK_THAT(none[1], Contains(fmt::format("{:.3g} events per km", upper)));

  const auto one = answer({512});
  CHECK_THAT(one[0], Contains("km 510.0–520.0"));
  CHECK_THAT(one[1], Contains("cannot be told: there is one event only"));

  std::vector<double> crowd(200, 735.5);
  for (int i = 0; i < 100; ++i) crowd.push_back(13.7 * i);
  const auto hot = answer(crowd);
  CHECK_THAT(hot[0], Contains("Of 139 stretches, km 730.0–740.0"));
  CHECK_THAT(hot[1], Contains("One stretch stands out from chance: km 735.0–736.0"));

  std::vector<double> even;
  for (int i = 0; i < 277; ++i) even.push_back(2.5 + 4.99 * i);
  CHECK_THAT(answer(even)[1], Contains("No stretch stands out from chance"));
}

TEST_CASE("drawings are well-formed, for any route, with and without times", "[report]") {
  const bool several = GENERATE(false, true), timed = GENERATE(false, true);
  const RouteSet set(several ? two_routes() : std::vector<Route>{border()});
  const Report report = make_report(events_at(set, {1.5, 2.5, 2.6, 40}, timed), set, quick(several ? "" : "rivers"));
  const Surroundings around(set);
  CHECK(report.scopes.size() == (several ? 3 : 4));
  for (const ScopeReport& s : report.scopes) {
    INFO(s.scope.name);
    const auto svgs = drawings(s, around);
    CHECK(svgs.size() == (timed ? 6U : 4U));
    CHECK(svgs == drawings(s, around));
    for (const std::string& svg : svgs) {
      CHECK(is_xml(svg));
      CHECK(svg.find("nan") == std::string::npos);
      CHECK(svg.find("inf\"") == std::string::npos);
    }
  }
  CHECK_FALSE(is_xml("<svg><g></svg>"));
}

TEST_CASE("a strip map has a tooltip for every stretch, and a town once", "[report]") {
  const RouteSet set({border()});
  const Report report = make_report(events_on(set, 500, 44), set, quick());
  const Surroundings around(set);
  for (const PictureSize size : {PictureSize::wide, PictureSize::narrow}) {
    const std::string svg = strip_map(report.scopes.front(), around, size).element("tw");
    for (const Segment& s : report.scopes.front().scope.stretches) {
      CHECK_THAT(svg, Contains(fmt::format("<title>km {:.1f}–{:.1f}", s.stretch.from.m / 1000, s.stretch.to.m / 1000)));
    }
    const std::size_t hyesan = svg.find(">Hyesan<");
    REQUIRE(hyesan != std::string::npos);
    CHECK(svg.find(">Hyesan<", hyesan + 1) == std::string::npos);
  }
}

TEST_CASE("a report does not depend on the order of the events", "[report]") {
  const RouteSet set({border()});
  LocatedBatch batch = random_located(set.routes, 800, 45);
  const auto json = [&](const LocatedBatch& b) {
    const ProfiledEvents events{profile_of_batch(ProfileGrid(set.routes), b), {"x: y"}};
    const Report report = make_report(events, set, quick("rivers"));
    return report_json(report, set, {"thalweg", "", "rivers", {}}).dump();
  };
  const std::string before = json(batch);
  std::ranges::reverse(batch.places);
  std::ranges::reverse(batch.events.time);
  std::ranges::reverse(batch.events.category);
  std::ranges::reverse(batch.events.weight);
  std::ranges::reverse(batch.events.precision_m);
  std::vector<bool> within(batch.within.rbegin(), batch.within.rend());
  batch.within = within;
  CHECK(json(batch) == before);
}

TEST_CASE("a report's tables have a row for each document, stretch and hot spot", "[report]") {
  const RouteSet set({border()});
  const Report report = make_report(events_on(set, 2000, 46), set, quick("provinces"));
  std::size_t stretches = 0, spots = 0;
  std::int64_t timed = 0;
  std::set<std::string> ids;
  for (const ScopeReport& s : report.scopes) {
    stretches += s.scope.stretches.size();
    spots += s.hotspots.spots.size();
    timed += static_cast<std::int64_t>(sum(s.periods.counts));
    ids.insert(s.scope.id);
  }
  CHECK(ids.size() == report.scopes.size());
  CHECK(documents_table(report, set).rows() == report.scopes.size());
  CHECK(stretches_table(report).rows() == stretches);
  CHECK(hotspots_table(report, set).rows() == spots);
  CHECK(sum_of(periods_table(report, set), "count") == timed);
  for (const Table& table : {stretches_table(report), hotspots_table(report, set), periods_table(report, set)}) {
    for (const Column& column : table.columns) CHECK(column.size() == table.columns.front().size());
  }
}

TEST_CASE("the documentation lists every field of the templates", "[report]") {
  const RouteSet set({border()});
  const Report report = make_report(events_on(set, 100, 47), set, quick("rivers"));
  const std::string docs = bytes_of(std::string(THALWEG_SOURCE_DIR) + "/docs/reports.md");
  const auto listed = [&](const std::string& field) {
    INFO(field);
    CHECK((docs.find("`" + field + "`") != std::string::npos || docs.find("`" + field + ".") != std::string::npos));
  };
  const Fields fields = report_fields(report, report.scopes.front(), set, {"thalweg", "", "", {}});
  for (const auto& [name, value] : fields.items()) {
    listed(name);
    if (!value.is_array() || value.empty() || !value[0].is_object()) continue;
    for (const auto& [inner, text] : value[0].items()) listed(inner);
  }
}

TEST_CASE("a wrong request for a report is refused", "[report]") {
  const RouteSet set({border()});
  ReportOptions o = quick();
  o.bandwidth = Span{1};
  CHECK_THAT(message_of([&] { check_report(set, o); }), Contains("--bandwidth: 0.001 km"));
  o.bandwidth = Span{2000e3};
  CHECK_THAT(message_of([&] { check_report(set, o); }), Contains("its length, 1384.249 km"));
  o = quick();
  o.stretch = Span{500};
  CHECK_THAT(message_of([&] { check_report(set, o); }), Contains("--stretch: 0.5 km makes 2769 stretches"));
  CHECK_THAT(message_of([&] { check_report(set, quick("nowhere.geojson")); }), Contains("nowhere.geojson"));
}
