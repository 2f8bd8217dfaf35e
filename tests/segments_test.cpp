#include "geo/segments.hpp"

#include <algorithm>
#include <cmath>

#include "geo/poisson.hpp"
#include "geo/time.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "routes.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

struct Event {
  std::size_t segment;
  Side side;
  std::uint32_t category;
  double weight;
};

std::vector<Event> random_events(std::size_t count, std::size_t segments, std::uint64_t seed) {
  Random random(seed);
  std::vector<Event> out;
  while (out.size() < count) {
    const auto category = static_cast<std::uint32_t>(random.below(4));
    out.push_back({random.below(segments), static_cast<Side>(random.below(3)), category == 3 ? kNoCategory : category,
                   random.uniform(0, 10)});
  }
  return out;
}

SegmentCounter counted(const std::vector<Event>& events, std::size_t segments) {
  SegmentCounter c(segments);
  for (const Event& e : events) c.add(e.segment, e.side, e.category, e.weight);
  return c;
}

const Column& column(const Table& t, const char* name) {
  REQUIRE(t.find(name) != nullptr);
  return *t.find(name);
}
double real(const Table& t, const char* name, std::size_t row) {
  return *std::get<Reals>(column(t, name).values)[row];
}
std::int64_t integer(const Table& t, const char* name, std::size_t row) {
  return *std::get<Integers>(column(t, name).values)[row];
}

}  // namespace

TEST_CASE("merging counts in any order gives the same", "[segments]") {
  const auto a = counted(random_events(100, 7, 1), 7), b = counted(random_events(50, 7, 2), 7), c = counted({}, 7);
  auto left = a, right = a, bc = b, ba = b;
  left.merge(b);
  left.merge(c);
  bc.merge(c);
  right.merge(bc);
  ba.merge(a);
  CHECK(left == right);
  CHECK(ba == left);
  auto events = random_events(100, 7, 1);
  std::ranges::reverse(events);
  CHECK(counted(events, 7) == a);
  CHECK(left.total() == 150);
  CHECK_THAT(message_of([&] { left.merge(SegmentCounter(8)); }), Contains("7 and of 8 segments cannot be merged"));
}

TEST_CASE("the table conserves events and weights", "[segments]") {
  const std::vector<Route> routes{random_walk(100, {126, 41}, 41)};
  const auto segments = cut_by_length(routes, {3000});
  const auto events = random_events(1000, segments.size(), 42);
  const auto counter = counted(events, segments.size());
  const std::vector<SegmentContext> context(segments.size());
  const std::vector<std::string> names{"Arrest!", "arrest", "越境"};
  const Period year{*parse_iso8601("2017-01-01"), *parse_iso8601("2019-01-01")};
  const Table t = segment_table({routes, segments, counter, context, names, year});
  REQUIRE(t.rows() == segments.size());
  std::int64_t total = 0, sides = 0, categories = 0;
  double weight = 0, share = 0, expected = 0;
  const double years = 730 / 365.2425;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const std::int64_t n = integer(t, "count", i);
    total += n;
    sides += integer(t, "count_left", i) + integer(t, "count_right", i);
    categories += integer(t, "count_arrest", i) + integer(t, "count_arrest_2", i) + integer(t, "count_越境", i);
    weight += real(t, "weight", i);
    share += real(t, "share", i);
    const double length = real(t, "length_km", i);
    CHECK(real(t, "rate_per_km", i) == Approx(static_cast<double>(n) / length));
    CHECK(real(t, "rate_hi", i) == Approx(poisson_limits(static_cast<std::uint64_t>(n)).upper / length));
    CHECK(real(t, "rate_per_km_year_lo", i) == Approx(real(t, "rate_lo", i) / years));
  }
  for (const Event& e : events) expected += static_cast<double>(std::llround(e.weight * 1048576)) / 1048576;
  CHECK(total == 1000);
  CHECK(sides == std::ranges::count_if(events, [](const Event& e) { return e.side != Side::on; }));
  CHECK(categories == std::ranges::count_if(events, [](const Event& e) { return e.category != kNoCategory; }));
  CHECK(weight == Approx(expected).epsilon(1e-14));
  CHECK(share == Approx(1));
}

TEST_CASE("rank 1 is the highest rate, equal rates share a rank", "[segments]") {
  const std::vector<Route> routes{Route("r", {}, {{0, 0}, {1, 0}})};
  const auto segments = cut_by_count(routes, 4);
  SegmentCounter counter(4);
  for (const std::size_t s : {1, 2, 2, 3}) counter.add(s, Side::left, kNoCategory, 1);
  const std::vector<SegmentContext> context(4);
  const Table t = segment_table({routes, segments, counter, context, {}, {}});
  CHECK(std::get<Integers>(column(t, "rank").values) == Integers{4, 2, 1, 2});
  CHECK(t.find("rate_per_km_year") == nullptr);
}

TEST_CASE("without events shares are null and limits those of a zero count", "[segments]") {
  const std::vector<Route> routes{Route("r", {}, {{0, 0}, {1, 0}})};
  const auto segments = cut_by_count(routes, 2);
  const std::vector<SegmentContext> context(2);
  const Table t = segment_table({routes, segments, SegmentCounter(2), context, {}, {}});
  CHECK(std::get<Reals>(column(t, "share").values) == Reals{std::nullopt, std::nullopt});
  CHECK(real(t, "rate_hi", 0) == Approx(3.6888794541 / real(t, "length_km", 0)));
}

TEST_CASE("the rarest of many categories share a column", "[segments]") {
  const std::vector<Route> routes{Route("r", {}, {{0, 0}, {1, 0}})};
  const auto segments = cut_by_count(routes, 1);
  SegmentCounter counter(1);
  std::vector<std::string> names;
  for (std::uint32_t c = 0; c < 25; ++c) {
    names.push_back(fmt::format("kind {}", c));
    for (std::uint32_t k = 0; k <= c; ++k) counter.add(0, Side::left, c, 1);
  }
  const std::vector<SegmentContext> context(1);
  const Table t = segment_table({routes, segments, counter, context, names, {}});
  CHECK(integer(t, "count_kind_24", 0) == 25);
  CHECK(t.find("count_kind_4") == nullptr);
  CHECK(integer(t, "count_other_categories", 0) == 1 + 2 + 3 + 4 + 5);
}
