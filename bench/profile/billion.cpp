// Locates generated events near the default border and bins them into a profile, streaming, on all cores:
// billion [EVENTS], by default 1,000,000,000. Prints a JSON object: rates of the large and of a small case, and of the
// generator alone, the most memory that was resident, and the sum that was checked. Exit code 1 if events were lost.
#include <fmt/core.h>
#include <sys/resource.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "geo/datasets.hpp"
#include "geo/profile_builder.hpp"
#include "geo/random.hpp"

namespace {

using namespace thalweg;

constexpr std::uint64_t kSeed = 20180505;
constexpr std::uint64_t kBlock = 16'384;
constexpr std::uint64_t kSmall = 1'000'000;
constexpr Span kMaxOffset{50e3};
const std::vector<std::string> kCategories{"crossing", "smuggling"};

/// Event number i is the same in every run: a place of the border moved by at most 14 km east or west and 14 km north
/// or south, so at most 20 km, in one of three years, of one of two categories.
class Generator {
 public:
  explicit Generator(const Route& route) {
    for (std::size_t i = 0; i < kAnchors; ++i) {
      anchors_.push_back(route.at({(static_cast<double>(i) + 0.5) / kAnchors * route.length().m}));
    }
  }

  [[nodiscard]] EventBatch block(std::uint64_t first, std::uint64_t count) const {
    EventBatch out;
    out.row.resize(count);
    out.position.resize(count);
    out.time.resize(count);
    out.category.resize(count);
    out.weight.assign(count, 1.0);
    out.precision_m.resize(count);
    for (std::uint64_t k = 0; k < count; ++k) {
      const std::uint64_t a = scrambled(kSeed + 2 * (first + k)), b = scrambled(kSeed + 2 * (first + k) + 1);
      out.row[k] = first + k;
      out.position[k] = moved(anchors_[a % kAnchors], share(a >> 32), share(b & 0xFFFFFFFF));
      out.time[k] = Instant{static_cast<std::int64_t>(kStart + (b >> 32) % kThreeYears * 1000)};
      out.category[k] = static_cast<std::uint32_t>(a >> 20 & 1);
    }
    return out;
  }

 private:
  static constexpr std::size_t kAnchors = 1U << 16;
  static constexpr std::uint64_t kStart = 1'483'228'800'000, kThreeYears = 3 * 365 * 86'400;  // from 2017 on
  static double share(std::uint64_t bits) { return static_cast<double>(bits) * 0x1p-31 - 1; }
  static LonLat moved(LonLat from, double east, double north) {
    constexpr double reach_m = 14e3, metres_a_degree = 111e3;
    const double shrunk = std::cos(from.lat * std::numbers::pi / 180);
    return {from.lon + east * reach_m / metres_a_degree / shrunk, from.lat + north * reach_m / metres_a_degree};
  }

  std::vector<LonLat> anchors_;
};

struct Outcome {
  std::uint64_t total = 0, too_far = 0, cells = 0;
  double seconds = 0;
};

/// Calls `make(first, count)` for every block on all cores, and `take` with what it gives, one at a time.
template <typename Make, typename Take>
double seconds_of(std::uint64_t events, Make make, Take take) {
  using Made = decltype(make(std::uint64_t{}, std::uint64_t{}));
  const auto start = std::chrono::steady_clock::now();
  const auto tokens = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
  std::uint64_t next = 0;
  const auto number = tbb::make_filter<void, std::uint64_t>(tbb::filter_mode::serial_in_order, [&](auto& control) {
    const std::uint64_t first = next;
    if (first >= events) control.stop();
    next += kBlock;
    return first;
  });
  const auto work = tbb::make_filter<std::uint64_t, Made>(tbb::filter_mode::parallel, [&](std::uint64_t first) {
    return make(first, std::min(kBlock, events - std::min(events, first)));
  });
  const auto end = tbb::make_filter<Made, void>(tbb::filter_mode::serial_out_of_order, take);
  tbb::parallel_pipeline(tokens, number & work & end);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Outcome bin(std::uint64_t events, const Generator& generator, const Locator& locator, const ProfileGrid& grid) {
  Outcome out;
  ProfileBuilder builder(grid);
  const auto make = [&](std::uint64_t first, std::uint64_t count) {
    LocatedBatch batch{generator.block(first, count), {}, {}};
    batch.places = locator.locate(batch.events.position);
    for (const Location& place : batch.places) batch.within.push_back(place.offset <= kMaxOffset);
    return batch;
  };
  out.seconds = seconds_of(events, make, [&](const LocatedBatch& batch) {
    builder.add(batch);
    out.too_far += static_cast<std::uint64_t>(std::ranges::count(batch.within, false));
  });
  const Profile profile = builder.finish(kCategories, {});
  out.total = profile.total();
  out.cells = profile.size();
  return out;
}

double generate(std::uint64_t events, const Generator& generator) {
  std::atomic<std::uint64_t> seen = 0;  // so that the work is done
  return seconds_of(
      events, [&](std::uint64_t first, std::uint64_t count) { return generator.block(first, count); },
      [&](const EventBatch& block) { seen += block.size(); });
}

/// The middle one of several runs, for a short run tells little.
double small_seconds(const Generator& generator, const Locator& locator, const ProfileGrid& grid) {
  std::vector<double> seconds;
  for (int i = 0; i < 5; ++i) seconds.push_back(bin(kSmall, generator, locator, grid).seconds);
  std::ranges::nth_element(seconds, seconds.begin() + 2);
  return seconds[2];
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t events = argc > 1 ? std::stoull(argv[1]) : 1'000'000'000;
  const std::vector<Route> routes{default_border()};
  const Locator locator(routes, {.runner_up = false});
  const ProfileGrid grid(routes, {kDefaultBin}, PeriodKind::year);
  const Generator generator(routes[0]);

  const double small = static_cast<double>(kSmall) / small_seconds(generator, locator, grid);
  const Outcome large = bin(events, generator, locator, grid);
  const double alone = static_cast<double>(events) / generate(events, generator);
  const double rate = static_cast<double>(events) / large.seconds;
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  fmt::print(
      "{{\"events\": {}, \"counted\": {}, \"too_far\": {}, \"cells\": {}, \"threads\": {}, \"events_per_s\": {:.0f}, "
      "\"small_events_per_s\": {:.0f}, \"against_small\": {:.3f}, \"generator_events_per_s\": {:.0f}, "
      "\"resident_mb\": {:.1f}}}\n",
      events, large.total, large.too_far, large.cells, tbb::this_task_arena::max_concurrency(), rate, small,
      rate / small, alone, static_cast<double>(used.ru_maxrss) / 1024);
  return large.total + large.too_far == events ? 0 : 1;
}
