#include "geo/stability.hpp"

#include <algorithm>

#include "messages.hpp"
#include "random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

constexpr double kLength = 400e3;

std::vector<Segment> equal_segments(double length) {
  std::vector<Segment> out;
  for (double from = 0; from < kLength; from += length) out.push_back({0, {{from}, {from + length}}, {}});
  return out;
}

BinnedLine empty_line() {
  return {kLength, kStabilityBin, std::vector<double>(bin_count(kLength, kStabilityBin))};
}

void put(BinnedLine& line, double from, double to, int events) {
  for (int k = 0; k < events; ++k) {
    ++line.value[static_cast<std::size_t>((from + (to - from) * (k + 0.5) / events) / line.bin_m)];
  }
}

double in_km(std::uint32_t, Stretch s) {
  return s.length().m / 1000;
}

}  // namespace

TEST_CASE("a wide hot stretch is in the top however the line is cut", "[stability]") {
  BinnedLine line = empty_line();
  put(line, 0, kLength, 400);
  put(line, 100e3, 130e3, 600);
  const auto stability = segment_stability(equal_segments(10e3), std::vector{line}, in_km, 3);
  CHECK(stability[11] == 1);  // 110-120 km, the middle of it
  CHECK(stability[10] >= 0.75);
  CHECK(stability[20] == 0);
}

TEST_CASE("what exists for one way of cutting only is not stable", "[stability]") {
  BinnedLine line = empty_line();
  put(line, 0, kLength, 2000);      // 50 a segment
  put(line, 205.1e3, 209.9e3, 20);  // a few more, all within one segment
  put(line, 100e3, 110e3, 40);
  put(line, 300e3, 310e3, 40);
  const auto stability = segment_stability(equal_segments(10e3), std::vector{line}, in_km, 3);
  CHECK(stability[20] < stability[10]);
  CHECK(stability[20] < 1);
}

TEST_CASE("stability is a share, and 0 without events", "[stability]") {
  Random random(4);
  BinnedLine line = empty_line();
  CHECK(segment_stability(equal_segments(10e3), std::vector{line}, in_km, 5) == std::vector<double>(40));
  for (int k = 0; k < 500; ++k) ++line.value[random.below(line.value.size())];
  const auto stability = segment_stability(equal_segments(10e3), std::vector{line}, in_km, 5);
  CHECK(std::ranges::all_of(stability, [](double s) { return s >= 0 && s <= 1; }));
  CHECK(std::ranges::max(stability) > 0);
  std::ranges::reverse(line.value);
  auto mirrored = segment_stability(equal_segments(10e3), std::vector{line}, in_km, 5);
  std::ranges::reverse(mirrored);  // the origins 0, 1/4, 1/2 and 3/4 of a piece are their own mirror image here
  for (std::size_t i = 0; i < stability.size(); ++i) CHECK(mirrored[i] == Approx(stability[i]).margin(0.1));
}

TEST_CASE("one segment is always in the top", "[stability]") {
  BinnedLine line = empty_line();
  put(line, 0, kLength, 10);
  CHECK(segment_stability(std::vector<Segment>{{0, {{0}, {kLength}}, {}}}, std::vector{line}, in_km, 1)[0] > 0);
}

TEST_CASE("segments that bins cannot cut otherwise are refused", "[stability]") {
  const std::vector lines{empty_line()};
  CHECK_THAT(message_of([&] { segment_stability(equal_segments(100), lines, in_km, 3); }),
             Contains("segments of 100 m are too short to cut otherwise; with bins of 10 m take at least 200 m"));
  CHECK_THAT(message_of([&] { segment_stability(equal_segments(10e3), lines, in_km, 0); }), Contains("--top: 0"));
}
