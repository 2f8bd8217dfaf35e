#include "geo/change.hpp"

#include <algorithm>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <regex>

#include "geo/column_aliases.hpp"
#include "geo/cut_spec.hpp"
#include "geo/default_styles.hpp"
#include "geo/random.hpp"
#include "geo/table_row.hpp"
#include "geo/time.hpp"
#include "located_events.hpp"
#include "messages.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

const Instant kAt = *parse_iso8601("2018-03-01");

const DividedTime& two_years() {
  static const DividedTime time = divided_time(Period{*parse_iso8601("2017-01-01"), *parse_iso8601("2019-01-01")}, kAt);
  return time;
}

std::vector<Route> a_route() {
  return {random_walk(60, {126, 41}, 51)};
}

ChangeCounts counted(const LocatedBatch& batch, const SegmentIndex& index) {
  ChangeCounts out(index.segments().size());
  out.add(batch, index, kAt);
  return out;
}

Table table_of(const std::vector<Route>& routes, const SegmentIndex& index, const ChangeCounts& counts,
               const DividedTime& time = two_years()) {
  const std::vector<SegmentContext> context(index.segments().size());
  return change_table({routes, index.segments(), context}, counts, change_of(counts, time));
}

std::uint64_t sum(const Table& t, const char* column) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < t.rows(); ++i) out += TableRow(t, i).count(column);
  return out;
}

bool same_values(const Table& a, const Table& b) {
  return std::ranges::equal(a.columns, b.columns,
                            [](const Column& x, const Column& y) { return x.name == y.name && x.values == y.values; });
}

/// Events in one segment, so many before and so many after.
void put(ChangeCounts& counts, std::size_t segment, std::uint64_t before, std::uint64_t after) {
  counts.before.add(segment, Side::left, kNoCategory, before, {});
  counts.after.add(segment, Side::left, kNoCategory, after, {});
}

/// Poisson counts of 139 segments on both sides of the date, `per_year` events a year each before it; after it
/// `factor` times as many everywhere and, in ten segments, `planted` times as many as that.
Change simulated(double per_year, double factor, double planted, std::uint64_t seed) {
  auto engine = replicate_engine(23, seed);
  const auto draw = [&](double mean) {
    return static_cast<std::uint64_t>(boost::random::poisson_distribution<std::int64_t, double>(mean)(engine));
  };
  const DividedTime& time = two_years();
  ChangeCounts counts(139);
  for (std::size_t i = 0; i < 139; ++i) {
    const double after = per_year * factor * (i < 10 ? planted : 1);
    put(counts, i, draw(per_year * time.years_before()), draw(after * time.years_after()));
  }
  return change_of(counts, time);
}

bool any_claim(const Reals& q) {
  return std::ranges::any_of(q, [](const auto& value) { return value && *value <= 0.05; });
}

}  // namespace

TEST_CASE("where nothing changes, or all of it alike, nothing is claimed more often than stated", "[compare]") {
  int rates = 0, shares = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    rates += any_claim(simulated(12, 1, 1, seed).q_fdr);
    shares += any_claim(simulated(12, 2, 1, seed).q_relative_fdr);
  }
  INFO(rates << " and " << shares << " of 200 tables");
  CHECK(rates <= 20);  // 200 tables at 5 %: more has a probability of 0.1 %
  CHECK(shares <= 20);
}

TEST_CASE("limits hold the true ratios at their level, and planted changes are found", "[compare]") {
  std::size_t covered = 0, relative = 0, all = 0, found = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Change change = simulated(12, 1.5, 4, seed);
    const double rest = 1.5 * (129 + 10 * 4) / 139;  // of the whole line
    const auto within = [](const RelativeRisk& r, double truth) {
      return r.lower.value_or(0) <= truth && truth <= r.upper.value_or(truth);
    };
    for (std::size_t i = 0; i < 139; ++i) {
      ++all;
      const double truth = i < 10 ? 6 : 1.5;
      const double elsewhere = (rest * 139 - truth) / 138;
      covered += within(change.segments[i].ratio, truth);
      relative += within(change.relative[i].ratio, truth / elsewhere);
      found += i < 10 && change.q_relative_fdr[i].value_or(1) <= 0.05;
    }
  }
  INFO(covered << " and " << relative << " of " << all << " hold the truth; " << found << " of 400 found");
  CHECK(covered * 100 >= all * 95);
  CHECK(relative * 100 >= all * 95);
  CHECK(found >= 360);
}

