#include <fmt/core.h>

#include <geo/datasets.hpp>
#include <geo/pipeline.hpp>
#include <geo/segments.hpp>

int main(int, char** arguments) {
  using namespace thalweg;
  const std::vector<Route> routes{default_border()};
  const Locator locator(routes);
  const Location hyesan = locator.locate({128.17778, 41.40167});
  fmt::print("Hyesan: km {:.1f}, {:.0f} m from the line, side {}\n", hyesan.chainage.m / 1000, hyesan.offset.m,
             routes[0].side_name(hyesan.side));

  const SegmentIndex index(cut_by_length(routes, Span{50e3}));
  SegmentCounter counter(index.segments().size());
  ReadOptions events;
  events.sources = {arguments[1]};
  EventReader reader(events);
  locate_events(reader, locator, Span{50e3}, [&](const LocatedBatch& batch) { counter.add(batch, index); });
  for (std::size_t i = 0; i < index.segments().size(); ++i) {
    fmt::print("from km {:.0f}: {} events\n", index.segments()[i].stretch.from.m / 1000, counter.tallies()[i].count);
  }
}
