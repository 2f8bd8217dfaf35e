#include <cmath>

#include "geo/hotspots_methods.hpp"
#include "messages.hpp"
#include "random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

/// Routes of 1,000 km in bins of 100 m, with `flat` events thrown anywhere on each.
HotSpotBins bins_with(std::size_t routes, std::size_t flat, std::uint64_t seed) {
  Random random(seed);
  HotSpotBins b;
  b.bin_m = 100;
  b.counts.emplace_back(routes * 10'000);
  b.first.push_back(0);
  for (std::size_t r = 0; r < routes; ++r) {
    b.route_m.push_back(1e6);
    b.first.push_back((r + 1) * 10'000);
    for (std::size_t k = 0; k < flat; ++k) ++b.counts[0][r * 10'000 + random.below(10'000)];
  }
  return b;
}

void plant(HotSpotBins& b, double from_km, double to_km, std::size_t events) {
  Random random(99);
  const auto first = static_cast<std::size_t>(from_km * 10), last = static_cast<std::size_t>(to_km * 10);
  for (std::size_t k = 0; k < events; ++k) ++b.counts[0][first + random.below(last - first)];
}

MonteCarlo permutations(std::size_t count) {
  MonteCarlo m;
  m.replicates = count;
  return m;
}

}  // namespace

TEST_CASE("Gi* finds a planted stretch to within the band", "[hotspots_gi]") {
  HotSpotBins b = bins_with(1, 1000, 1);
  plant(b, 700, 760, 400);
  const HotSpotFindings found = find_by_gi(b, {}, permutations(kGiPermutations));
  REQUIRE(found.spots.size() == 1);
  const HotSpot& spot = found.spots[0];
  CHECK(std::abs(spot.stretch.from.m - 700e3) <= 20e3);  // the default band
  CHECK(std::abs(spot.stretch.to.m - 760e3) <= 20e3);
  CHECK(spot.expected == Approx(1400 * spot.stretch.length().m / 1e6));
  CHECK(*spot.risk.lower > 3);
  CHECK(spot.statistic > 4);
  CHECK(spot.q_fdr <= 0.05);
  CHECK(spot.p < spot.q_fdr);
  CHECK(std::get<Texts>(found.method.columns[0].values) == Texts{"hot"});
  REQUIRE(found.next);
  CHECK(found.next->q_fdr > 0.05);
}

TEST_CASE("a quiet stretch is cold", "[hotspots_gi]") {
  HotSpotBins b = bins_with(1, 20'000, 2);
  for (std::size_t k = 3000; k < 3500; ++k) b.counts[0][k] = 0;
  const HotSpotFindings found = find_by_gi(b, {}, permutations(kGiPermutations));
  REQUIRE(!found.spots.empty());
  CHECK(found.spots[0].statistic < 0);
  CHECK(found.spots[0].stretch.from.m == Approx(300e3).margin(20e3));
  CHECK(std::get<Texts>(found.method.columns[0].values)[0] == "cold");
}

TEST_CASE("stretches end where routes end", "[hotspots_gi]") {
  HotSpotBins b = bins_with(2, 500, 3);
  plant(b, 960, 1040, 600);  // the end of one route and the start of the next
  const HotSpotFindings found = find_by_gi(b, {}, permutations(kGiPermutations));
  REQUIRE(found.spots.size() == 2);
  CHECK(found.spots[0].route != found.spots[1].route);
  for (const HotSpot& s : found.spots) {
    CHECK(s.stretch.from.m >= 0);
    CHECK(s.stretch.to.m <= 1e6);
  }
}

TEST_CASE("where nothing varies, or there is one segment, nothing is found", "[hotspots_gi]") {
  const HotSpotBins none = bins_with(1, 0, 1), flat = bins_with(1, 100, 1);
  CHECK(find_by_gi(none, {}, permutations(99)).spots.empty());
  CHECK_FALSE(find_by_gi(none, {}, permutations(99)).next);
  CHECK(find_by_gi(flat, {Span{2e6}, {}, {}}, permutations(99)).spots.empty());
}

TEST_CASE("segments shorter than a bin are refused", "[hotspots_gi]") {
  const HotSpotBins b = bins_with(1, 10, 1);
  CHECK_THAT(message_of([&] {
               find_by_gi(b, {Span{50}, {}, {}}, permutations(9));
             }),
             Contains("segments of 50 m are shorter than the bins of 100 m"));
  CHECK_THAT(message_of([&] {
               find_by_gi(b, {Span{1e4}, Span{0}, {}}, permutations(9));
             }),
             Contains("distance band of 0 m"));
}