TEST_CASE("events are before the date, from it on, or without time, and none is lost", "[compare]") {
  const auto routes = a_route();
  const LocatedBatch batch = random_located(routes, 3000, 5);
  const SegmentIndex index(cut_by_length(routes, {2000}));
  const ChangeCounts counts = counted(batch, index);
  std::uint64_t before = 0, after = 0, untimed = 0;
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (!batch.within[i]) continue;
    const auto& t = batch.events.time[i];
    ++(!t ? untimed : *t < kAt ? before : after);
  }
  CHECK(counts.before.total() == before);
  CHECK(counts.after.total() == after);
  CHECK(counts.without_time == untimed);
  const Table t = table_of(routes, index, counts);
  CHECK(sum(t, "count_before") == before);
  CHECK(sum(t, "count_after") == after);
  const Change change = change_of(counts, two_years());
  CHECK(change.whole.before == before);
  CHECK(change.whole.after == after);
}

TEST_CASE("an event at the very moment is after", "[compare]") {
  const auto routes = a_route();
  const SegmentIndex index(cut_by_count(routes, 1));
  LocatedBatch batch = random_located(routes, 2, 5);
  batch.within = {true, true};
  batch.events.time = {kAt, Instant{kAt.ms - 1}};
  const ChangeCounts counts = counted(batch, index);
  CHECK(counts.before.total() == 1);
  CHECK(counts.after.total() == 1);
}

TEST_CASE("parts merge to the whole", "[compare]") {
  const auto routes = a_route();
  const SegmentIndex index(cut_by_length(routes, {2000}));
  const LocatedBatch a = random_located(routes, 1000, 5), b = random_located(routes, 700, 6);
  ChangeCounts merged = counted(a, index), both = counted(b, index);
  merged.merge(counted(b, index));
  both.add(a, index, kAt);
  CHECK(merged.before == both.before);
  CHECK(merged.after == both.after);
  CHECK(merged.without_time == both.without_time);
}

TEST_CASE("a profile and its events give the same table", "[compare]") {
  const auto routes = a_route();
  const LocatedBatch batch = random_located(routes, 3000, 5);
  const SegmentIndex index(cut_by_length(routes, {1000}));
  const PeriodKind kind = GENERATE(PeriodKind::month, PeriodKind::day);
  const Profile p = profile_of_batch(ProfileGrid(routes, {10}, kind), batch);
  const BinnedChange binned = count_change(p, index, kAt);
  const ChangeCounts exact = counted(batch, index);
  CHECK(binned.counts.without_time == exact.without_time);
  CHECK(binned.in_cut_bins == 0);
  CHECK(same_values(table_of(routes, index, binned.counts), table_of(routes, index, exact)));
}

TEST_CASE("a date inside of a period is refused with the dates that are possible", "[compare]") {
  const auto routes = a_route();
  const LocatedBatch batch = random_located(routes, 500, 5);
  const SegmentIndex index(cut_by_count(routes, 3));
  const Profile yearly = profile_of_batch(ProfileGrid(routes, {10}, PeriodKind::year), batch);
  CHECK_THAT(message_of([&] { count_change(yearly, index, kAt); }),
             Contains("--change-at 2018-03-01T00:00:00Z is inside of a year of the profile") &&
                 Contains("use 2018-01-01T00:00:00Z or 2019-01-01T00:00:00Z"));
  const Profile timeless = profile_of_batch(ProfileGrid(routes, {10}, PeriodKind::none), batch);
  CHECK_THAT(message_of([&] { count_change(timeless, index, kAt); }), Contains("make it with --period month"));
}

