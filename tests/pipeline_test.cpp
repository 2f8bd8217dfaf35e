#include "geo/pipeline.hpp"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "catch.hpp"
#include "geo/error.hpp"
#include "geo/segments.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

const std::vector<Route>& one_route() {
  static const std::vector<Route> routes{Route("line", {}, {{124, 40}, {126, 41}, {128, 40}})};
  return routes;
}

const Locator& locator() {
  static const Locator one(one_route());
  return one;
}

/// Events near the route, some of them wrong or far away.
std::string events(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  std::string text = "lon,lat,time,type,weight\n";
  for (std::size_t i = 0; i < rows; ++i) {
    if (random.below(20) == 0) text += '\n';
    text +=
        fmt::format("{:.6f},{:.6f},2018-04-{:02}T21:30:05Z,{},{}\n", random.uniform(124, 128), random.uniform(40, 41),
                    random.below(33), "abcdefg"[random.below(7)], random.below(50) == 0 ? "x" : "0.25");
  }
  return text;
}

EventReader reader_of(const std::vector<std::string>& files, std::size_t chunk_bytes = 500) {
  ReadOptions options;
  options.sources = files;
  options.chunk_bytes = chunk_bytes;
  return EventReader(options);
}

struct Outcome {
  Accounting account;
  SegmentCounter counter{0};
  std::vector<std::string> categories;
  std::vector<std::uint64_t> row;  ///< of events, then of rejects, in the order of the sink
  std::vector<double> chainage_m;
};

Outcome run(EventReader reader, std::size_t threads) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  const SegmentIndex index(cut_by_length(one_route(), Span{10e3}));
  Outcome out;
  out.counter = SegmentCounter(index.segments().size());
  tbb::enumerable_thread_specific<SegmentCounter> parts(out.counter);
  std::vector<const LocatedBatch*> made;
  const auto in_parallel = [&](const LocatedBatch& batch) -> std::function<void()> {
    parts.local().add(batch, index);
    return [&] { made.push_back(&batch); };
  };
  const auto in_order = [&](const LocatedBatch& batch) {
    REQUIRE(made.back() == &batch);
    for (const auto row : batch.events.row) out.row.push_back(row);
    for (const Reject& reject : batch.events.rejects) out.row.push_back(reject.row);
    for (const Location& place : batch.places) out.chainage_m.push_back(place.chainage.m);
  };
  out.account = locate_events(reader, locator(), Span{20e3}, {in_parallel, in_order, {}});
  for (const SegmentCounter& part : parts) out.counter.merge(part);
  out.categories = reader.categories();
  return out;
}

}  // namespace

TEST_CASE("the outcome is the same on any number of threads and for any size of chunks", "[pipeline]") {
  const TempFolder folder;
  const std::vector<std::string> files{folder.file("a.csv", events(700, 1)), folder.file("b.csv", events(300, 2)),
                                       folder.file("empty.csv", "lon,lat\n"), folder.file("c.csv", events(50, 3))};
  const Outcome one = run(reader_of(files, 1 << 20), 1);
  REQUIRE(one.account.read == 1050);
  REQUIRE(one.account.read == one.account.located + one.account.too_far + one.account.rejected_total());
  CHECK(one.account.rejected.at("bad_time") > 0);
  CHECK(one.account.rejected.at("bad_weight") > 0);
  CHECK(one.account.too_far > 0);
  for (const std::size_t bytes : {100UL, 1000UL, 20000UL}) {
    for (const std::size_t threads : {1UL, 2UL}) {
      const Outcome other = run(reader_of(files, bytes), threads);
      CHECK(other.account.rejected == one.account.rejected);
      CHECK(other.account.located == one.account.located);
      CHECK(other.account.too_far == one.account.too_far);
      CHECK(other.account.first == one.account.first);
      CHECK(other.account.last == one.account.last);
      CHECK(other.counter == one.counter);
      CHECK(other.categories == one.categories);
      CHECK(other.chainage_m == one.chainage_m);
      // Rejects follow the events of their own batch, so only the rows as a set do not depend on the chunks.
      CHECK(std::multiset<std::uint64_t>(other.row.begin(), other.row.end()) ==
            std::multiset<std::uint64_t>(one.row.begin(), one.row.end()));
    }
  }
}

TEST_CASE("progress tells rows and the share of all bytes, up to all of them", "[pipeline]") {
  const TempFolder folder;
  const std::string a = events(100, 4), b = events(300, 5);
  EventReader reader = reader_of({folder.file("a.csv", a), folder.file("b.csv", b)});
  std::vector<Advance> seen;
  locate_events(reader, locator(), Span{20e3}, {}, [&](const Advance& advance) {
    seen.push_back(advance);
    return true;
  });
  REQUIRE(seen.size() > 20);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    REQUIRE(seen[i].share);
    if (i == 0) continue;
    CHECK(seen[i].rows > seen[i - 1].rows);
    CHECK(*seen[i].share > *seen[i - 1].share);
  }
  CHECK(*seen.back().share == 1);
  CHECK(seen.back().rows + 2 ==
        static_cast<std::uint64_t>(std::ranges::count(a + b, '\n')));  // all lines but the headers
}

TEST_CASE("a run stops when progress says so, and carries failures out", "[pipeline]") {
  const TempFolder folder;
  const std::string path = folder.file("a.csv", events(2000, 6));
  for (const std::size_t threads : {1UL, 2UL}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    int batches = 0;
    const auto count = [&](const LocatedBatch&) { ++batches; };
    EventReader stopped = reader_of({path});
    try {
      locate_events(stopped, locator(), Span{20e3}, count, [&](const Advance&) { return batches < 3; });
      FAIL("not stopped");
    } catch (const Error& e) {
      CHECK(e.code() == Code::cancelled);
    }
    CHECK(batches == 3);
    const auto fail = [&](const LocatedBatch&) -> std::function<void()> {
      throw std::runtime_error("the disk is full");
    };
    EventReader failing = reader_of({path});
    CHECK_THROWS_WITH(locate_events(failing, locator(), Span{20e3}, {fail, {}, {}}), "the disk is full");
  }
}

TEST_CASE("coordinates of another reference system are converted on every thread alike", "[pipeline]") {
  const TempFolder folder;
  Random random(7);
  std::string text = "x,y\n";
  for (int i = 0; i < 500; ++i) {
    text += fmt::format("{:.2f},{:.2f}\n", random.uniform(1e5, 4e5), random.uniform(4.40e6, 4.55e6));
  }
  const std::string path = folder.file("utm.csv", text);
  const auto chainages = [&](std::size_t threads, std::size_t bytes) {
    ReadOptions options;
    options.sources = {path};
    options.crs = "EPSG:32652";
    options.chunk_bytes = bytes;
    return run(EventReader(options), threads).chainage_m;
  };
  const auto one = chainages(1, 1 << 20);
  REQUIRE(one.size() == 500);
  CHECK(chainages(2, 200) == one);
}
