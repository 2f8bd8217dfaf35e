#include <benchmark/benchmark.h>
#include <tbb/task_arena.h>

#include <map>
#include <string>
#include <vector>

#include "contender.hpp"
#include "data.hpp"
#include "geo/read.hpp"

// Times with Google Benchmark: LINE/SET/CONTENDER on one core, threads/LINE/N, and route/V and index/V, which make a
// line and the index over it. Run as: timing EVENTS [--benchmark_...].
namespace thalweg::bench {
namespace {

const std::size_t kBatch = ReadOptions{}.chunk_rows;  // events at once, as the reader gives them
constexpr int kThreadRounds = 25;      // more than of the others: the clock counts, and so does other work meanwhile

struct Task {
  const Contender& contender;
  std::span<const LonLat> events;
};

void locate_all(const Task& task) {
  std::vector<double> chainage(kBatch);
  for (std::size_t first = 0; first < task.events.size(); first += kBatch) {
    const std::size_t count = std::min(kBatch, task.events.size() - first);
    task.contender.locate(task.events.subspan(first, count), std::span(chainage).first(count));
    benchmark::DoNotOptimize(chainage.data());
  }
}

void run(benchmark::State& state, const Task& task, int threads) {
  tbb::task_arena arena(threads);
  arena.execute([&] {
    for (auto _ : state) locate_all(task);
  });
  state.SetItemsProcessed(static_cast<std::int64_t>(task.events.size()) * state.iterations());
}

/// All that is measured, made once and kept while the benchmarks run in mixed order.
class Suite {
 public:
  explicit Suite(std::size_t events) : events_(events) {}

  void add_all() {
    for (const std::string line : {"border", "100000"}) {
      for (const std::string set : {"20km", "100km", "20km-along"}) {
        for (const std::string contender : {"thalweg", "thalweg-alt", "rtree", "rtree-4", "strtree", "strtree-4"}) {
          add(line, set, contender);
        }
      }
      add(line, "20km", "project");
      for (const int threads : {1, 2}) add_threads(line, threads);
    }
    for (const std::string line : {"1000", "10000", "1000000"}) {
      for (const std::string set : {"20km", "20km-along"}) {
        for (const std::string contender : {"thalweg", "thalweg-alt"}) add(line, set, contender);
      }
    }
    add_making("1000000");
  }

 private:
  /// Slow contenders get fewer events, so that a run of each takes a second or so.
  [[nodiscard]] std::size_t count_for(const std::string& contender, std::size_t vertices) const {
    if (contender.starts_with("strtree")) return events_ / 20;
    if (contender == "project") return std::max<std::size_t>(events_ * 7 / vertices, 20);
    return events_;
  }

  const Route& line(const std::string& name) {
    if (!lines_.contains(name)) lines_.emplace(name, line_named(name));
    return lines_.at(name);
  }
  const std::vector<LonLat>& events(const std::string& line_name, const std::string& set, std::size_t count) {
    const std::string key = line_name + "/" + set + "/" + std::to_string(count);
    if (!sets_.contains(key)) sets_.emplace(key, events_named(line(line_name), set, count));
    return sets_.at(key);
  }
  Task task(const std::string& line_name, const std::string& set, const std::string& name) {
    const Route& route = line(line_name);
    auto& contender = contenders_[line_name + "/" + name];
    if (!contender) contender = contender_named(name, route);
    return {*contender, events(line_name, set, count_for(name, route.vertices().size()))};
  }

  static auto* once(auto* made) { return made->Iterations(1)->Unit(benchmark::kMillisecond); }
  void add(const std::string& line_name, const std::string& set, const std::string& contender) {
    const Task t = task(line_name, set, contender);
    const std::string name = line_name + "/" + set + "/" + contender;
    once(benchmark::RegisterBenchmark(name.c_str(), [t](benchmark::State& state) { run(state, t, 1); }));
  }
  void add_threads(const std::string& line_name, int threads) {
    const Task t = task(line_name, "20km", "thalweg");
    const std::string name = "threads/" + line_name + "/" + std::to_string(threads);
    once(benchmark::RegisterBenchmark(name.c_str(), [t, threads](benchmark::State& state) { run(state, t, threads); }))
        ->MeasureProcessCPUTime()
        ->Repetitions(kThreadRounds);
  }
  void add_making(const std::string& line_name) {
    const Route& route = line(line_name);
    const auto make_route = [&route](benchmark::State& state) {
      const std::vector<LonLat> vertices(route.vertices().begin(), route.vertices().end());
      for (auto _ : state) benchmark::DoNotOptimize(Route("made", {}, vertices));
    };
    const auto make_index = [&route](benchmark::State& state) {
      for (auto _ : state) benchmark::DoNotOptimize(Locator(std::span(&route, 1)));
    };
    once(benchmark::RegisterBenchmark(("route/" + line_name).c_str(), make_route));
    once(benchmark::RegisterBenchmark(("index/" + line_name).c_str(), make_index));
  }

  std::size_t events_;
  std::map<std::string, Route> lines_;
  std::map<std::string, std::vector<LonLat>> sets_;
  std::map<std::string, std::unique_ptr<Contender>> contenders_;
};

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  thalweg::bench::Suite suite(argc > 1 ? std::stoul(argv[1]) : 1'000'000);
  suite.add_all();
  benchmark::RunSpecifiedBenchmarks();
}