TEST_CASE("exchanged sides of the date invert the ratios and keep p", "[compare]") {
  const auto routes = a_route();
  const SegmentIndex index(cut_by_length(routes, {2000}));
  const ChangeCounts counts = counted(random_located(routes, 3000, 5), index);
  ChangeCounts exchanged(index.segments().size());
  exchanged.before.merge(counts.after);
  exchanged.after.merge(counts.before);
  const DividedTime& time = two_years();
  const Instant mirrored{time.whole.from.ms + (time.whole.to.ms - kAt.ms)};
  const Change a = change_of(counts, time), b = change_of(exchanged, divided_time(time.whole, mirrored));
  for (std::size_t i = 0; i < a.segments.size(); ++i) {
    INFO("segment " << i);
    CHECK(a.segments[i].p.value_or(2) == Approx(b.segments[i].p.value_or(2)).epsilon(kExactTestError));
    CHECK(a.q_fdr[i].value_or(2) == Approx(b.q_fdr[i].value_or(2)).epsilon(kExactTestError));
    if (a.segments[i].before == 0 || a.segments[i].after == 0) continue;
    CHECK(*a.segments[i].ratio.value == Approx(1 / *b.segments[i].ratio.value).epsilon(kExactTestError));
    CHECK(*a.segments[i].ratio.lower == Approx(1 / *b.segments[i].ratio.upper).epsilon(kExactTestError));
  }
}

TEST_CASE("a mirrored route exchanges the sides and turns the order round", "[compare]") {
  const auto routes = a_route();
  const double length_m = routes[0].length().m;
  const LocatedBatch batch = random_located(routes, 2000, 8);
  LocatedBatch mirrored = batch;
  for (Location& place : mirrored.places) {
    place.chainage = Chainage{length_m - place.chainage.m};
    if (place.side != Side::on) place.side = place.side == Side::left ? Side::right : Side::left;
  }
  const SegmentIndex index(cut_by_count(routes, 8));
  const Table a = table_of(routes, index, counted(batch, index)), b = table_of(routes, index, counted(mirrored, index));
  for (std::size_t i = 0; i < 8; ++i) {
    const TableRow x(a, i), y(b, 7 - i);
    CHECK(x.count("count_left_before") == y.count("count_right_before"));
    CHECK(x.count("count_right_after") == y.count("count_left_after"));
    CHECK(x.real("p") == y.real("p"));
    CHECK(x.real("relative_ratio_lo") == y.real("relative_ratio_lo"));
  }
}

TEST_CASE("what has no finite value is null", "[compare]") {
  const std::vector<Route> routes{Route("river", {"A", "B"}, {{10, 0}, {11, 0}})};
  const SegmentIndex index(cut_by_count(routes, 4));
  ChangeCounts counts(4);
  put(counts, 0, 0, 5);  // new
  put(counts, 1, 6, 0);  // ceased
  put(counts, 2, 3, 4);
  const Table t = table_of(routes, index, counts);
  const TableRow fresh(t, 0), ceased(t, 1), both(t, 2), nothing(t, 3);
  CHECK(!fresh.real("rate_ratio"));
  CHECK(!fresh.real("rate_ratio_hi"));
  CHECK(*fresh.real("rate_ratio_lo") > 0);
  CHECK(!fresh.real("relative_ratio"));
  CHECK(*fresh.real("relative_ratio_lo") > 0);
  CHECK(ceased.real("rate_ratio") == 0.0);
  CHECK(ceased.real("rate_ratio_lo") == 0.0);
  CHECK(ceased.real("rate_ratio_hi"));
  CHECK(both.real("q_fdr"));
  for (const char* column : {"rate_ratio", "rate_ratio_lo", "rate_ratio_hi", "p", "q_fdr", "relative_ratio",
                             "relative_ratio_lo", "relative_ratio_hi", "p_relative", "q_relative_fdr"}) {
    CHECK(!nothing.real(column));
  }
  CHECK(nothing.real("rate_before_per_km_year") == 0.0);
}

TEST_CASE("a change of the whole is no change of shares", "[compare]") {
  const std::vector<Route> routes{Route("river", {"A", "B"}, {{10, 0}, {11, 0}})};
  ChangeCounts counts(4);
  for (std::size_t i = 0; i < 4; ++i) put(counts, i, 50, 150);
  const Change change = change_of(counts, two_years());
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(*change.q_fdr[i] < 1e-6);
    CHECK(*change.relative[i].p == Approx(1));
    CHECK(*change.relative[i].ratio.value == Approx(1));
  }
}

TEST_CASE("rates per year divide by the time on each side of the date", "[compare]") {
  const std::vector<Route> routes{Route("river", {"A", "B"}, {{10, 0}, {11, 0}})};
  const SegmentIndex index(cut_by_count(routes, 1));
  ChangeCounts counts(1);
  put(counts, 0, 424, 306);  // a day of 2017-01-01 to 2018-03-01 and to 2019-01-01 each
  const Table t = table_of(routes, index, counts);
  const TableRow row(t, 0);
  const double km = *row.real("length_km");
  CHECK(*row.real("rate_before_per_km_year") == Approx(365.2425 / km));
  CHECK(*row.real("rate_after_per_km_year") == Approx(365.2425 / km));
  CHECK(*row.real("rate_ratio") == Approx(1));
}

TEST_CASE("a date without time on both sides is refused", "[compare]") {
  const Period period{*parse_iso8601("2017-01-01"), *parse_iso8601("2019-01-01")};
  for (const Instant at : {period.from, period.to, Instant{period.to.ms + 1}}) {
    CHECK_THAT(message_of([&] { divided_time(period, at); }),
               Contains("not inside of the time of the events, 2017-01-01T00:00:00Z to 2019-01-01T00:00:00Z"));
  }
  CHECK_THAT(message_of([&] { divided_time(std::nullopt, period.from); }),
             Contains("is not known; state it with --since and --until"));
}

TEST_CASE("the change is said in words", "[compare]") {
  ChangeCounts counts(2);
  put(counts, 0, 100, 200);
  CHECK(in_words(change_of(counts, two_years())) ==
        "From 2018-03-01 on there are 2.77 times (95 % limits 2.17–3.56) as many events a year: 200 events in 0.84 "
        "years, 100 in the 1.16 years before (p < 0.0001).");
  ChangeCounts fresh(2);
  put(fresh, 0, 0, 3);
  CHECK_THAT(in_words(change_of(fresh, two_years())), Contains("there are events, and there were none before: 3"));
  CHECK_THAT(in_words(change_of(ChangeCounts(2), two_years())), Contains("nothing to compare"));
  const DividedTime noon = divided_time(two_years().whole, Instant{kAt.ms + 43'200'000});
  CHECK_THAT(in_words(change_of(counts, noon)), Contains("From 2018-03-01T12:00:00Z on"));
}

TEST_CASE("columns of the change have aliases, each its own", "[compare][metadata]") {
  const auto routes = a_route();
  const SegmentIndex index(cut_by_count(routes, 2));
  const Table t = table_of(routes, index, counted(random_located(routes, 200, 5), index));
  const auto aliases = column_aliases(t);
  CHECK(aliases.size() == t.columns.size());
  for (std::size_t i = 0; i < aliases.size(); ++i) {
    CHECK((aliases[i].alias.find('_') == std::string::npos || aliases[i].column == aliases[i].alias));
    for (std::size_t k = 0; k < i; ++k) CHECK(aliases[i].alias != aliases[k].alias);
  }
}

TEST_CASE("styles of the change name the date and only columns that are there", "[compare][style]") {
  const auto routes = a_route();
  const SegmentIndex index(cut_by_count(routes, 5));
  const Table t = table_of(routes, index, counted(random_located(routes, 200, 5), index));
  const std::vector<Style> styles = change_styles(t, kAt);
  CHECK(styles.size() == 2);
  for (const Style& style : styles) {
    const std::string qml = to_qml(style, GeometryKind::line);
    CHECK_THAT(qml, Contains("2018-03-01"));
    const std::regex column("&quot;([a-z_]+)&quot;");
    const std::sregex_iterator named(qml.begin(), qml.end(), column), none;
    CHECK(named != none);
    for (auto name = named; name != none; ++name) {
      CAPTURE((*name)[1].str());
      CHECK(t.find((*name)[1].str()) != nullptr);
    }
    CHECK(!style.description.empty());
  }
}

TEST_CASE("a share that grew without limit has a colour, and only what cannot be compared has none",
          "[compare][style]") {
  const auto routes = a_route();
  const SegmentIndex index(cut_by_count(routes, 2));
  const auto qml_of = [&](std::uint64_t elsewhere_before) {
    ChangeCounts counts(2);
    put(counts, 0, 1, 1);
    put(counts, 1, elsewhere_before, 0);
    const Table t = table_of(routes, index, counts);
    CHECK(!TableRow(t, 0).real("relative_ratio"));
    CHECK(TableRow(t, 0).real("p_relative").has_value() == (elsewhere_before > 0));
    return to_qml(change_styles(t, kAt)[1], GeometryKind::line);
  };
  CHECK_THAT(qml_of(1), !Contains("no data"));
  CHECK_THAT(qml_of(0), Contains("no data"));
}
